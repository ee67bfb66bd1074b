import { Migration } from "@mikro-orm/migrations";

/** Keys of scenario platforms' machines. Of a key its hash alone is kept, and no session of staff or platforms reads a row. */
export class PlatformKeys extends Migration {
  override name = "009-platform-keys";

  override up(): void {
    this.addSql(`create table platform_key (
      id text collate "C" primary key check (id ~ '^[0-9a-f]{16}$'),
      number bigint generated always as identity unique,
      platform_id bigint not null references scenario_platform,
      name text collate "C" not null,
      mark text collate "C" not null check (mark in ('live', 'test')),
      permissions text[] not null check (cardinality(permissions) > 0),
      hash bytea not null unique check (length(hash) = 32),
      replaces text collate "C" unique references platform_key,
      created_by text collate "C" not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz,
      last_used_at timestamptz
    )`);
    this.addSql("create index platform_key_page on platform_key (platform_id, number)");
    // What every server reads every few seconds: the keys that count, by when they stop.
    this.addSql("create index platform_key_expiry on platform_key (expires_at)");
    this.addSql("alter table platform_key enable row level security");
    this.addSql("alter table platform_key force row level security");
    this.addSql(
      "create policy platform_key_system on platform_key to partner_graph_system using (true) with check (true)",
    );
    // A key that is no longer used stays as a row: the audit log names it.
    this.addSql("revoke delete, truncate on platform_key from partner_graph_system");
  }
}
