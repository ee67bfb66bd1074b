import { Migration } from "@mikro-orm/migrations";

/**
 * Database roles. `login` is what every connection of the server runs as: it owns nothing and inherits nothing, so a
 * stray statement on a private table is refused. A viewer's transaction switches to `staff` or `platform`; services and
 * jobs that have already decided what is allowed switch to `system`.
 */
export class Roles extends Migration {
  override name = "001-roles";

  override up(): void {
    for (const role of [
      "partner_graph_login",
      "partner_graph_staff",
      "partner_graph_platform",
      "partner_graph_system",
    ]) {
      // Roles belong to the whole cluster, so another database of it may have made them already, even this instant.
      this.addSql(`do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin noinherit; end if;
      exception when duplicate_object or unique_violation then null; end $$`);
    }
    this.addSql(`do $$ declare member text; begin
      foreach member in array array[current_user::text, 'partner_graph_login'] loop
        if not pg_has_role(member, 'partner_graph_staff', 'member') then execute format('grant partner_graph_staff to %I', member); end if;
        if not pg_has_role(member, 'partner_graph_platform', 'member') then execute format('grant partner_graph_platform to %I', member); end if;
        if not pg_has_role(member, 'partner_graph_system', 'member') then execute format('grant partner_graph_system to %I', member); end if;
      end loop;
      if not pg_has_role(current_user, 'partner_graph_login', 'member') then execute format('grant partner_graph_login to %I', current_user); end if;
    end $$`);
    this.addSql(
      "grant usage on schema public to partner_graph_login, partner_graph_staff, partner_graph_platform, partner_graph_system",
    );
    this.addSql(
      "alter default privileges in schema public grant select, insert, update, delete on tables to partner_graph_system",
    );
    this.addSql("alter default privileges in schema public grant usage, select on sequences to partner_graph_system");
  }
}
