import { Migration } from "@mikro-orm/migrations";

/**
 * The same rules, in a form that an index can follow: a policy that says "the whole bank or this branch" reads the table from end to end
 * (7.6 ms instead of 0.3 for the clients of one branch among a hundred thousand organizations). The branches that a viewer may see are
 * worked out once a statement.
 */
export class Policies extends Migration {
  override name = "013-policies";

  override up(): void {
    // Unset variables read as null or '': then there is no branch, and nothing to see.
    this.addSql(`create function viewer_branches() returns bigint[] language sql stable set search_path = public, pg_temp as $$
      select case when current_setting('app.scope', true) = 'bank' then array(select id from branch)
        else array_remove(array[nullif(current_setting('app.branch', true), '')::bigint], null) end
    $$`);
    this.addSql(
      "create function viewer_sees_bank() returns boolean language sql stable as $$ select coalesce(current_setting('app.scope', true) = 'bank', false) $$",
    );
    this.addSql("alter policy account_staff on account using (branch_id = any ((select viewer_branches())::bigint[]))");
    this.addSql(`alter policy facility_staff on facility
      using ((select viewer_sees_bank()) or exists (select from account a where a.holder_id = facility.holder_id))`);
    this.addSql(`alter policy evidence_detail_staff on evidence_detail using ((select viewer_sees_bank()) or exists (
      select from relationship r join account a on a.holder_id in (r.source_id, r.target_id)
      where r.id = evidence_detail.relationship_id and a.withdrawn_at is null))`);
  }
}
