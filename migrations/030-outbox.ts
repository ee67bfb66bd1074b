import { Migration } from "@mikro-orm/migrations";

/**
 * What happened on a platform, written in the transaction in which it happened: either both last or neither. Positions are given afterwards,
 * by one publisher at a time, to what is committed: a reader that goes on behind a position misses nothing that was under way meanwhile.
 */
export class Outbox extends Migration {
  override name = "030-outbox";

  override up(): void {
    this.addSql(`create table platform_event (
      id bigint generated always as identity primary key,
      position bigint unique,
      platform_id bigint not null references scenario_platform,
      kind text collate "C" not null,
      audience text collate "C" not null check (audience in ('PLATFORM', 'BANK')),
      participant_id uuid references participant,
      subject text collate "C",
      data jsonb not null default '{}',
      recorded_at timestamptz not null default now()
    )`);
    this.addSql("create index platform_event_waiting on platform_event (id) where position is null");
    this.addSql("create index platform_event_feed on platform_event (platform_id, position)");
    this.addSql(
      "create index platform_event_participant on platform_event (participant_id, position) where participant_id is not null",
    );
    this.addSql("alter table platform_event enable row level security");
    this.addSql("alter table platform_event force row level security");
    this.addSql(
      "create policy platform_event_system on platform_event to partner_graph_system using (true) with check (true)",
    );
    this.addSql(`create policy platform_event_platform on platform_event for select to partner_graph_platform
      using (audience = 'PLATFORM' and platform_id = nullif(current_setting('app.platform', true), '')::bigint)`);
    this.addSql(`create policy platform_event_bank on platform_event for select to partner_graph_staff
      using (current_setting('app.scope', true) = 'bank')`);
    this.addSql("grant select on platform_event to partner_graph_platform, partner_graph_staff");
  }
}
