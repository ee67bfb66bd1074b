import { Migration } from "@mikro-orm/migrations";

/** A branch sees of a client what its open accounts show it, and a value asked for in a far year is small rather than an outage. */
export class ClosedAccounts extends Migration {
  override name = "014-closed-accounts";

  override up(): void {
    // account is itself filtered for the reader: "holds an account" means "at a branch of the reader's". Closed or not yet opened: none.
    const isOpen = `a.withdrawn_at is null and a.opened_on <= (now() at time zone 'Asia/Shanghai')::date
      and (a.closed_on is null or a.closed_on > (now() at time zone 'Asia/Shanghai')::date)`;
    const bank = "(select viewer_sees_bank())";
    const own = "branch_id = nullif(current_setting('app.branch', true), '')::bigint";
    this.addSql(`alter policy facility_staff on facility
      using (${bank} or exists (select from account a where a.holder_id = facility.holder_id and ${isOpen}))`);
    this.addSql(`alter policy evidence_detail_staff on evidence_detail using (${bank} or exists (
      select from relationship r join account a on a.holder_id in (r.source_id, r.target_id)
      where r.id = evidence_detail.relationship_id and ${isOpen}))`);
    this.addSql(`alter policy contact_staff on contact using (${bank} or ${own}
      or exists (select from account a where a.holder_id in (contact.organization_id, contact.subject_id) and ${isOpen}))`);
    this.addSql(`alter policy consent_staff on consent using (${bank} or ${own}
      or (select true from account a where a.holder_id = consent.subject_id and ${isOpen} limit 1)
      or (select true from contact c where c.subject_id = consent.subject_id and c.ended_at is null limit 1)
      or (select true from money_event m where m.person_id = consent.subject_id limit 1))`);
    this.addSql(relationshipValues);
  }
}

/** As before, with the number of half-lives bounded: a thousand of them leave nothing, and more are too small for a number. */
const relationshipValues = `create or replace function relationship_values(ids bigint[], day date)
  returns table (relationship_id bigint, base_amount numeric, annual_amounts jsonb, confidence double precision, last_observed_on date)
  language sql stable security definer set search_path = public, pg_temp as $$
  with asked as materialized (select distinct unnest(ids) as id),
  fact as materialized (
    select e.relationship_id, e.id, e.kind, e.source, e.observed_on, e.recorded_at, d.reference, d.amount, d.currency
    from asked join evidence e on e.relationship_id = asked.id and e.withdrawn_at is null
    left join evidence_detail d on d.evidence_id = e.id
  ),
  latest as (
    select distinct on (relationship_id, kind, reference, case when reference is null then source end,
        case when reference is null then observed_on end)
      relationship_id, kind, observed_on, amount, currency
    from fact where amount is not null and observed_on <= day
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
  ),
  ranked as (
    select t.relationship_id, t.amount, t.currency, t.base, t.kind,
      first_value(t.kind) over (partition by t.relationship_id order by t.kind_base desc, t.kind) as winner
    from (select *, sum(base) over (partition by relationship_id, kind) as kind_base from total) t
  ),
  strongest as (
    select f.relationship_id, max(f.observed_on) filter (where f.observed_on <= day) as day_of,
      max(k.strength * 0.5 ^ least(1000, greatest(0, day - coalesce(f.observed_on, (f.recorded_at at time zone 'Asia/Shanghai')::date))::double precision / k.half_life_days)) as strength
    from fact f join evidence_kind k on k.kind = f.kind group by f.relationship_id, f.source
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
  from gathered g join relationship r on r.id = g.relationship_id
$$`;
