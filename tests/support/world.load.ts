import { sql } from "kysely";
import type { Em } from "../../src/database.ts";
import { asSystem } from "../../src/shared/session.ts";
import type { World } from "./oracle.world.ts";

const tables = [
  ...["case_proceeds", "platform_case", "participant", "platform_project"],
  "match_candidate",
  "acquisition_question",
  "account_balance",
  "account",
  "client_period",
  "branch",
  "evidence_detail",
  "evidence",
  "relationship",
  "scenario_platform",
  "organization",
  "source_identity",
  "entity",
  "exchange_rate",
  "acquisition_prior",
];

/** Empties the database and puts a whole world into it, under the world's own ids; derived columns are made by the product's functions. */
export async function loadWorld(em: Em, world: World): Promise<void> {
  await asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const insert = (table: string, columns: string, rows: object[]) =>
      sql`insert into ${sql.table(table)} (${sql.raw(columns)}) select ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
        db,
      );
    for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(db);
    const recorded_at = `${world.today}T04:00:00Z`;
    const withdrawn = (row: { withdrawn?: true }) => (row.withdrawn ? recorded_at : null);
    await insert(
      "entity",
      "id, type, name, category, status, region, industry, do_not_contact",
      world.entities.map((e) => ({ ...e, name: `entity ${e.id}`, do_not_contact: e.doNotContact })),
    );
    await insert(
      "organization",
      "entity_id, warnings",
      world.entities.filter((e) => e.type === "ORGANIZATION").map((e) => ({ entity_id: e.id, warnings: [] })),
    );
    await insert(
      "scenario_platform",
      "entity_id, scenario, roles",
      world.entities.filter((e) => e.scenario).map((e) => ({ entity_id: e.id, scenario: e.scenario, roles: [] })),
    );
    await insert(
      "relationship",
      "id, kind, source_id, target_id, role, since, until, recorded_confidence, base_amount, annual_amounts, confidence, recorded_at, withdrawn_at",
      world.relationships.map((r) => ({
        ...r,
        source_id: r.source,
        target_id: r.target,
        recorded_confidence: r.confidence ?? 0.5,
        base_amount: 0,
        annual_amounts: [],
        confidence: 0.5,
        recorded_at,
        withdrawn_at: withdrawn(r),
      })),
    );
    await insert(
      "evidence",
      "id, relationship_id, kind, source, observed_on, recorded_at, withdrawn_at",
      world.evidence.map((e) => ({
        id: e.id,
        relationship_id: e.relationship,
        kind: e.kind,
        source: e.source,
        observed_on: e.observedOn,
        recorded_at,
        withdrawn_at: withdrawn(e),
      })),
    );
    await insert(
      "evidence_detail",
      "evidence_id, relationship_id, reference, amount, currency",
      world.evidence.map((e) => ({
        evidence_id: e.id,
        relationship_id: e.relationship,
        reference: e.reference,
        amount: e.amount,
        currency: e.currency,
      })),
    );
    await insert(
      "exchange_rate",
      "currency, valid_from, rate, note, recorded_at",
      [{ currency: "CNY", validFrom: "1900-01-01", rate: "1" }, ...world.rates].map((r) => ({
        ...r,
        valid_from: r.validFrom,
        note: "",
        recorded_at,
      })),
    );
    await sql`insert into acquisition_prior (channel, scenario, probability, worth_observations, note, valid_from, recorded_by)
      select p->>'channel', p->>'scenario', (p->>'probability')::float8, 10, 'world', (p->>'validFrom')::date, 'world' from jsonb_array_elements(${JSON.stringify(world.priors)}::jsonb) p`.execute(
      db,
    );
    await insert(
      "branch",
      "id, code, name",
      [1, 2, 3].map((id) => ({ id, code: `B${id}`, name: `branch ${id}` })),
    );
    await insert(
      "account",
      "id, number, holder_id, branch_id, type, opened_on, closed_on, recorded_at",
      world.clientPeriods.map((c, i) => ({
        id: i + 1,
        number: String(i),
        holder_id: c.entity,
        branch_id: c.branch,
        type: "GENERAL",
        opened_on: c.since,
        closed_on: c.until,
        recorded_at,
      })),
    );
    await sql`select refresh_relationships(array(select id from relationship), ${world.today}::date)`.execute(db);
    await sql`select refresh_clients(array(select id from entity), ${world.today}::date)`.execute(db);
  });
}
