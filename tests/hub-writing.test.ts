import { CompiledQuery, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { type Link, writeLinks } from "../src/modules/imports/link.writer.ts";
import { readKeys } from "../src/modules/organizations/merge.relationship-rows.ts";
import { readDepartures } from "../src/shared/row-checks.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { recordStatements, type Statement } from "./support/statements.ts";

/** Whoever writes relationships looks for what stands of each: by what tells it apart, whatever a planner knows or does not know of the tables. */
let database: Database;
let hub: string;
let others: string[];
beforeAll(async () => {
  database = await openTestDatabase();
  const { rows } = await asSystem(database.em, (tx) =>
    sql<{ id: string }>`insert into entity (type, name, category) select 'ORGANIZATION', 'F' || n, 'ENTERPRISE'
      from generate_series(1, 5000) n returning id`.execute(tx.getKysely()),
  );
  [hub, ...others] = rows.map(({ id }) => id) as [string, ...string[]];
});
afterAll(() => database.close());

const link = (sourceId: string, targetId: string, said: Partial<Link> = {}): Link => ({
  ...{ sourceId, targetId, kind: "SUPPLIES", role: null, since: null, until: null, share: null },
  ...{ evidenceKind: "INVOICE", reference: null, observedOn: "2026-01-01", amount: null, currency: null },
  ...said,
});
const write = (links: readonly Link[]) =>
  asSystem(database.em, async (tx) =>
    writeLinks(tx, links, {
      ...{ source: "list", importId: "1", day: "2026-11-30", departures: await readDepartures(tx) },
    }),
  );
const explain = (statements: readonly Statement[], how = "") =>
  asSystem(database.em, async (tx) => {
    const plans: string[] = [];
    for (const { sql: text, parameters } of statements) {
      const explained = await tx
        .getKysely()
        .executeQuery<{ "QUERY PLAN": string }>(CompiledQuery.raw(`explain ${how} ${text}`, parameters));
      plans.push(explained.rows.map((row) => row["QUERY PLAN"]).join("\n"));
    }
    return plans;
  });
/** The one that asks which evidence says the same already. */
const looksForEvidence = ({ sql: text }: Statement) => text.includes('"isReclaimed"');

test("many bills between two are each looked up once, however many are of one day", async () => {
  const bills = others.slice(0, 3_000).map((reference, at) => {
    const observedOn = [null, "2026-01-01", "2026-01-02"][at % 3]!;
    return link(hub, others[0]!, { reference, observedOn, amount: "1", currency: "CNY" });
  });
  await write(bills);
  const looks = (await recordStatements(database, () => write(bills))).filter(looksForEvidence);
  expect(looks.length).toBeGreaterThan(0);
  for (const plan of await explain(looks, "(analyze, timing off)")) {
    const read = plan.split("\n").flatMap((line) => {
      const [, rows, loops] = /Scan .* evidence_detail .*actual rows=([\d.]+) loops=(\d+)/.exec(line) ?? [];
      return rows ? [Math.max(1, Number(rows)) * Number(loops)] : [];
    });
    expect(Math.max(...read)).toBe(bills.length);
  }
});

// A hub's relationships lie behind each other in the indexes of one end: five thousand rows of a hub of a hundred thousand would read half a
// billion entries there, and a planner that knows nothing of the table takes them for as good.
test("what stands between two is looked up by both, whichever of them is a hub", async () => {
  const looks = await recordStatements(database, async () => {
    for (const links of [others.map((id) => link(hub, id)), others.map((id) => link(id, hub))])
      for (const observedOn of ["2026-01-01", "2026-02-01"]) {
        await write(links.map((one) => ({ ...one, observedOn })));
        const remembered = links.map((one) => ({ ...one, confidence: 1, isDerived: true, recorded: [] }));
        await asSystem(database.em, (tx) => readKeys(tx, remembered));
      }
  });
  const plans = await explain(looks.filter((one) => /source_id = v\.source_id/.test(one.sql)));
  // New ones of either kind of hub, the same seen again, and a merge's look after each.
  expect(plans.length).toBeGreaterThanOrEqual(10);
  const indexes = plans.map((plan) => [...new Set(plan.match(/relationship_(period|in|out)\b/g))].join());
  expect(new Set(indexes)).toEqual(new Set(["relationship_period"]));
});

test("a day that statistics have not seen does not make the planner read all evidence for each row", async () => {
  await asSystem(database.em, async (tx) => {
    // As who owns the tables.
    for (const statement of [sql`set local role none`, sql`analyze evidence, relationship`])
      await statement.execute(tx.getKysely());
  });
  const later = others.map((id) => link(hub, id, { observedOn: "2026-03-01" }));
  const looks = (await recordStatements(database, () => write(later))).filter(looksForEvidence);
  expect(looks.length).toBeGreaterThan(0);
  for (const plan of await explain(looks)) expect(plan).not.toMatch(/Seq Scan on evidence\b/);
});
