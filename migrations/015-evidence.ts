import { Migration } from "@mikro-orm/migrations";

/** Evidence says who says so, when it was fetched and which days it claims; what a relationship is follows from what of it stands. */
export class Evidence extends Migration {
  override name = "015-evidence";

  override up(): void {
    // Null asserted_by: the source itself. claims_period: it says of [valid_from, valid_to) that the relationship held (docs/rules.md, "Periods");
    // false: rows of before such claims were kept, and those that only confirm a recorded period.
    this.addSql(`alter table evidence
      add column asserted_by text collate "C",
      add column retrieved_on date,
      add column valid_from date,
      add column valid_to date,
      add column claims_period boolean not null default false,
      add column share numeric(9, 6),
      add column import_id bigint,
      add column withdrawn_by text collate "C",
      add column withdrawal_reason text`);
    // Not valid, so that nobody waits while they are checked: rows of before have only nulls here and satisfy them all.
    for (const [name, condition] of Object.entries(evidenceChecks)) {
      this.addSql(`alter table evidence add constraint evidence_${name} check (${condition}) not valid`);
    }
    this.addSql("alter table source_identity add column import_id bigint");
    // is_derived: since and until follow from evidence; false: they were recorded as they stand, and evidence found nothing to add.
    this.addSql("alter table relationship add column share numeric(9, 6)");
    this.addSql("alter table relationship add column is_derived boolean not null default false");
    // What was recorded without a claim of evidence, of a relationship whose period is now derived from that and evidence together.
    this.addSql(`create table recorded_period (
      id bigint generated always as identity primary key,
      relationship_id bigint not null references relationship,
      since date,
      until date check (until > since),
      last_observed_on date,
      needs_evidence boolean not null
    )`);
    this.addSql("create index recorded_period_relationship on recorded_period (relationship_id)");
    this.addSql(`create table evidence_source (
      code text collate "C" primary key check (code <> ''),
      name text not null,
      publication_interval_days bigint check (publication_interval_days > 0),
      note text not null default '',
      recorded_at timestamptz not null default now()
    )`);
    this.addSql(`grant select on recorded_period, evidence_source to partner_graph_login, partner_graph_staff`);
    this.addSql(relationshipShares);
    this.addSql(refreshRelationships);
  }
}

const evidenceChecks = {
  validity: "valid_to > valid_from",
  share: "share between 0 and 1",
  claim: "claims_period or (valid_from is null and valid_to is null)",
};

/**
 * The part of the target that the source owns, as the latest evidence with a share that was observed by the day says (without a day: recorded by it);
 * of several of one day the largest, so that the order in which they came does not matter. Relationships without one are missing.
 */
const relationshipShares = `create function relationship_shares(ids bigint[], day date)
  returns table (relationship_id bigint, share numeric)
  language sql stable set search_path = public, pg_temp as $$
  select distinct on (e.relationship_id) e.relationship_id, e.share
  from evidence e
  where e.relationship_id = any(ids) and e.withdrawn_at is null and e.share is not null
    and coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) <= day
  order by e.relationship_id, coalesce(e.observed_on, (e.recorded_at at time zone 'Asia/Shanghai')::date) desc, e.share desc
$$`;

const refreshRelationships = `create or replace function refresh_relationships(ids bigint[], day date) returns bigint
  language sql volatile set search_path = public, pg_temp as $$
  with changed as (
    update relationship r set base_amount = v.base_amount, annual_amounts = v.annual_amounts, confidence = v.confidence,
      last_observed_on = v.last_observed_on, share = s.share
    from relationship_values(ids, day) v left join relationship_shares(ids, day) s on s.relationship_id = v.relationship_id
    where r.id = v.relationship_id and (r.base_amount, r.annual_amounts, r.confidence, r.last_observed_on, r.share)
      is distinct from (v.base_amount, v.annual_amounts, v.confidence, v.last_observed_on, s.share)
    returning 1
  ) select count(*) from changed
$$`;
