import { defineEnum, type EnumValue } from "../../shared/enum.ts";

export const AcquisitionChannel = defineEnum("AcquisitionChannel", "By which kind of hub prospects are reached.", {
  SUPPLY_CHAIN: "Suppliers and buyers of an organization (链式营销).",
  BILL: "Payees, endorsees and holders of bills; not served yet.",
  ASSOCIATION: "Members of an association or group (朋友圈).",
  PLATFORM: "Participants of a scenario platform (深耕场景).",
  PRODUCT: "A trade for which there is a specialty product; not served yet.",
  PERSON: "Firms behind one person (公私联动).",
  REFERRAL: "Whom a client refers; not served yet.",
});
export type AcquisitionChannel = EnumValue<typeof AcquisitionChannel>;

/** The channels served so far, in schema order, which is also how ties between batches of one hub are broken. */
export const servedChannels = [
  "SUPPLY_CHAIN",
  "ASSOCIATION",
  "PLATFORM",
  "PERSON",
] as const satisfies AcquisitionChannel[];
export type ServedChannel = (typeof servedChannels)[number];

export const AcquisitionBatchOrder = defineEnum(
  "AcquisitionBatchOrder",
  "How batches are ordered, largest first; ties by hub id, then channel.",
  {
    EXPECTED_ACCOUNTS: "By the accounts the bank may expect.",
    PROSPECT_COUNT: "By the number of prospects.",
    ANNUAL_AMOUNT:
      "By the twelve-month amount between hub and prospects, compared in CNY at head office's dated rates.",
  },
);
export type AcquisitionBatchOrder = EnumValue<typeof AcquisitionBatchOrder>;
