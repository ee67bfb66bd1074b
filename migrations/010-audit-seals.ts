import { Migration } from "@mikro-orm/migrations";

/**
 * What the sealing job works with: a queue of rows without a seal, and the head of the chain, whose row is also the lock that lets one
 * sealer work at a time. And who may write which column of the log.
 */
export class AuditSeals extends Migration {
  override name = "010-audit-seals";

  override up(): void {
    // Refusals are counted by the minute; the row says which.
    this.addSql("alter table audit_entry add column minute timestamptz");
    this.addSql("create index audit_entry_recorded on audit_entry (recorded_at)");

    // Filled by a trigger, so that a row by whatever way it came waits for its seal, and seen when its transaction commits.
    this.addSql("create table audit_unsealed (entry_id bigint primary key)");
    // The owner is under the policies too, and would find no row.
    this.addSql("alter table audit_entry no force row level security");
    this.addSql(
      "insert into audit_unsealed select id from audit_entry e where not exists (select from audit_seal s where s.entry_id = e.id)",
    );
    this.addSql("alter table audit_entry force row level security");
    this.addSql(`create function audit_await_seal() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
      begin insert into audit_unsealed select id from added; return null; end $$`);
    this.addSql(`create trigger audit_entry_await_seal after insert on audit_entry referencing new table as added
      for each statement execute function audit_await_seal()`);
    this.addSql("revoke insert, update, truncate on audit_unsealed from partner_graph_system");
    this.addSql("grant select on audit_unsealed to partner_graph_login");

    // The newest seal, kept apart from the chain: seals that are missing from its end are missed.
    this.addSql(`create table audit_head (
      is_only boolean primary key default true check (is_only),
      position bigint not null check (position >= 0),
      hash bytea not null check (length(hash) = 32)
    )`);
    this.addSql("insert into audit_head (position, hash) values (0, decode(repeat('00', 32), 'hex'))");
    this.addSql("revoke insert, delete, truncate on audit_head from partner_graph_system");
    this.addSql("create unique index audit_seal_hash on audit_seal (hash)");

    // Number, transaction and time are the database's own: whoever acts cannot write them.
    this.addSql("alter table audit_entry alter column id set generated always");
    const written = "actor, role, client, branch_id, platform_id, operation, outcome, code, purpose, subjects, count";
    this.addSql("revoke insert on audit_entry from partner_graph_staff, partner_graph_platform, partner_graph_system");
    this.addSql(`grant insert (${written}) on audit_entry to partner_graph_staff, partner_graph_platform`);
    this.addSql(`grant insert (${written}, minute) on audit_entry to partner_graph_system`);
    this.addSql("drop policy audit_entry_write on audit_entry");
    this.addSql(
      "create policy audit_entry_system_write on audit_entry for insert to partner_graph_system with check (true)",
    );
    // A platform's session writes as its own platform, a person's never as one; who it is in the end is the server's word.
    this.addSql(`create policy audit_entry_platform_write on audit_entry for insert to partner_graph_platform
      with check (role = 'PLATFORM' and platform_id = nullif(current_setting('app.platform', true), '')::bigint)`);
    this.addSql(`create policy audit_entry_staff_write on audit_entry for insert to partner_graph_staff
      with check (role not in ('PLATFORM', 'SYSTEM') and platform_id is null)`);
  }
}
