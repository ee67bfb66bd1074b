import { Migration } from "@mikro-orm/migrations";

/** What a platform runs: a court's cases, a hospital's contracts, housing projects; who takes part, and the money that they bring in. */
export class Cases extends Migration {
  override name = "032-cases";

  override up(): void {
    // One model for every kind; what one kind alone has is null for the others.
    this.addSql(`create table platform_case (
      id uuid primary key default gen_random_uuid(),
      platform_id bigint not null references scenario_platform,
      number text collate "C" not null,
      kind text collate "C" not null,
      title text,
      accepted_on date,
      completed_on date,
      administrator_id uuid references participant,
      court text,
      contract_amount numeric(24, 2),
      contract_currency text collate "C",
      region text collate "C",
      said_on jsonb not null,
      observed_on date not null,
      recorded_at timestamptz not null default now(),
      unique (platform_id, number),
      check ((contract_amount is null) = (contract_currency is null))
    )`);
    this.addSql(
      "create index platform_case_administrator on platform_case (administrator_id) where administrator_id is not null",
    );
    this.addSql(`create table case_party (
      case_id uuid not null references platform_case,
      participant_id uuid not null references participant,
      role text collate "C" not null,
      platform_id bigint not null references scenario_platform,
      primary key (case_id, participant_id, role)
    )`);
    this.addSql("create index case_party_participant on case_party (participant_id)");
    // participant_id: whose account the money came to. One row a reference of a case; a newer word of the platform replaces it.
    this.addSql(`create table case_proceeds (
      id uuid primary key default gen_random_uuid(),
      platform_id bigint not null references scenario_platform,
      case_id uuid not null references platform_case,
      participant_id uuid not null references participant,
      reference text collate "C" not null,
      amount numeric(24, 2) not null check (amount >= 0),
      currency text collate "C" not null,
      received_on date not null,
      account_number text collate "C",
      observed_on date not null,
      recorded_at timestamptz not null default now(),
      unique (case_id, reference)
    )`);
    this.addSql("create index case_proceeds_platform on case_proceeds (platform_id, received_on)");
    this.addSql("create index case_proceeds_participant on case_proceeds (participant_id, received_on)");
    const ownPlatform = "platform_id = nullif(current_setting('app.platform', true), '')::bigint";
    for (const table of ["platform_case", "case_party", "case_proceeds"]) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy ${table}_system on ${table} to partner_graph_system using (true) with check (true)`);
      this.addSql(
        `create policy ${table}_platform on ${table} for select to partner_graph_platform using (${ownPlatform})`,
      );
      this.addSql(
        `create policy ${table}_bank on ${table} for select to partner_graph_staff using ((select viewer_sees_bank()))`,
      );
      this.addSql(`grant select on ${table} to partner_graph_platform, partner_graph_staff`);
    }
    // What cases brought in, by the bank's entity. Its reader's own rights hold: the whole bank reads it, a branch and a platform nothing.
    this.addSql(`create view case_deposit with (security_invoker = true) as
      select d.platform_id, p.entity_id, d.participant_id, d.case_id, d.received_on, d.amount, d.currency
      from case_proceeds d join participant p on p.id = d.participant_id`);
    this.addSql("grant select on case_deposit to partner_graph_staff, partner_graph_system");
  }
}
