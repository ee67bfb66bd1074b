import { checkCreditCode } from "./credit-code.ts";
import { isKnownIndustry, isKnownRegion } from "./reference.ts";

export type EntityType = "ORGANIZATION" | "PERSON" | "GROUP" | "SCENARIO_PLATFORM";
export type OrganizationCategory =
  | "ENTERPRISE"
  | "INDIVIDUAL_BUSINESS"
  | "BRANCH"
  | "ASSOCIATION"
  | "GOVERNMENT"
  | "PUBLIC_INSTITUTION"
  | "OTHER";
export type OrganizationStatus = "ACTIVE" | "DEREGISTERED" | "REVOKED" | "INSOLVENT" | "UNKNOWN";

/** What the bank holds of an entity. Null: not known. Category is null for whatever is no organization, and never for one. */
export interface EntityValues {
  name: string;
  category: OrganizationCategory | null;
  status: OrganizationStatus;
  /** GB/T 2260, six digits. */
  region: string | null;
  /** GB/T 4754 with its section letter. */
  industry: string | null;
  creditCode: string | null;
  sizeClass: "LARGE" | "MEDIUM" | "SMALL" | "MICRO" | null;
}

const codeCategories: Record<string, OrganizationCategory> = {
  "11": "GOVERNMENT",
  "12": "PUBLIC_INSTITUTION",
  "51": "ASSOCIATION",
  "92": "INDIVIDUAL_BUSINESS",
};

/** What a credit code's first two characters say of its holder; ENTERPRISE for the others and without a code. */
export const categoryOfCreditCode = (creditCode: string | null | undefined): OrganizationCategory =>
  codeCategories[creditCode?.slice(0, 2) ?? ""] ?? "ENTERPRISE";

/** The values of a new entity. An organization of unsaid category has the one that its code tells. */
export const fieldsOf = (row: Partial<EntityValues> & { name: string; type?: EntityType }): EntityValues => ({
  name: row.name,
  category: row.category ?? (row.type === "ORGANIZATION" ? categoryOfCreditCode(row.creditCode) : null),
  status: row.status ?? "UNKNOWN",
  region: row.region ?? null,
  industry: row.industry ?? null,
  creditCode: row.creditCode ?? null,
  sizeClass: row.sizeClass ?? null,
});

/** Lets a row change what stands, in place, as far as its authority goes; true when something changed. A code that stands stays. */
export function merge(standing: EntityValues, row: Partial<EntityValues>, authority: "FILLS_BLANKS" | "OWN"): boolean {
  let isChanged = false;
  for (const field of Object.keys(standing) as (keyof EntityValues)[]) {
    const said = row[field] ?? null;
    const isBlank = standing[field] === null || (field === "status" && standing.status === "UNKNOWN");
    if (said === null || said === standing[field] || !(isBlank || (authority === "OWN" && field !== "creditCode")))
      continue;
    Object.assign(standing, { [field]: said });
    isChanged = true;
  }
  return isChanged;
}

const derived = ["CREDIT_CODE_CHECK", "CREDIT_CODE_REGION", "REGION_UNKNOWN", "INDUSTRY_UNKNOWN"];

/** Codes of the warnings that an organization's values deserve, kept with it; warnings of other kinds stay as they stand. */
export function warningsOf(values: EntityValues, standing: readonly string[] = []): string[] {
  return [
    ...standing.filter((code) => !derived.includes(code)),
    ...(values.creditCode ? checkCreditCode(values.creditCode).warnings : []),
    ...(values.region && !isKnownRegion(values.region) ? ["REGION_UNKNOWN"] : []),
    ...(values.industry && !isKnownIndustry(values.industry) ? ["INDUSTRY_UNKNOWN"] : []),
  ];
}

/** Key of an identity by a source's own number, for locks and maps. */
export const numberKey = (source: string, number: string): string => `number:${JSON.stringify([source, number])}`;
/** Key of an identity by credit code. */
export const codeKey = (creditCode: string): string => `code:${creditCode}`;
