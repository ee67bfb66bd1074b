import { Migration } from "@mikro-orm/migrations";

/** A branch sees of a client what its open accounts show it. */
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
  }
}
