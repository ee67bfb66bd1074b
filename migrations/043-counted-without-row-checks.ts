import { Migration } from "@mikro-orm/migrations";

/** Entities that an import made and that nothing refers to are deleted without row checks (imports/revert.writer.ts), and counted all the same. */
export class CountedWithoutRowChecks extends Migration {
  override name = "043-counted-without-row-checks";

  override up(): void {
    this.addSql("alter table entity enable always trigger entity_counted_delete");
  }
}
