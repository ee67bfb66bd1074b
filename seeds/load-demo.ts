import { sql } from "kysely";
import type { Em } from "../src/database.ts";
import { writeMatchKeys } from "../src/modules/organizations/match-key.service.ts";
import { keepSlice } from "../src/modules/organizations/name.keeper.ts";
import { chunks } from "../src/shared/bulk.ts";
import type { Day } from "../src/shared/day.ts";
import { asSystem } from "../src/shared/session.ts";
import { type DemoFiles, type DemoRow, readDemo } from "./demo-files.ts";
import { type Ids, insert, numbered } from "./demo-insert.ts";
import { writeParticipants } from "./demo-participants.ts";
import { writePeople } from "./demo-people.ts";

/** What was written; with alreadyThere nothing was. */
export interface DemoCounts {
  alreadyThere: boolean;
  entities: number;
  relationships: number;
  evidence: number;
  accounts: number;
}

/** The demo's keys are kept as the numbers of this source, which is how a second run finds that the first one came. */
export const DEMO_SOURCE = "demo";

/** Writes the demo network, its days shifted to the month of `today`, in one transaction; safe to run twice. */
export function loadDemo(em: Em, today: Day): Promise<DemoCounts> {
  return asSystem(em, async (tx) => {
    const { rows } = await sql`select from source_identity where source = ${DEMO_SOURCE} limit 1`.execute(
      tx.getKysely(),
    );
    if (rows.length) return { alreadyThere: true, entities: 0, relationships: 0, evidence: 0, accounts: 0 };
    const files = readDemo(today);
    const entities = await writeEntities(tx, files);
    const relationships = await writeRelationships(tx, files, entities);
    await writeParticipants(tx, files, entities, relationships);
    const holders = await writeBank(tx, files, entities);
    await writePeople(tx, files, entities);
    while ((await keepSlice(tx)) !== null);
    for (const ids of chunks([...relationships.values()]))
      await sql`select refresh_relationships(${ids}::bigint[], ${today}::date)`.execute(tx.getKysely());
    for (const ids of chunks(holders))
      await sql`select refresh_clients(${ids}::bigint[], ${today}::date)`.execute(tx.getKysely());
    return {
      alreadyThere: false,
      entities: entities.size,
      relationships: relationships.size,
      evidence: files.evidence.length,
      accounts: files.accounts.length,
    };
  });
}

async function writeEntities(tx: Em, { entities }: DemoFiles): Promise<Ids> {
  const ids = await numbered(tx, "entity", entities);
  const id = (row: DemoRow) => ids.get(row.key!);
  await insert(tx, "entity", entities, {
    id: ["bigint", id],
    type: ["text", (row) => row.type],
    name: ["text", (row) => row.name],
    category: ["text", (row) => row.category],
    status: ["text", (row) => row.status ?? "UNKNOWN"],
    region: ["text", (row) => row.region],
    industry: ["text", (row) => row.industry],
    do_not_contact: ["boolean", (row) => row.doNotContact === "true"],
  });
  await insert(
    tx,
    "organization",
    entities.filter((row) => row.type === "ORGANIZATION"),
    {
      entity_id: ["bigint", id],
      credit_code: ["text", (row) => row.creditCode],
      size_class: ["text", (row) => row.sizeClass],
    },
  );
  const organizations = entities.filter((row) => row.type === "ORGANIZATION");
  await writeMatchKeys(
    tx,
    organizations.map((row) => ({ id: id(row)!, name: row.name!, region: row.region ?? null })),
  );
  await insert(
    tx,
    "scenario_platform",
    entities.filter((row) => row.type === "SCENARIO_PLATFORM"),
    {
      entity_id: ["bigint", id],
      scenario: ["text", (row) => row.scenario],
      // As PostgreSQL writes an array: role codes are capital letters and underscores.
      roles: ["text", (row) => `{${row.roles!.replaceAll("|", ",")}}`],
      launched_on: ["date", (row) => row.launchedOn],
    },
    { roles: "text[]" },
  );
  await insert(tx, "source_identity", entities, {
    source: ["text", () => DEMO_SOURCE],
    number: ["text", (row) => row.key],
    entity_id: ["bigint", id],
  });
  return ids;
}

