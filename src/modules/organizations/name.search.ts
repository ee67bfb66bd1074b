import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { CursorKey } from "../../shared/connection.ts";
import { fullForm, nameForms } from "./company-name.ts";
import { cut, keyLength, keyPlaces } from "./name.keys.ts";

/** Runs a statement as the question needs it. */
export type Ask = <Row>(statement: RawBuilder<unknown>) => Promise<Row[]>;

/** An organization that was found, and where: the place of the list of an answer that it stands on. */
export interface Hit {
  id: string;
  place: CursorKey;
}

/** A part of the answer. Its candidates have a key and an id, by which they are ordered; which of them pass is asked beside. */
interface Stage {
  name: string;
  candidates(after: CursorKey | null, limit: number): RawBuilder<unknown>;
  /** The organization e stands here and not earlier. */
  passes: RawBuilder<SqlBool>;
  /** What only we can tell of a candidate's name. */
  isMeant?: (name: string) => boolean;
}
interface Candidate {
  key: string;
  id: string;
  entityId: string;
  name: string;
  passes: boolean;
}

/** At most so many candidates are looked at for a page: of a frequent name in a rare place a page may hold fewer than asked for. */
const mostLooked = 10_000;
// Comes after every character of a key.
const last = "\u{10ffff}";

/**
 * Organizations by what they are called, best first: by a credit code that begins so; by exactly this name, if it was written within the last
 * moments; then by the keys of names (name.keys.ts), in their order. Reads little more than it answers, however many there are.
 */
export async function searchNames(
  ask: Ask,
  text: string,
  conditions: RawBuilder<SqlBool>,
  { wanted, after }: { wanted: number; after: CursorKey | null },
): Promise<{ hits: Hit[]; stoppedAt: CursorKey | null }> {
  const hits: Hit[] = [];
  const seen = new Set<string>();
  let looked = 0;
  for (const stage of stagesFrom(text, after)) {
    let behind = after && stage.name === after[0] ? after : null;
    for (let size = wanted + 4; ; size = Math.min(size * 4, mostLooked - looked)) {
      const rows = await ask<Candidate>(lookAt(stage, conditions, stage.candidates(behind, size)));
      looked += rows.length;
      for (const { key, id, entityId, name, passes } of rows) {
        behind = [stage.name, key, id];
        if (!passes || seen.has(entityId) || stage.isMeant?.(name) === false) continue;
        seen.add(entityId);
        hits.push({ id: entityId, place: behind });
        if (hits.length === wanted) return { hits, stoppedAt: null };
      }
      if (rows.length < size) break;
      if (looked >= mostLooked) return { hits, stoppedAt: behind };
    }
  }
  return { hits, stoppedAt: null };
}

/** How many there are; null past the limit, and when so many were looked at that more may follow. */
export async function countNames(
  ask: Ask,
  text: string,
  conditions: RawBuilder<SqlBool>,
  limit: number,
): Promise<number | null> {
  let found = 0;
  for (const stage of stagesFrom(text, null)) {
    const looked = lookAt(stage, conditions, stage.candidates(null, limit + 1));
    if (stage.isMeant) {
      const rows = await ask<Candidate>(looked);
      found += rows.filter(({ passes, name }) => passes && stage.isMeant!(name)).length;
      continue;
    }
    const [row] = await ask<{ found: string; looked: string }>(
      sql`select count(*) filter (where passes) as found, count(*) as looked from (${looked}) l`,
    );
    found += Number(row!.found);
    if (found > limit || Number(row!.looked) > limit) return null;
  }
  return found;
}

const lookAt = (stage: Stage, conditions: RawBuilder<SqlBool>, candidates: RawBuilder<unknown>) => sql`
  select c.key, c.id, e.id as "entityId", e.name, coalesce(${conditions} and ${stage.passes}, false) as passes
  from (${candidates}) c left join entity e on e.id = c.entity_id order by c.key, c.id`;

