import { defineEnum, type EnumValue } from "../../shared/enum.ts";

export const ContactKind = defineEnum("ContactKind", "What kind of contact.", {
  MOBILE: "A mobile number (手机).",
  LANDLINE: "Any other telephone number (座机).",
  EMAIL: "An e-mail address (电子邮箱).",
});
export type ContactKind = EnumValue<typeof ContactKind>;

export const ConsentPurpose = defineEnum("ConsentPurpose", "What a person agreed to (同意用途).", {
  CONTACT: "That the bank keeps the contact and calls back about what was asked.",
  MARKETING: "That the bank offers products by this way.",
  CREDIT_ASSESSMENT: "That the bank uses it to judge a credit application.",
  SENSITIVE_FINANCIAL:
    "That the bank looks at personal money events: sensitive, hence a consent of its own (单独同意, PIPL article 29).",
});
export type ConsentPurpose = EnumValue<typeof ConsentPurpose>;

export const PersonalSource = defineEnum("PersonalSource", "How a contact or a consent was given.", {
  COUNTER: "Asked at the counter (一问一记一留存).",
  CALL: "Said on the telephone.",
  FORM: "On a signed form.",
  APP: "In the bank's app.",
  EVENT: "At a salon, lecture or visit.",
  PUBLISHED: "The person or organization published it.",
});
export type PersonalSource = EnumValue<typeof PersonalSource>;

export const MoneyEventKind = defineEnum("MoneyEventKind", "What happened with a person's money.", {
  EARLY_WITHDRAWAL: "A time deposit was withdrawn early (定期提前支取).",
  LARGE_TRANSFER: "A large transfer went out (大额转账).",
});
export type MoneyEventKind = EnumValue<typeof MoneyEventKind>;

export const WriteOutcome = defineEnum("WriteOutcome", "What became of a row.", {
  CREATED: "It is new.",
  UPDATED: "It stood, and has changed.",
  UNCHANGED: "It stood just so; nothing was written.",
});
export type WriteOutcome = EnumValue<typeof WriteOutcome>;

export const ErasureReason = defineEnum("ErasureReason", "Why a person is erased (PIPL article 47).", {
  PERSON_ASKED: "The person asked for it.",
  CONSENT_WITHDRAWN: "The person withdrew consent.",
  PURPOSE_ENDED: "What it was kept for is reached, cannot be reached, or its time is over.",
  UNLAWFUL: "It should not have been kept.",
});
export type ErasureReason = EnumValue<typeof ErasureReason>;

export const ErasureOutcome = defineEnum("ErasureOutcome", "What erasing does to a person's rows of a table.", {
  DELETED: "The rows are gone.",
  ANONYMISED: "The rows stay without what is personal in them.",
  KEPT: "The rows stay; because says why.",
});
export type ErasureOutcome = EnumValue<typeof ErasureOutcome>;
