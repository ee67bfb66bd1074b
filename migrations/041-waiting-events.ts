import { Migration } from "@mikro-orm/migrations";

/**
 * Events that nobody has published yet wait in a list of their own, a few hundred a row, and what readers look for by position stands with the
 * position: publishing an event writes it once, where it wrote each one anew with every index. platform_event.position stays empty from here on.
 */
export class WaitingEvents extends Migration {
  override name = "041-waiting-events";

  override up(): void {
    this.addSql(`create table event_waiting (
      id bigint generated always as identity primary key,
      event_ids bigint[] not null
    )`);
    this.addSql("alter table event_waiting enable row level security");
    this.addSql("alter table event_waiting force row level security");
    this.addSql(
      "create policy event_waiting_system on event_waiting to partner_graph_system using (true) with check (true)",
    );

    this.addSql("alter table published_event add column participant_id uuid");
    this.addSql(`update published_event p set participant_id = e.participant_id from platform_event e
      where e.id = p.event_id and e.participant_id is not null`);
    this.addSql(`insert into event_waiting (event_ids) select array_agg(id order by id) from platform_event
      where position is null group by id / 200 order by min(id)`);

    this.addSql("alter table platform_event drop constraint platform_event_position_key");

    // However an event comes into the table it waits, and whoever publishes is woken at the commit.
    this.addSql("drop trigger platform_event_written on platform_event");
    this.addSql(`create or replace function platform_event_written() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        insert into event_waiting (event_ids) select array_agg(id order by id)
        from (select id, (row_number() over (order by id) - 1) / 200 as part from written) w group by part order by part;
        perform pg_notify('platform_event_written', '');
        return null;
      end $$`);
    this.addSql(`create trigger platform_event_written after insert on platform_event
      referencing new table as written for each statement execute function platform_event_written()`);
    // Bulk inserts that prove their references themselves rest other triggers (037).
    this.addSql("alter table platform_event enable always trigger platform_event_written");
  }
}
