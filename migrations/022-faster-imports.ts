import { Migration } from "@mikro-orm/migrations";

/** Bulk loads pay for every key that is looked up for each row: one of them guarded a closed list of nine words. */
export class FasterImports extends Migration {
  override name = "022-faster-imports";

  override up(): void {
    // As the kinds of relationships are. Not valid, so that nobody waits while rows are checked: the key has held for every one of before.
    this.addSql(`alter table evidence add constraint evidence_kind_check check (kind in ('BILL', 'FACTORING', 'INVOICE', 'CONTRACT',
      'REGISTRY', 'PLATFORM', 'ASSOCIATION_ROSTER', 'DECLARATION', 'OTHER')) not valid`);
    this.addSql("alter table evidence drop constraint evidence_kind_fkey");
  }
}
