import { type RawBuilder, sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { fullForm, nameForms } from "./company-name.ts";
import type { Comparable, Decision } from "./match.score.ts";
import { cut, keyPlaces, wholeLength } from "./name.keys.ts";

/** An organization that a row may mean. */
export interface Standing extends Comparable {
  id: string;
  name: string;
  isClient: boolean;
}
/** What is looked for: a row of the caller's, or an organization that stands. */
export interface Wanted extends Comparable {
  /** The organization that the row is, when it named one. */
  id: string | null;
}

/** So many of one key, and so many beside it, are looked at. */
const sameKey = 10;
const nearby = 5;
/** So many names that are the same, and so many that begin so, are looked at for former ones. */
const sameName = 50;
const begunSo = 10;
// Comes after every character of a key.
const last = "\u{10ffff}";

/** The beginning that a likely match shares with a key; null: the key is too short for that. Nearer ones stand nearer in the index. */
const headOf = (key: string | null): string | null =>
  key && key.length >= 4 ? key.slice(0, Math.ceil(key.length / 2)) : null;

/** One that was found, with the names that it bore before as far as the row may mean these. */
export interface Found extends Standing {
  formerNames: string[];
}

/** For each row the organizations that it may mean, as far as codes and names say; one statement for some thousand rows. */
export async function findStanding(em: Em, rows: readonly Wanted[]): Promise<Found[][]> {
  const found: Found[][] = rows.map(() => []);
  let before = 0;
  for (const chunk of chunks(rows)) {
    const asked = rowSet(
      chunk.map((row) => {
        const { weak, core } = row.name ? nameForms(row.name) : { weak: null, core: null };
        const whole = row.name ? wholeKey(fullForm(row.name)) : null;
        return { ...row, key: weak, head: headOf(weak), whole, begun: core && wholeKey(core) };
      }),
      {
        code: ["text", (row) => row.creditCode],
        region: ["text", (row) => row.region],
        key: ["text", (row) => row.key],
        head: ["text", (row) => row.head],
        behind: ["text", (row) => (row.head === null ? null : row.head + last)],
        whole: ["text", (row) => row.whole],
        begun: ["text", (row) => row.begun],
        begun_behind: ["text", (row) => row.begun && row.begun + last],
      },
    );
    const { rows: standing } = await sql<{ place: string } & Found>`
      select v.place, e.id, e.name, e.region, e.is_client as "isClient", o.credit_code as "creditCode", c.former as "formerNames"
      from ${asked} cross join lateral (select u.id, coalesce(array_agg(u.former) filter (where u.former is not null), '{}') as former from (
        select o.entity_id as id, null as former from organization o where o.credit_code = v.code
        union (select k.entity_id, null from organization_match_key k where k.key = v.key and k.region = v.region
          order by k.entity_id limit ${sql.lit(sameKey)})
        union (select k.entity_id, null from organization_match_key k where k.key = v.key
          order by k.region, k.entity_id limit ${sql.lit(sameKey)})
        union (select k.entity_id, null from organization_match_key k where k.key > v.key and k.key < v.behind
          order by k.key, k.region, k.entity_id limit ${sql.lit(nearby)})
        union (select k.entity_id, null from organization_match_key k where k.key >= v.head and k.key < v.key
          order by k.key desc, k.region desc, k.entity_id desc limit ${sql.lit(nearby)})
        union (${formerOf(sql`k.key = v.whole`, sameName)})
        union (${formerOf(sql`k.key > v.begun and k.key < v.begun_behind`, begunSo)})
      ) u group by u.id) c join entity e on e.id = c.id and e.merged_into is null join organization o on o.entity_id = e.id
      order by v.place, e.id`.execute(em.getKysely());
    for (const { place, ...one } of standing) found[before + Number(place) - 1]!.push(one);
    before += chunk.length;
  }
  return found;
}

const wholeKey = (name: string): string => keyPlaces.NAME + cut(name, wholeLength);

/** Of the first names k of a search the former ones, with whose they were. */
const formerOf = (isMeant: RawBuilder<unknown>, limit: number) => sql`
  select n.entity_id, n.name from (select k.name_id from name_key k where ${isMeant} order by k.key, k.name_id limit ${sql.lit(limit)}) k
  join organization_name n on n.id = k.name_id and n.replaced_at is not null`;

/** Organizations by id, those that were merged as what they are part of now. */
export async function findByIds(em: Em, ids: readonly string[]): Promise<Map<string, Standing>> {
  const { rows } = await sql<{ asked: string } & Standing>`
    select d.id as asked, e.id, e.name, e.region, e.is_client as "isClient", o.credit_code as "creditCode"
    from entity d join entity e on e.id = coalesce(d.merged_into, d.id) join organization o on o.entity_id = e.id
    where d.id = any(${[...ids]}::bigint[])`.execute(em.getKysely());
  return new Map(rows.map(({ asked, ...one }) => [asked, one]));
}

export const pairKey = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? `${a} ${b}` : `${b} ${a}`);

/** What persons decided about pairs, by pairKey. */
export async function findDecisions(
  em: Em,
  pairs: readonly (readonly [string, string])[],
): Promise<Map<string, Decision>> {
  const decisions = new Map<string, Decision>();
  for (const chunk of chunks(pairs)) {
    const asked = rowSet(chunk, { a: ["bigint", (pair) => pair[0]], b: ["bigint", (pair) => pair[1]] });
    const { rows } = await sql<{ a: string; b: string; decision: Decision }>`
      select v.a, v.b, m.decision from ${asked} join match_candidate m on m.entity_id = v.a and m.candidate_id = v.b
      where m.decision is not null
      union all
      select v.a, v.b, m.decision from ${asked} join match_candidate m on m.entity_id = v.b and m.candidate_id = v.a
      where m.decision is not null`.execute(em.getKysely());
    for (const { a, b, decision } of rows) decisions.set(pairKey(a, b), decision);
  }
  return decisions;
}
