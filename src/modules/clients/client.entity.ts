import { defineEntity, p } from "@mikro-orm/core";

/** An outlet of the bank. */
export const Branch = defineEntity({
  name: "Branch",
  properties: {
    id: p.bigint("string").primary(),
    code: p.text(),
    name: p.text(),
    nameEn: p.text().nullable(),
    region: p.text().nullable(),
  },
});

/** A person who works for the bank; role and branch decide what it may see. */
export const StaffMember = defineEntity({
  name: "StaffMember",
  properties: {
    id: p.bigint("string").primary(),
    staffNumber: p.text(),
    name: p.text(),
    branchId: p.bigint("string").nullable(),
    role: p.text(),
  },
});

/** Being a client is a list of periods; derived from accounts, readable bank-wide. */
export const ClientPeriod = defineEntity({
  name: "ClientPeriod",
  properties: {
    entityId: p.bigint("string").primary(),
    since: p.date().nullable(),
    until: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
    withdrawnAt: p.datetime().nullable(),
  },
});

/** Private to its branch. A reopened account is another row with the same number. */
export const Account = defineEntity({
  name: "Account",
  properties: {
    id: p.bigint("string").primary(),
    number: p.text(),
    holderId: p.bigint("string"),
    branchId: p.bigint("string"),
    type: p.enum(["BASIC", "GENERAL", "SPECIAL_PURPOSE", "TEMPORARY"] as const),
    openedOn: p.date(),
    closedOn: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
    withdrawnAt: p.datetime().nullable(),
  },
});

/** What stood on an account at the end of a month. Private. */
export const AccountBalance = defineEntity({
  name: "AccountBalance",
  properties: {
    accountId: p.bigint("string").primary(),
    monthEnd: p.date().primary(),
    currency: p.text().primary(),
    amount: p.decimal("string"),
    recordedAt: p.datetime().defaultRaw("now()"),
  },
});

/** A limit granted to a client by product, and what is used of it. Private. */
export const Facility = defineEntity({
  name: "Facility",
  properties: {
    id: p.bigint("string").primary(),
    holderId: p.bigint("string"),
    branchId: p.bigint("string"),
    product: p.text(),
    limitAmount: p.decimal("string"),
    usedAmount: p.decimal("string"),
    currency: p.text(),
    grantedOn: p.date(),
    expiresOn: p.date().nullable(),
    recordedAt: p.datetime().defaultRaw("now()"),
    withdrawnAt: p.datetime().nullable(),
  },
});
