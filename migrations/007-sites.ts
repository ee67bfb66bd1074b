import { Migration } from "@mikro-orm/migrations";

/** Where an organization is, as its sources wrote it: addresses, no entities. */
export class Sites extends Migration {
  override name = "007-sites";

  override up(): void {
    this.addSql(`create table organization_site (
      entity_id bigint not null references entity,
      source text collate "C" not null,
      address text collate "C" not null,
      first_observed_on date,
      last_observed_on date,
      recorded_at timestamptz not null default now(),
      primary key (entity_id, source, address)
    )`);
    this.addSql("grant select on organization_site to partner_graph_login, partner_graph_staff");
  }
}
