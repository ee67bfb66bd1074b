import { Migration } from "@mikro-orm/migrations";

/**
 * A bulk insert pays more for PostgreSQL's check of each row's references than for the row. Writers whose statement proves them may do without
 * (row-checks.ts): the ends of relationships are then proven here, all of a statement at once, with the locks that PostgreSQL would take.
 * The keys stay declared, and hold for whoever else writes or deletes.
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
    // Whoever was about to write onto one that is merged or gone meanwhile begins again, and finds what stands.
    this.addSql(`create or replace function refuse_merged() returns trigger language plpgsql security definer
      set search_path = public, pg_temp as $$
      declare is_merged boolean; is_gone boolean;
      begin
        execute format('select exists (select from written w join organization_merge m on m.undone_at is null and m.drop_id in (w.%I, w.%I))',
          tg_argv[0], tg_argv[tg_nargs - 1]) into is_merged;
        if is_merged then raise exception 'an organization was merged meanwhile' using errcode = '40001'; end if;
        if current_setting('session_replication_role') = 'replica' then
          -- A lookup an end, whatever the planner thinks: a database that is being loaded has no statistics.
          execute format('select count(*) < 2 * (select count(*) from written) from (select from written w cross join lateral (values (w.%I), (w.%I)) n(id)
            cross join lateral (select from entity e where e.id = n.id limit 1 for key share) held offset 0) standing',
            tg_argv[0], tg_argv[tg_nargs - 1]) into is_gone;
          if is_gone then raise exception 'an entity is gone' using errcode = '40001'; end if;
        end if;
        return null;
      end $$`);
    for (const [table, trigger] of [
      ["relationship", "relationship_unmerged"],
      ["entity", "entity_counted_insert"],
      ["organization", "organization_counted_insert"],
      ["organization", "organization_named"],
    ])
      this.addSql(`alter table ${table} enable always trigger ${trigger}`);
  }
}
