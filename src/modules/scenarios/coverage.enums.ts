import { defineEnum, type EnumValue } from "../../shared/enum.ts";

export const CoverageDimension = defineEnum("CoverageDimension", "What participants are set apart by.", {
  ROLE: "By what they take part as; who has two roles stands in both.",
  REGION: "By where they are, as exact as regionLevel says.",
  MONTH: "By the month in which they first took part.",
});
export type CoverageDimension = EnumValue<typeof CoverageDimension>;

export const RegionLevel = defineEnum(
  "RegionLevel",
  "How exact a region is named: how many digits of its GB/T 2260 code.",
  {
    PROVINCE: "Two digits.",
    PREFECTURE: "Four digits.",
    COUNTY: "All six.",
  },
);
export type RegionLevel = EnumValue<typeof RegionLevel>;
export const digitsOf: Record<RegionLevel, number> = { PROVINCE: 2, PREFECTURE: 4, COUNTY: 6 };

export const CoverageStanding = defineEnum(
  "CoverageStanding",
  "How a participant stands to the bank on the day asked.",
  {
    REMAINING: "It has no account with the bank.",
    CLIENT_BEFORE: "It has one, and was a client before the project began; also when it is not known since when.",
    OPENED_DURING_PROJECT: "It has one, and became a client after the project began and before the launch.",
    OPENED_SINCE_LAUNCH: "It has one, and became a client on the day of the launch or later.",
  },
);
export type CoverageStanding = EnumValue<typeof CoverageStanding>;

export const RemainingReason = defineEnum(
  "RemainingReason",
  "Why a participant has no account, as far as the bank knows; of several the first of this order.",
  {
    DO_NOT_CONTACT: "It is marked so that nobody contacts it.",
    BANK: "It is a bank.",
    NOT_ACTIVE: "It is deregistered, revoked or insolvent.",
    ONLY_DEBTOR: "It takes part as a debtor in cases and as nothing else.",
    FORMER_CLIENT: "It had an account, and has none any more.",
    IN_REVIEW: "It may be the same as another organization; a person has to decide.",
    NONE_KNOWN: "Nothing stands against it: it is to be won.",
  },
);
export type RemainingReason = EnumValue<typeof RemainingReason>;
