import { type RawBuilder, type SqlBool, sql } from "kysely";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { isClientAt } from "./known.sql.ts";
import type { AsOf } from "./relationship.sql.ts";

export const TargetType = defineEnum("TargetType", "What an entity is, as far as it is looked for.", {
  ORGANIZATION: "Any organization.",
  CLIENT: "An organization that holds an account with the bank on the day asked.",
  NON_CLIENT: "An organization that holds none on that day.",
  ENTERPRISE: "An organization of this category.",
  INDIVIDUAL_BUSINESS: "An organization of this category (个体工商户).",
  BRANCH: "An organization of this category: a branch or store of another.",
  ASSOCIATION: "An organization of this category (行业协会).",
  GOVERNMENT: "An organization of this category, e.g. a court.",
  PUBLIC_INSTITUTION: "An organization of this category, e.g. a hospital.",
  PERSON: "A person, also one whose name is withheld.",
  GROUP: "A group (群体).",
  SCENARIO_PLATFORM: "A scenario platform (场景平台).",
});
export type TargetType = EnumValue<typeof TargetType>;

const entityTypes: readonly TargetType[] = ["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"];

/** True for an entity e of at least one of the types on the day asked; null: of any. */
export function isTarget(types: readonly TargetType[] | null, time: AsOf): RawBuilder<SqlBool> {
  if (types === null) return sql<SqlBool>`true`;
  const isOrganization = sql<SqlBool>`e.type = 'ORGANIZATION'`;
  const tests = types.map((type): RawBuilder<SqlBool> => {
    if (entityTypes.includes(type)) return sql`e.type = ${type}`;
    if (type === "CLIENT") return sql`(${isOrganization} and ${isClientAt(time)})`;
    if (type === "NON_CLIENT") return sql`(${isOrganization} and not ${isClientAt(time)})`;
    return sql`e.category = ${type}`;
  });
  return sql<SqlBool>`(${sql.join(tests, sql` or `)})`;
}
