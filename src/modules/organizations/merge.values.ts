import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type EntityValues, merge, warningsOf } from "./identity.policy.ts";
import { writeMatchKeys } from "./match-key.service.ts";
import { item, type MergeItem, type MergePair } from "./merge.plan.ts";

/** An organization as far as merging goes. */
export interface MergedValues extends EntityValues {
  id: string;
  doNotContact: boolean;
  warnings: string[];
  mergedInto: string | null;
}

/** The organizations among the ids; lock: nobody changes them, or writes anything onto them, until the transaction ends. */
export async function readOrganizations(tx: Em, ids: readonly string[]): Promise<Map<string, MergedValues>> {
  const { rows } = await sql<MergedValues>`
    select e.id, e.name, e.category, e.status, e.region, e.industry, o.credit_code as "creditCode", o.size_class as "sizeClass",
      e.do_not_contact as "doNotContact", o.warnings, e.merged_into as "mergedInto"
    from entity e join organization o on o.entity_id = e.id where e.id = any(${[...ids]}::bigint[])
    order by e.id for update of e`.execute(tx.getKysely());
  return new Map(rows.map((row) => [row.id, row]));
}

/** The merged one fills blanks of the kept one and gives it its code; who must not be contacted under one must not under the other. */
export async function mergeValues(
  tx: Em,
  pair: MergePair,
  keep: MergedValues,
  drop: MergedValues,
): Promise<MergeItem[]> {
  const { name: _, category: __, ...said } = drop;
  const now: MergedValues = { ...keep, doNotContact: keep.doNotContact || drop.doNotContact };
  const values: EntityValues = {
    ...{ name: keep.name, category: keep.category, status: keep.status, region: keep.region },
    ...{ industry: keep.industry, creditCode: keep.creditCode, sizeClass: keep.sizeClass },
  };
  merge(values, { ...said }, "FILLS_BLANKS");
  Object.assign(now, values, { warnings: warningsOf(values, keep.warnings) });
  await write(tx, { ...drop, creditCode: null });
  await write(tx, now);
  await sql`update entity set merged_into = ${pair.keep}::bigint where id = ${pair.drop}::bigint`.execute(
    tx.getKysely(),
  );
  await sql`delete from organization_match_key where entity_id = ${pair.drop}::bigint`.execute(tx.getKysely());
  await writeMatchKeys(tx, [now]);
  return [item("VALUES", pair.keep, { before: keep, after: now }), item("VALUES", pair.drop, { before: drop })];
}

/** Takes back what the merge filled in, as far as it still stands. False: the kept one has another code by now, so whose is whose cannot be told. */
export async function restoreValues(tx: Em, pair: MergePair, items: readonly MergeItem[]): Promise<boolean> {
  const of = (id: string) => items.find((one) => one.kind === "VALUES" && one.rowKey === id)!;
  const before = of(pair.keep).before as MergedValues;
  const after = of(pair.keep).after as MergedValues;
  const drop = of(pair.drop).before as MergedValues;
  const standing = await readOrganizations(tx, [pair.keep, pair.drop]);
  const now = { ...standing.get(pair.keep)! };
  if (before.creditCode !== after.creditCode && now.creditCode !== after.creditCode) return false;
  for (const field of ["status", "region", "industry", "creditCode", "sizeClass", "doNotContact"] as const)
    if (before[field] !== after[field] && now[field] === after[field]) Object.assign(now, { [field]: before[field] });
  now.warnings = warningsOf(now, before.warnings);
  await write(tx, now);
  await write(tx, { ...standing.get(pair.drop)!, creditCode: drop.creditCode });
  await sql`update entity set merged_into = null where id = ${pair.drop}::bigint`.execute(tx.getKysely());
  await writeMatchKeys(tx, [now, standing.get(pair.drop)!]);
  return true;
}

async function write(tx: Em, one: MergedValues): Promise<void> {
  await sql`update entity set status = ${one.status}, region = ${one.region}, industry = ${one.industry},
    do_not_contact = ${one.doNotContact} where id = ${one.id}::bigint`.execute(tx.getKysely());
  await sql`update organization set credit_code = ${one.creditCode}, size_class = ${one.sizeClass}, warnings = ${one.warnings}::text[]
    where entity_id = ${one.id}::bigint`.execute(tx.getKysely());
}
