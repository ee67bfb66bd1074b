import type { Em } from "../../database.ts";
import { reserveIds } from "../../shared/bulk.ts";
import { lockKeys } from "../../shared/locks.ts";
import { type EntityNumber, insertEntities, matchKeyOf, updateEntities, writeNumbers } from "./entity.writer.ts";
import { readKnown, type Slot } from "./identity.loader.ts";
import { codeKey, type EntityType, type EntityValues, fieldsOf, merge, numberKey } from "./identity.policy.ts";
import { queueMatches } from "./matching.service.ts";

/** What a source says of one entity. Texts are clean already (cleanText), codes checked; null and undefined say nothing. */
export interface IdentityRow extends Partial<EntityValues> {
  type: EntityType;
  name: string;
  /** Who says so: a file, a system, `platform:<id>`. */
  source: string;
  /** The source's own number for it. A row needs a credit code or a number. */
  number?: string | null;
  /** The key of this very name by which likely matches are looked for (company-name.ts), where it is made already. */
  matchKey?: string;
  /** OWN: the bank's own import, which may change what stands. FILLS_BLANKS: only what is null, or UNKNOWN, is filled. */
  authority: "FILLS_BLANKS" | "OWN";
}

/** CONFLICT: code and number lead to different entities, or to one of another type; nothing of the row is taken. */
export interface ResolvedEntity {
  /** Null for CONFLICT. */
  entityId: string | null;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED" | "CONFLICT";
  /** Set when the person was erased: the entity is what is left of it, and nothing may be written about it. */
  isErased?: true;
  /** Of the first UPDATED row of an entity that stood before: what stood, and what stands now. */
  change?: { before: EntityValues; after: EntityValues };
}

/**
 * Finds or makes the entity of each row, in the rows' order, and answers in it: by credit code, else by (source, number);
 * names never decide. A number that is known without a code gains the row's code. Rows of the same identity meet one entity,
 * however many callers write at once (the identities are locked until the transaction ends). Replays write nothing. New organizations
 * that look like others are queued for a person to decide.
 * codeWins: where a row's code and number lead to two entities the code decides and the number moves to its entity, instead
 * of CONFLICT: for a source that must not learn that the bank knows the code. importId: the import job whose entities and numbers these are.
 * held: keys of identities that the caller has locked already.
 */
export async function resolveEntities(
  tx: Em,
  rows: readonly IdentityRow[],
  { codeWins = false, importId = null as string | null, held = new Set() as ReadonlySet<string> } = {},
): Promise<ResolvedEntity[]> {
  const keysOf = (row: IdentityRow) => [
    row.creditCode ? codeKey(row.creditCode) : null,
    row.number ? numberKey(row.source, row.number) : null,
  ];
  const keys = rows.flatMap(keysOf).filter((key) => key !== null && !held.has(key)) as string[];
  await lockKeys(tx, "identity", [...new Set(keys)]);
  const known = await readKnown(tx, rows);
  const created: Slot[] = [];
  const mappings = new Map<string, EntityNumber>();

  const placed = rows.map((row) => {
    const [byCode, byNumber] = keysOf(row);
    if (byCode === null && byNumber === null) throw new RangeError(`${row.name}: neither credit code nor number`);
    const coded = byCode ? known.get(byCode!) : undefined;
    const numbered = byNumber ? known.get(byNumber!) : undefined;
    const isTorn = numbered && byCode ? (coded ? coded !== numbered : numbered.now.creditCode !== null) : false;
    let slot = coded ?? (isTorn ? undefined : numbered);
    if ((isTorn && !codeWins) || (slot && slot.type !== row.type))
      return { slot: null, isNew: false, isChanged: false };
    const isNew = !slot;
    if (!slot) {
      slot = {
        id: "",
        type: row.type,
        before: null,
        now: fieldsOf(row),
        keyed: row.matchKey === undefined ? undefined : { name: row.name, key: row.matchKey },
        warnings: [],
        isRenumbered: false,
        isErased: false,
      };
      created.push(slot);
    }
    if (slot.isErased) return { slot, isNew: false, isChanged: false };
    let isChanged = !isNew && merge(slot.now, row, row.authority);
    if (byNumber && known.get(byNumber) !== slot) {
      isChanged = slot.isRenumbered = true;
      known.set(byNumber, slot);
      mappings.set(byNumber, {
        source: row.source,
        number: row.number!,
        slot,
        isMade: slot.before === null,
        isFree: !numbered,
      });
    }
    if (byCode) known.set(byCode, slot);
    return { slot, isNew, isChanged };
  });

  const ids = await reserveIds(tx, "entity", created.length);
  for (const [place, slot] of created.entries()) slot.id = ids[place]!;
  await insertEntities(tx, created, importId);
  const changed = [...new Set(known.values())].filter((slot) => slot.before && !isSame(slot.before, slot.now));
  await updateEntities(tx, changed);
  await writeNumbers(tx, [...mappings.values()], importId);
  await queueMatches(
    tx,
    created.flatMap((slot) => {
      const { region, creditCode } = slot.now;
      return slot.type === "ORGANIZATION" ? [{ id: slot.id, key: matchKeyOf(slot), region, creditCode }] : [];
    }),
  );

  const written = new Set(changed);
  const told = new Set<Slot>();
  return placed.map(({ slot, isNew, isChanged }) => {
    if (!slot) return { entityId: null, outcome: "CONFLICT" };
    const entityId = slot.id;
    if (slot.isErased) return { entityId, outcome: "UNCHANGED", isErased: true };
    if (isNew) return { entityId, outcome: "CREATED" };
    // Two rows of one call that take a value back and forth write nothing, so a replay of them is UNCHANGED.
    const isWritten = !slot.before || slot.isRenumbered || written.has(slot);
    const outcome = isChanged && isWritten ? "UPDATED" : "UNCHANGED";
    if (!written.has(slot) || told.has(slot)) return { entityId, outcome };
    told.add(slot);
    return { entityId, outcome, change: { before: slot.before!, after: slot.now } };
  });
}

const isSame = (a: EntityValues, b: EntityValues) =>
  (Object.keys(a) as (keyof EntityValues)[]).every((field) => a[field] === b[field]);
