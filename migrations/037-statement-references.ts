import { Migration } from "@mikro-orm/migrations";

/**
 * A bulk insert pays more for PostgreSQL's check of each row's references than for the row. Writers whose statement proves them may do without
 * (row-checks.ts). The keys stay declared, and hold for whoever else writes or deletes.
 */
export class StatementReferences extends Migration {
  override name = "037-statement-references";

  override up(): void {
    // Where the migrating user may not grant this, a superuser can (docs/operations.md); until then rows are checked one by one.
    this.addSql(`do $$ begin
      if not has_parameter_privilege('partner_graph_system', 'session_replication_role', 'set') then
        grant set on parameter session_replication_role to partner_graph_system;
      end if;
    -- Or another database of the cluster granted it this instant.
    exception when insufficient_privilege or internal_error or unique_violation then null; end $$`);
    // What counts and names new organizations does so all the same.
    for (const [table, trigger] of [
      ["entity", "entity_counted_insert"],
      ["organization", "organization_counted_insert"],
      ["organization", "organization_named"],
    ])
      this.addSql(`alter table ${table} enable always trigger ${trigger}`);
  }
}
