import { Migration } from "@mikro-orm/migrations";
import { atAnInstant, shares, valuesToday } from "./018-history.values.ts";

/**
 * Tables of which rows are changed in place or withdrawn, with the columns that make the form of a row; a change of anything else is none. The row
 * itself vouches for what it names: more foreign keys would have every withdrawal lock the two organizations, against whoever merges them.
 */
const kept = {
  relationship: {
    relationship_id: "bigint not null references relationship",
    kind: 'text collate "C" not null',
    source_id: "bigint not null",
    target_id: "bigint not null",
    role: 'text collate "C"',
    since: "date",
    until: "date",
    recorded_confidence: "double precision not null",
    is_derived: "boolean not null",
  },
  evidence: {
    evidence_id: "bigint not null references evidence",
    relationship_id: "bigint not null",
  },
  account: {
    account_id: "bigint not null references account",
    holder_id: "bigint not null",
    branch_id: "bigint not null",
    opened_on: "date not null",
    closed_on: "date",
  },
  client_period: { entity_id: "bigint not null references entity", since: "date", until: "date" },
  entity: {
    entity_id: "bigint not null references entity",
    category: 'text collate "C"',
    status: 'text collate "C" not null',
    region: 'text collate "C"',
    industry: 'text collate "C"',
    do_not_contact: "boolean not null",
  },
  acquisition_prior: {
    acquisition_prior_id: "bigint not null references acquisition_prior",
    channel: 'text collate "C" not null',
    scenario: 'text collate "C"',
    valid_from: "date not null",
    probability: "double precision not null",
  },
} satisfies Record<string, Record<string, string>>;
type Kept = keyof typeof kept;

/** Rows of these are never withdrawn. Of entities only organizations change in a way that a past question asks about. */
const lasting: readonly Kept[] = ["entity", "acquisition_prior"];

const indexes: Record<Kept, string[]> = {
  relationship: ["relationship_id", "source_id, kind", "target_id, kind"],
  evidence: ["relationship_id", "evidence_id"],
  account: ["holder_id", "branch_id, holder_id", "account_id"],
  client_period: ["entity_id"],
  entity: ["entity_id"],
  acquisition_prior: ["acquisition_prior_id"],
};

/**
 * What the bank knew at an instant: what is changed in place or withdrawn leaves its former form in a table of the past, with the instants
 * [known_from, known_to) between which it stood. Triggers by row, whose condition lets all but real changes pass for nothing: the daily
 * roll changes derived columns alone. What changed before this migration is known in the form that it has now.
 */
export class History extends Migration {
  override name = "018-history";

  override up(): void {
    for (const table of Object.keys(kept) as Kept[]) this.keep(table);
    // What the product came with has always been known.
    this.addSql("update acquisition_prior set changed_at = '-infinity' where recorded_by = 'shipped'");
    this.guardAccounts();
    for (const [name, view] of Object.entries(views)) {
      this.addSql(`create view ${name} with (security_invoker = true) as ${view}`);
    }
    this.addSql(`grant select on relationship_past, relationship_history, evidence_past, evidence_history, client_period_past,
      client_period_history, entity_past, acquisition_prior_past, acquisition_prior_history to partner_graph_login, partner_graph_staff`);
    this.addSql("grant select on account_past, account_history to partner_graph_staff");
    this.addSql(`grant select on relationship_history, evidence_history, client_period_history, account_history, acquisition_prior_history
      to partner_graph_system`);
    this.addSql(`create or replace ${valuesToday}`);
    // Where two sources repeat one who asserts, stored values are others from now on: today is rolled again.
    this.addSql("update rolled_day set day = day - 1");
    for (const [signature, definition] of Object.entries(atAnInstant)) {
      this.addSql(`create ${definition}`);
      // They read private amounts to answer with yearly totals and kinds of evidence, which are bank-wide.
      this.addSql("grant create on schema public to partner_graph_system");
      this.addSql(`alter function ${signature} owner to partner_graph_system`);
      this.addSql("revoke create on schema public from partner_graph_system");
      this.addSql(`revoke all on function ${signature} from public`);
      this.addSql(
        `grant execute on function ${signature} to partner_graph_login, partner_graph_staff, partner_graph_system`,
      );
    }
    this.addSql(shares);
  }

