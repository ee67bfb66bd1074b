import { Migration } from "@mikro-orm/migrations";

/**
 * Where events are sent. A stream is what one receiver gets of one participant (or of none): what must come in order. It says when it is due,
 * and so who has it: a server that takes a stream makes it due again for the time when it would have died.
 */
export class Webhooks extends Migration {
  override name = "034-webhooks";

  override up(): void {
    this.addSql(`create table webhook (
      id uuid primary key default gen_random_uuid(),
      number bigint generated always as identity unique,
      platform_id bigint references scenario_platform,
      audience text collate "C" not null check (audience in ('PLATFORM', 'BANK')),
      name text collate "C" not null,
      url text collate "C" not null,
      kinds text[],
      status text collate "C" not null check (status in ('ENABLED', 'DISABLED', 'GONE', 'DELETED')),
      secret bytea,
      former_secret bytea,
      former_until timestamptz,
      created_by text collate "C" not null,
      created_at timestamptz not null default now(),
      check (audience = 'BANK' or platform_id is not null),
      check (secret is not null or status = 'DELETED')
    )`);
    this.addSql("create index webhook_page on webhook (platform_id, number)");

    this.addSql(`create table webhook_stream (
      id bigint generated always as identity primary key,
      webhook_id uuid not null references webhook,
      participant_id uuid,
      due_at timestamptz,
      leased_by text collate "C"
    )`);
    this.addSql(
      "create unique index webhook_stream_of on webhook_stream (webhook_id, participant_id) nulls not distinct",
    );
    this.addSql("create index webhook_stream_due on webhook_stream (webhook_id, due_at) where due_at is not null");

    this.addSql(`create table webhook_delivery (
      id uuid primary key default gen_random_uuid(),
      webhook_id uuid not null references webhook,
      stream_id bigint not null references webhook_stream,
      event_id bigint not null references platform_event,
      position bigint not null,
      state text collate "C" not null check (state in ('WAITING', 'DELIVERED', 'PARKED')),
      attempt_count bigint not null default 0,
      expires_at timestamptz not null,
      ended_at timestamptz,
      unique (webhook_id, position)
    )`);
    this.addSql(
      "create index webhook_delivery_waiting on webhook_delivery (stream_id, position) where state = 'WAITING'",
    );
    this.addSql("create index webhook_delivery_page on webhook_delivery (webhook_id, state, position)");
    this.addSql("create index webhook_delivery_age on webhook_delivery (ended_at) where ended_at is not null");

    this.addSql(`create table webhook_attempt (
      id bigint generated always as identity primary key,
      delivery_id uuid not null references webhook_delivery on delete cascade,
      attempted_at timestamptz not null default now(),
      duration_ms bigint not null,
      status bigint,
      code text collate "C",
      excerpt text collate "C"
    )`);
    this.addSql("create index webhook_attempt_page on webhook_attempt (delivery_id, id)");

    for (const table of ["webhook", "webhook_stream", "webhook_delivery", "webhook_attempt"]) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy ${table}_system on ${table} to partner_graph_system using (true) with check (true)`);
    }
    // A receiver is found in its reader's session; what was sent to it is then read by the system. Nobody else reads a secret's column.
    this.addSql(`create policy webhook_platform on webhook for select to partner_graph_platform using (audience = 'PLATFORM'
      and status <> 'DELETED' and platform_id = nullif(current_setting('app.platform', true), '')::bigint)`);
    this.addSql(`create policy webhook_bank on webhook for select to partner_graph_staff
      using (status <> 'DELETED' and (select viewer_sees_bank()))`);
    this.addSql(`grant select (id, number, platform_id, audience, name, url, kinds, status, former_until, created_at)
      on webhook to partner_graph_platform, partner_graph_staff`);
    // What was deleted stays as a row without secrets: the audit log names it.
    this.addSql("revoke delete, truncate on webhook from partner_graph_system");
  }
}
