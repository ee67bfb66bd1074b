import { Migration } from "@mikro-orm/migrations";

/**
 * Events in the order in which readers get them. The publisher numbers what is committed; head is how far it came, and its row the lock that
 * lets one publisher work at a time. Outside an event goes by a random name: numbers, even gaps between them, would tell a platform how
 * much happens that it may not know of, such as that a firm it registered was known to the bank.
 */
export class EventFeed extends Migration {
  override name = "033-event-feed";

  override up(): void {
    this.addSql(`create table event_head (
      is_only boolean primary key default true check (is_only),
      position bigint not null check (position >= 0)
    )`);
    this.addSql("insert into event_head (position) values (0)");
    this.addSql("revoke insert, delete, truncate on event_head from partner_graph_system");
    // Readers that wait for news ask how far it is, without a transaction.
    this.addSql("grant select on event_head to partner_graph_login");

    this.addSql(`create table published_event (
      position bigint primary key,
      event_id bigint not null unique references platform_event,
      uid uuid not null unique default gen_random_uuid(),
      platform_id bigint not null,
      audience text collate "C" not null
    )`);
    this.addSql("alter table published_event enable row level security");
    this.addSql("alter table published_event force row level security");
    this.addSql(
      "create policy published_event_system on published_event to partner_graph_system using (true) with check (true)",
    );
    this.addSql(`create policy published_event_platform on published_event for select to partner_graph_platform
      using (audience = 'PLATFORM' and platform_id = nullif(current_setting('app.platform', true), '')::bigint)`);
    this.addSql(`create policy published_event_bank on published_event for select to partner_graph_staff
      using ((select viewer_sees_bank()))`);
    this.addSql("grant select on published_event to partner_graph_platform, partner_graph_staff");

    // Whoever publishes is woken at the commit, however the event came into the table.
    this.addSql(`create function platform_event_written() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin perform pg_notify('platform_event_written', ''); return null; end $$`);
    this.addSql(`create trigger platform_event_written after insert on platform_event
      for each statement execute function platform_event_written()`);
  }
}