  private keep(table: Kept): void {
    const isLasting = lasting.includes(table);
    this.addSql(`alter table ${table} add column changed_at timestamptz`);
    this.addSql(`create table ${table}_past (
      ${Object.entries(kept[table])
        .map((column) => column.join(" "))
        .join(",\n      ")},
      known_from timestamptz not null,
      known_to timestamptz not null check (known_to > known_from)
    )`);
    for (const [index, on] of indexes[table].entries()) {
      this.addSql(`create index ${table}_past_${index + 1} on ${table}_past (${on})`);
    }
    this.addSql(keepPast(table));
    const form = (row: string) =>
      `(${[...formOf(table), ...(isLasting ? [] : ["withdrawn_at"])].map((one) => `${row}.${one}`).join(", ")})`;
    const stands = isLasting ? "" : "(old.withdrawn_at is null or new.withdrawn_at is null) and ";
    const isAsked = table === "entity" ? "old.type = 'ORGANIZATION' and " : "";
    this.addSql(`create trigger ${table}_past before update on ${table} for each row
      when (${isAsked}${stands}${form("old")} is distinct from ${form("new")}) execute function keep_${table}_past()`);
    if (isLasting) return;
    // As the system: an owner that is no superuser has no policy on private tables.
    this.addSql("set local role partner_graph_system");
    this.addSql(`insert into ${table}_past (${pastColumns(table)}, known_from, known_to)
      select ${rowColumns(table, "t")}, t.recorded_at, t.withdrawn_at from ${table} t where t.withdrawn_at > t.recorded_at`);
    this.addSql("reset role");
  }

  /** The past of an account is as private as the account. */
  private guardAccounts(): void {
    this.addSql("alter table account_past enable row level security");
    this.addSql("alter table account_past force row level security");
    this.addSql(
      "create policy account_past_system on account_past to partner_graph_system using (true) with check (true)",
    );
    this.addSql(`create policy account_past_staff on account_past for select to partner_graph_staff
      using (branch_id = any ((select viewer_branches())::bigint[]))`);
  }
}

/** The columns of the form, as the table itself has them: all but what names the row in its past. */
const formOf = (table: Kept) => Object.keys(kept[table]).filter((one) => one !== `${table}_id`);
const pastColumns = (table: Kept) => Object.keys(kept[table]).join(", ");
const rowColumns = (table: Kept, row: string) =>
  Object.keys(kept[table])
    .map((one) => `${row}.${one === `${table}_id` ? "id" : one}`)
    .join(", ");

/** One instant a transaction: its start. A form that began in the very transaction that ends it was never known. */
function keepPast(table: Kept): string {
  const isLasting = lasting.includes(table);
  return `create function keep_${table}_past() returns trigger language plpgsql set search_path = public, pg_temp as $$
  declare
    began timestamptz := coalesce(old.changed_at, old.recorded_at);
    ended timestamptz := greatest(began, ${isLasting ? "now()" : "coalesce(new.withdrawn_at, now())"});
  begin
    if ${isLasting ? "" : "old.withdrawn_at is null and "}began < ended then
      insert into ${table}_past (${pastColumns(table)}, known_from, known_to) values (${rowColumns(table, "old")}, began, ended);
    end if;
    new.changed_at := greatest(began, now());
    return new;
  end $$`;
}

/**
 * All forms that rows ever had. Plain branches without conditions, so that the planner walks into both by index. Values of relationships are
 * those of no time, for they are computed; null as withdrawn_at says that a form of the past stood.
 */
const now = "coalesce(changed_at, recorded_at) as known_from, 'infinity'::timestamptz as known_to";
const past = "null::timestamptz as withdrawn_at, known_from, known_to";
const noValues = `null::numeric(24, 2) as base_amount, null::jsonb as annual_amounts, null::double precision as confidence,
  null::date as last_observed_on, null::numeric(9, 6) as share`;
const relationshipColumns = `${formOf("relationship").join(", ")}, ${noValues}`;
const views = {
  relationship_history: `select id, ${relationshipColumns}, withdrawn_at, ${now} from relationship
    union all select relationship_id, ${relationshipColumns}, ${past} from relationship_past`,
  evidence_history: `select id, relationship_id, withdrawn_at, ${now} from evidence
    union all select evidence_id, relationship_id, ${past} from evidence_past`,
  client_period_history: `select ${formOf("client_period").join(", ")}, withdrawn_at, ${now} from client_period
    union all select ${formOf("client_period").join(", ")}, ${past} from client_period_past`,
  account_history: `select ${formOf("account").join(", ")}, withdrawn_at, ${now} from account
    union all select ${formOf("account").join(", ")}, ${past} from account_past`,
  acquisition_prior_history: `select ${formOf("acquisition_prior").join(", ")}, ${now} from acquisition_prior
    union all select ${formOf("acquisition_prior").join(", ")}, known_from, known_to from acquisition_prior_past`,
};
