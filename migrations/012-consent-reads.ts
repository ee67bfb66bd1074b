import { Migration } from "@mikro-orm/migrations";

/**
 * Whoever may see something of a person may see what the person agreed to, found by index: an EXISTS was answered by hashing all money
 * events of the branch, for one person's consents.
 */
export class ConsentReads extends Migration {
  override name = "012-consent-reads";

  override up(): void {
    this.addSql("drop policy consent_staff on consent");
    // account, contact and money_event are themselves filtered for the reader.
    this.addSql(`create policy consent_staff on consent for select to partner_graph_staff using (
      current_setting('app.scope', true) = 'bank' or branch_id = nullif(current_setting('app.branch', true), '')::bigint
      or (select true from account a where a.holder_id = consent.subject_id and a.withdrawn_at is null
        and (a.closed_on is null or a.closed_on > (now() at time zone 'Asia/Shanghai')::date) limit 1)
      or (select true from contact c where c.subject_id = consent.subject_id and c.ended_at is null limit 1)
      or (select true from money_event m where m.person_id = consent.subject_id limit 1))`);
  }
}