async function writeRelationships(tx: Em, { relationships, evidence }: DemoFiles, entities: Ids): Promise<Ids> {
  const ids = await numbered(tx, "relationship", relationships);
  await insert(tx, "relationship", relationships, {
    id: ["bigint", (row) => ids.get(row.key!)],
    kind: ["text", (row) => row.kind],
    source_id: ["bigint", (row) => entities.get(row.source!)],
    target_id: ["bigint", (row) => entities.get(row.target!)],
    role: ["text", (row) => row.role],
    since: ["date", (row) => row.since],
    until: ["date", (row) => row.until],
  });
  const keyed = evidence.map((row, place): DemoRow => ({ ...row, key: String(place) }));
  const evidenceIds = await numbered(tx, "evidence", keyed);
  const relationshipId = (row: DemoRow) => ids.get(row.relationship!);
  await insert(tx, "evidence", keyed, {
    id: ["bigint", (row) => evidenceIds.get(row.key!)],
    relationship_id: ["bigint", relationshipId],
    kind: ["text", (row) => row.kind],
    source: ["text", (row) => row.source],
    observed_on: ["date", (row) => row.observedOn],
  });
  await insert(
    tx,
    "evidence_detail",
    keyed.filter((row) => row.reference || row.amount),
    {
      evidence_id: ["bigint", (row) => evidenceIds.get(row.key!)],
      relationship_id: ["bigint", relationshipId],
      reference: ["text", (row) => row.reference],
      amount: ["numeric", (row) => row.amount],
      currency: ["text", (row) => row.currency],
    },
  );
  return ids;
}

/** The bank's own side; answers the entities that hold accounts. */
async function writeBank(tx: Em, files: DemoFiles, entities: Ids): Promise<string[]> {
  // An import may have come before the demo, and with it a branch that it names.
  const standing = await sql<{ code: string }>`select code from branch`.execute(tx.getKysely());
  const codes = new Set(standing.rows.map((row) => row.code));
  const missing = files.branches.filter((row) => !codes.has(row.code!));
  await insert(tx, "branch", missing, {
    code: ["text", (row) => row.code],
    name: ["text", (row) => row.name],
    name_en: ["text", (row) => row.nameEn],
    region: ["text", (row) => row.region],
  });
  const { rows } = await sql<{ code: string; id: string }>`select code, id from branch`.execute(tx.getKysely());
  const branches = new Map(rows.map((row) => [row.code, row.id]));
  const branch = (row: DemoRow) => (row.branch ? branches.get(row.branch) : null);
  const holder = (row: DemoRow) => entities.get(row.holder!);
  await insert(tx, "staff_member", files.staff, {
    staff_number: ["text", (row) => row.staffNumber],
    name: ["text", (row) => row.name],
    branch_id: ["bigint", branch],
    role: ["text", (row) => row.role],
  });
  const accounts = files.accounts.map((row, place): DemoRow => ({ ...row, key: String(place) }));
  const accountIds = await numbered(tx, "account", accounts);
  await insert(tx, "account", accounts, {
    id: ["bigint", (row) => accountIds.get(row.key!)],
    number: ["text", (row) => row.number],
    holder_id: ["bigint", holder],
    branch_id: ["bigint", branch],
    type: ["text", (row) => row.type],
    opened_on: ["date", (row) => row.openedOn],
    closed_on: ["date", (row) => row.closedOn],
  });
  // A reopened account has two periods of one number: its balances are those of the later one.
  const byNumber = new Map(accounts.map((row) => [row.number!, accountIds.get(row.key!)!]));
  await insert(tx, "account_balance", files.balances, {
    account_id: ["bigint", (row) => byNumber.get(row.account!)],
    month_end: ["date", (row) => row.monthEnd],
    amount: ["numeric", (row) => row.amount],
    currency: ["text", (row) => row.currency],
  });
  await insert(tx, "facility", files.facilities, {
    holder_id: ["bigint", holder],
    branch_id: ["bigint", branch],
    product: ["text", (row) => row.product],
    limit_amount: ["numeric", (row) => row.limitAmount],
    used_amount: ["numeric", (row) => row.usedAmount],
    currency: ["text", (row) => row.currency],
    granted_on: ["date", (row) => row.grantedOn],
    expires_on: ["date", (row) => row.expiresOn],
  });
  return [...new Set(accounts.map((row) => holder(row)!))];
}