/** Where a question's cursor stands it goes on; what lies before is not looked at again. */
function stagesFrom(text: string, after: CursorKey | null): Stage[] {
  const searched = cut(fullForm(text), 100);
  const stages = [
    ...codeStage(text),
    freshStage(text, searched),
    ...Object.entries(keyPlaces).map(([name, place]) => keyStage(name, place, searched, text)),
  ];
  return stages.slice(
    after
      ? Math.max(
          0,
          stages.findIndex(({ name }) => name === after[0]),
        )
      : 0,
  );
}

/** What may be the beginning of a credit code. */
const codeStart = /^[0-9A-HJ-NPQRTUWXY]{4,18}$/;
const codeAsked = (text: string): string | null => {
  const code = text.normalize("NFKC").toUpperCase().replace(/\s/gu, "");
  return codeStart.test(code) && /\d/.test(code) ? code : null;
};
const hasCode = (code: string) =>
  sql<SqlBool>`(select o.credit_code >= ${code} and o.credit_code < ${code + last} from organization o where o.entity_id = e.id) is true`;

function codeStage(text: string): Stage[] {
  const code = codeAsked(text);
  if (!code) return [];
  const candidates: Stage["candidates"] = (after, limit) => sql`
    select o.credit_code as key, o.entity_id as id, o.entity_id from organization o
    where o.credit_code >= ${code} and o.credit_code < ${code + last} ${after ? sql`and o.credit_code > ${after[1]}` : sql``}
    order by o.credit_code limit ${limit}`;
  return [{ name: "CODE", candidates, passes: sql`true` }];
}

/** So many of one key are looked at. */
const mostFresh = 200;

/** Names that have no keys yet are found by the one key that is written with them. */
function freshStage(text: string, searched: string): Stage {
  const { weak } = nameForms(text);
  const candidates: Stage["candidates"] = (after, limit) => sql`
    select '' as key, k.entity_id as id, k.entity_id from organization_match_key k join entity f on f.id = k.entity_id
    where k.key = ${weak} ${after ? sql`and k.entity_id > ${after[2]}::bigint` : sql``}
      -- Mostly nothing waits: then nothing is looked at, however many have this key.
      and exists (select from name_pending) and exists (select from name_pending p where k.entity_id between p.first_id and p.last_id)
      and not exists (select from organization_name n where n.entity_id = f.id and n.name = f.name and n.forms is not null)
    order by k.entity_id limit ${Math.min(limit, mostFresh)}`;
  return { name: "FRESH", candidates, passes: sql`true`, isMeant: (name) => fullForm(name) === searched };
}

/**
 * Of several keys of an organization the first one counts: in it the organization stands, and nowhere else. Its names are read first and then the
 * keys of each, whatever the planner knows (offset 0): right after an import, without statistics, it read every key there is.
 */
function keyStage(name: string, place: string, searched: string, text: string): Stage {
  const short = cut(searched, keyLength);
  const from = place + (place === keyPlaces.NAME ? searched : short);
  const candidates: Stage["candidates"] = (after, limit) => sql`
    select k.key, k.name_id as id, n.entity_id
    from (select key, name_id from name_key where key >= ${from} and key < ${from + last}
      ${after ? sql`and (key, name_id) > (${after[1]}, ${after[2]}::bigint)` : sql``} order by key, name_id limit ${limit}) k
    left join organization_name n on n.id = k.name_id ${holds("n", searched)}`;
  const isFirst = sql<SqlBool>`not exists (
    select from (select n.id from organization_name n where n.entity_id = e.id ${holds("n", searched)} offset 0) n
    cross join lateral (select k.key, k.name_id from name_key k where k.name_id = n.id offset 0) k
    where (k.key, k.name_id) < (c.key, c.id)
      and case when k.key < '1' then starts_with(substr(k.key, 2), ${searched}) else starts_with(substr(k.key, 2), ${short}) end)`;
  const code = codeAsked(text);
  return { name, candidates, passes: code ? sql`not ${hasCode(code)} and ${isFirst}` : isFirst };
}

/** Keys end somewhere; what is looked for may be longer. */
const holds = (names: string, searched: string) =>
  [...searched].length > keyLength ? sql`and position(${searched} in ${sql.ref(`${names}.forms`)}) > 0` : sql``;
