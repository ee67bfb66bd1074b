import { numberKey } from "../organizations/identity.policy.ts";
import type { AccountRow, EntityRef, EntityRow, ImportRow, RejectedRow, RelationshipRow } from "./import-row.ts";

/** An entity once, as its last description has it, and every line that described it. */
export interface PlannedEntity {
  row: EntityRow;
  described: { file: string; line: number | null }[];
}

/** What is to be written, each thing once, and what is not. */
export interface Plan {
  entities: PlannedEntity[];
  relationships: RelationshipRow[];
  accounts: AccountRow[];
  rejected: RejectedRow[];
}

/** Key of a source's own number, in every map of an import. */
export const refKey = ({ source, number }: EntityRef): string => numberKey(source, number);
/** Key of a line of a file. */
export const lineKey = ({ file, line }: { file: string; line: number | null }): string => `${line} ${file}`;

/**
 * Reads a whole set before anything of it is written: only then is it known which description of an entity is the last one
 * and which references lead nowhere, and a file that cannot be read leaves nothing half done.
 */
export async function gather(rows: AsyncIterable<ImportRow>): Promise<Plan> {
  const entities = new Map<string, PlannedEntity>();
  const plan: Plan = { entities: [], relationships: [], accounts: [], rejected: [] };
  for await (const row of rows) {
    if (row.row === "relationship") plan.relationships.push(row);
    else if (row.row === "account") plan.accounts.push(row);
    else if (row.row === "rejected") plan.rejected.push(row);
    else if (row.row === "entity") {
      // Of two types under one number the second is a conflict, which the writer of entities finds.
      const key = `${row.type} ${refKey(row)}`;
      const described = entities.get(key)?.described ?? [];
      described.push({ file: row.file, line: row.line });
      entities.set(key, { row, described });
    }
  }
  return { ...plan, entities: agreed([...entities.values()]) };
}

/** Numbers that stand for one credit code are one organization: all are given its last description, or every run would take it back and forth. */
function agreed(entities: PlannedEntity[]): PlannedEntity[] {
  const last = new Map(entities.map(({ row }) => [row.creditCode, row]));
  return entities.map((one) => {
    const said = last.get(one.row.creditCode)!;
    if (one.row.creditCode === null || said.type !== one.row.type) return one;
    return { ...one, row: { ...said, number: one.row.number } };
  });
}

/** Every end that a plan names, with the relationship or account that names it. */
const endsOf = (row: RelationshipRow | AccountRow): EntityRef[] =>
  row.row === "account" ? [row.holder] : [row.from, row.to];

/** References of the plan that none of its own rows describes: the database may know them. */
export function foreignRefs({ entities, relationships, accounts }: Plan): EntityRef[] {
  const own = new Set(entities.map(({ row }) => refKey(row)));
  return [...relationships, ...accounts].flatMap(endsOf).filter((ref) => !own.has(refKey(ref)));
}

/**
 * Takes out of the plan what names an entity that isKnown denies, and with it all that the same lines say: a line is imported
 * whole or not at all. An entity stays all the same when a line that is imported needs it or describes it too.
 */
export function withoutUnknown(plan: Plan, isKnown: (key: string) => boolean): Plan {
  const rejected = new Map(plan.rejected.map((row) => [lineKey(row), row]));
  for (const row of [...plan.relationships, ...plan.accounts]) {
    const unknown = endsOf(row).find((ref) => !isKnown(refKey(ref)));
    if (!unknown) continue;
    for (const line of linesOf(row)) {
      const reason = `nothing is known under the number "${unknown.number}" of ${unknown.source}`;
      const { file } = row;
      const key = lineKey({ file, line });
      if (!rejected.has(key))
        rejected.set(key, { row: "rejected", file, line, code: "REFERENCE_UNKNOWN", reason, fields: [] });
    }
  }
  return withoutLines(plan, rejected);
}

/** Takes out of the plan all that the rejected lines say, but entities that other lines need or describe. */
export function withoutLines(plan: Plan, rejected: ReadonlyMap<string, RejectedRow>): Plan {
  const stays = (row: RelationshipRow | AccountRow) =>
    !linesOf(row).some((line) => rejected.has(lineKey({ file: row.file, line })));
  const relationships = plan.relationships.filter(stays);
  const accounts = plan.accounts.filter(stays);
  const needed = new Set([...relationships, ...accounts].flatMap(endsOf).map(refKey));
  const entities = plan.entities.filter(
    ({ row, described }) => needed.has(refKey(row)) || !described.every((line) => rejected.has(lineKey(line))),
  );
  return { entities, relationships, accounts, rejected: [...rejected.values()] };
}

/** The lines behind a row: of a dated list one for each list. */
export const linesOf = (row: RelationshipRow | AccountRow): (number | null)[] =>
  row.row === "account" ? [row.line] : [row.line, ...row.evidence.flatMap(({ line }) => line ?? [])];
