import { Migration } from "@mikro-orm/migrations";

/**
 * Whoever deletes entities, platforms or participants waits for all who write onto some without row checks (shared/row-checks.ts, whose lock
 * this is), and they for it. Deleting is rare; holding each row that is written onto, as a checked reference does, cost bulk inserts a write of
 * that row each time. And it is counted how often some went or were merged: as long as that count is the same, what stood once still stands.
 */
export class EntitiesThatGo extends Migration {
  override name = "042-entities-that-go";

  override up(): void {
    this.addSql(`create table entity_departure (
      is_only boolean primary key default true check (is_only),
      count bigint not null
    )`);
    this.addSql("insert into entity_departure (count) values (0)");
    this.addSql("revoke insert, delete, truncate on entity_departure from partner_graph_system");
    this.addSql(`create function count_departure() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        if tg_op = 'DELETE' then perform pg_advisory_xact_lock(7105); end if;
        update entity_departure set count = count + 1;
        return null;
      end $$`);
    for (const [name, event] of [
      ["entity_going", "delete"],
      ["entity_merging", "update of merged_into"],
    ]) {
      this.addSql(
        `create trigger ${name} before ${event} on entity for each statement execute function count_departure()`,
      );
      this.addSql(`alter table entity enable always trigger ${name}`);
    }
    // Events refer to these, and are written without row checks too.
    for (const table of ["scenario_platform", "participant", "platform_event"]) {
      this.addSql(
        `create trigger ${table}_going before delete on ${table} for each statement execute function count_departure()`,
      );
      this.addSql(`alter table ${table} enable always trigger ${table}_going`);
    }
  }
}
