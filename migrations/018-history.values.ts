/** Which evidence and which relationships a function reads: those of now, or those of an instant. */
interface Reading {
  argument: string;
  /** Evidence e of asked(id), below the relationship named by place. */
  evidence: string;
  place: string;
  recorded: string;
}
const today: Reading = {
  argument: "",
  evidence: "join evidence e on e.relationship_id = asked.id and e.withdrawn_at is null",
  place: "e",
  recorded: "relationship",
};
const isKnown = "h.withdrawn_at is null and h.known_from <= known_at and h.known_to > known_at";
const instant: Reading = {
  argument: ", known_at timestamptz",
  evidence: `join evidence_history h on h.relationship_id = asked.id and ${isKnown} join evidence e on e.id = h.id`,
  place: "h",
  recorded: `(select * from relationship_history h where ${isKnown})`,
};

/** The latest row with an amount per kind and reference, and what those of a year before the day come to, in two steps named latest and total. */
const totals = (fact: string) => `latest as (
    select distinct on (relationship_id, kind, reference, case when reference is null then source end,
        case when reference is null then observed_on end)
      relationship_id, kind, observed_on, amount, currency
    from ${fact} where amount is not null and observed_on <= day
    order by relationship_id, kind, reference, case when reference is null then source end,
      case when reference is null then observed_on end, observed_on desc, id desc
  ),
  total as (
    select l.relationship_id, l.kind, l.currency, sum(l.amount) as amount, sum(l.amount * x.rate) as base
    from latest l cross join lateral (
      select rate from exchange_rate r where r.currency = l.currency
      order by r.valid_from <= l.observed_on desc, case when r.valid_from <= l.observed_on then r.valid_from end desc, r.valid_from limit 1
    ) x
    where l.observed_on > (day - interval '1 year')::date
    group by l.relationship_id, l.kind, l.currency
  )`;
const facts = ({ evidence, place }: Reading) => `asked as materialized (select distinct unnest(ids) as id),
  fact as materialized (
    select ${place}.relationship_id, e.id, e.kind, e.source, coalesce(e.asserted_by, e.source) as origin, e.observed_on, e.recorded_at,
      d.reference, d.amount, d.currency
    from asked ${evidence} left join evidence_detail d on d.evidence_id = e.id
  )`;

/** As before (002, 014), but that several systems which repeat one who asserts are one source; and the same at an instant. */
function values(reading: Reading): string {
  return `function relationship_values(ids bigint[], day date${reading.argument})
  returns table (relationship_id bigint, base_amount numeric, annual_amounts jsonb, confidence double precision, last_observed_on date)
  language sql stable security definer set search_path = public, pg_temp as $$
  with ${facts(reading)},
  ${totals("fact")},
  ranked as (
    select t.relationship_id, t.amount, t.currency, t.base, t.kind,
      first_value(t.kind) over (partition by t.relationship_id order by t.kind_base desc, t.kind) as winner
    from (select *, sum(base) over (partition by relationship_id, kind) as kind_base from total) t
  ),
  strongest as (
    select f.relationship_id, max(f.observed_on) filter (where f.observed_on <= day) as day_of,
      max(k.strength * 0.5 ^ least(1000, greatest(0, day - coalesce(f.observed_on, (f.recorded_at at time zone 'Asia/Shanghai')::date))::double precision / k.half_life_days)) as strength
    from fact f join evidence_kind k on k.kind = f.kind group by f.relationship_id, f.origin
  ),
  found as (
    select id as relationship_id, null::numeric as base, null::jsonb as list, null::double precision as confidence, null::date as day_of from asked
    union all
    select w.relationship_id, round(sum(w.base), 2),
      jsonb_agg(jsonb_build_object('amount', round(w.amount, 2)::text, 'currency', w.currency::text) order by w.currency), null, null
    from ranked w where w.kind = w.winner group by w.relationship_id
    union all
    select s.relationship_id, null, null, round(round((1 - exp(sum(ln(1 - s.strength))))::numeric, 12), 4)::double precision, max(s.day_of)
    from strongest s group by s.relationship_id
  ),
  gathered as (
    select f.relationship_id, max(f.base) as base, (array_agg(f.list) filter (where f.list is not null))[1] as list,
      max(f.confidence) as confidence, max(f.day_of) as day_of
    from found f group by f.relationship_id
  )
  select r.id, coalesce(g.base, 0), coalesce(g.list, '[]'::jsonb), coalesce(g.confidence, r.recorded_confidence), g.day_of
  from gathered g join ${reading.recorded} r on r.id = g.relationship_id
$$`;
}

export const valuesToday = values(today);

/** Both owned by the system, like relationship_values(bigint[], date). */
export const atAnInstant = {
  "relationship_values(bigint[], date, timestamptz)": values(instant),
  "relationship_amount_kinds(bigint[], date, timestamptz)": `function relationship_amount_kinds(ids bigint[], day date, known_at timestamptz)
  returns table (relationship_id bigint, kinds text[])
  language sql stable security definer set search_path = public, pg_temp as $$
  with ${facts(instant)},
  ${totals("fact")},
  kind as (select t.relationship_id, t.kind, sum(t.base) as base from total t group by t.relationship_id, t.kind)
  select k.relationship_id, array_agg(k.kind order by k.base desc, k.kind) from kind k group by k.relationship_id
$$`,
};

/** As relationship_shares of 015, at an instant. */
export const shares = `create function relationship_shares(ids bigint[], day date, known_at timestamptz)
  returns table (relationship_id bigint, share numeric)
  language sql stable set search_path = public, pg_temp as $$
  select distinct on (h.relationship_id) h.relationship_id, e.share
  from evidence_history h join evidence e on e.id = h.id
  where h.relationship_id = any(ids) and ${isKnown} and e.share is not null
    and coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) <= day
  order by h.relationship_id, coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) desc, e.share desc
$$`;
