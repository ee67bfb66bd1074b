import { Migration } from "@mikro-orm/migrations";

/** The day that stored values are those of: one row, moved on by the daily roll. */
export class DailyRoll extends Migration {
  override name = "006-daily-roll";

  override up(): void {
    this.addSql(`create table rolled_day (
      is_only boolean primary key default true check (is_only),
      day date not null,
      recorded_at timestamptz not null default now()
    )`);
    this.addSql("grant select on rolled_day to partner_graph_login");
  }
}
