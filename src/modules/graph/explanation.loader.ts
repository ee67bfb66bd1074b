import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";
import { explanation } from "./explanation.text.ts";
import type { RelationshipFactorType } from "./explanation.type.ts";
import type { EvidenceKind } from "./graph.enums.ts";
import { evidenceOf, instantOf } from "./known.sql.ts";
import { type AsOf, relationshipsOf, sharesOf, valuesOf } from "./relationship.sql.ts";

/** One that speaks for a relationship independently of the others: a source, or whoever says so through one or more of them. */
export interface Origin {
  relationship: string;
  origin: string;
  pieces: { kind: EvidenceKind; count: number }[];
  latest: Day;
  /** Its strongest piece: the kind, the day it counts from, what such a piece is worth when fresh, and what is left of that on the day asked. */
  kind: EvidenceKind;
  seen: Day;
  fresh: number;
  halfLife: number;
  strength: number;
  /** Of all origins of the relationship. */
  origins: number;
  total: number;
}

/** What a relationship is on the day asked, and who says so. */
export interface Explained {
  id: string;
  since: Day | null;
  until: Day | null;
  sinceFrom: string | null;
  untilFrom: string | null;
  isDerived: boolean;
  confidence: number;
  annualAmounts: MoneyType[];
  /** Kinds of evidence with amounts in the twelve months, the one that counts first. */
  amountKinds: EvidenceKind[];
  share: string | null;
  shareFrom: string | null;
}

const shownOrigins = 5;

interface ExplanationRequest extends AsOf {
  parent: string;
}

/** Why a relationship is answered as it is at a time; two statements for all relationships. Unknown ones are explained by nothing. */
export const loadExplanation = requestLoader<ExplanationRequest, RelationshipFactorType[]>((context, keys) =>
  byArguments(keys, async (parents, time) => {
    const { rows } = await explained(context.em, parents, time);
    const origins = await originsOf(context.em, parents, time);
    const found = new Map(rows.map((row) => [row.id, row]));
    return new Map(
      parents.map((parent) => {
        const own = origins.filter((one) => one.relationship === parent);
        const row = found.get(parent);
        return [parent, row ? explanation(row, own, time.asOf, context.language) : []];
      }),
    );
  }),
);

const originOf = sql`coalesce(e.asserted_by, e.source)`;

const explained = (em: Em, parents: string[], time: AsOf) => {
  const ids = sql`${parents}::bigint[]`;
  const says = (condition: ReturnType<typeof sql>) => sql`(select min(${originOf}) from ${evidenceOf(time.knownAt)} e
    where e.relationship_id = r.id and e.withdrawn_at is null and ${condition})`;
  return sql<Explained>`
    select r.id, r.since, r.until, r.is_derived as "isDerived", ${says(sql`e.valid_from = r.since`)} as "sinceFrom",
      ${says(sql`e.valid_to = r.until`)} as "untilFrom", v.confidence, v.annual_amounts as "annualAmounts", coalesce(k.kinds, '{}') as "amountKinds",
      s.share, ${says(sql`e.share = s.share`)} as "shareFrom"
    from ${valuesOf(ids, time)} v join ${relationshipsOf(time)} r on r.id = v.relationship_id
    left join relationship_amount_kinds(${ids}, ${instantOf(time)}) k on k.relationship_id = r.id
    left join ${sharesOf(ids, time)} s on s.relationship_id = r.id`.execute(em.getKysely());
};

/** The strongest origins of each, strongest first; strengths as docs/rules.md has them. */
async function originsOf(em: Em, parents: string[], { asOf, knownAt }: AsOf): Promise<Origin[]> {
  const { rows } = await sql<Origin>`
    with piece as (
      select p.*, p.fresh * 0.5 ^ least(1000, greatest(0, ${asOf}::date - p.seen)::double precision / p.half_life) as strength from (
        select e.relationship_id, ${originOf} as origin, e.kind, k.strength as fresh, k.half_life_days as half_life,
          coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) as seen
        from ${evidenceOf(knownAt)} e join evidence_kind k on k.kind = e.kind
        where e.relationship_id = any(${parents}::bigint[]) and e.withdrawn_at is null) p
    ),
    best as (
      select distinct on (relationship_id, origin) * from piece order by relationship_id, origin, strength desc, seen desc, kind
    ),
    counted as (
      select relationship_id, origin, max(latest) as latest, sum(count) as count,
        jsonb_agg(jsonb_build_object('kind', kind, 'count', count) order by count desc, kind) as pieces
      from (select relationship_id, origin, kind, count(*) as count, max(seen) as latest from piece group by relationship_id, origin, kind) k
      group by relationship_id, origin
    ),
    ranked as (
      select b.*, c.pieces, c.latest, count(*) over own as origins, sum(c.count) over own as total,
        row_number() over (partition by b.relationship_id order by b.strength desc, b.origin) as place
      from best b join counted c on c.relationship_id = b.relationship_id and c.origin = b.origin
      window own as (partition by b.relationship_id)
    )
    select relationship_id as relationship, origin, pieces, latest, kind, seen, fresh, half_life as "halfLife", strength,
      origins::int as origins, total::int as total
    from ranked where place <= ${shownOrigins} order by relationship_id, place`.execute(em.getKysely());
  return rows;
}
