import { CompiledQuery, sql } from "kysely";
import { expect, test } from "vitest";
import { writeLinks } from "../src/modules/imports/link.writer.ts";
import { readKeys } from "../src/modules/organizations/merge.relationship-rows.ts";
import { readDepartures } from "../src/shared/row-checks.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { recordStatements } from "./support/statements.ts";

/**
 * Whoever writes relationships looks for what stands of each. A hub's lie behind each other in the indexes of one end: five thousand rows of a hub
 * of a hundred thousand would read half a billion entries there, and a planner that knows nothing of the table takes them for as good.
 */
test("what stands between two is looked up by both, whichever of them is a hub", async () => {
  const database = await openTestDatabase();
  const { rows } = await asSystem(database.em, (tx) =>
    sql<{ id: string }>`insert into entity (type, name, category) select 'ORGANIZATION', 'F' || n, 'ENTERPRISE'
      from generate_series(1, 5000) n returning id`.execute(tx.getKysely()),
  );
  const [hub, ...others] = rows.map(({ id }) => id) as [string, ...string[]];
  const link = (sourceId: string, targetId: string) => ({
    ...{ sourceId, targetId, kind: "SUPPLIES", role: null, since: null, until: null, share: null },
    ...{ evidenceKind: "INVOICE", reference: null, amount: null, currency: null },
  });
  const looks = await recordStatements(database, async () => {
    for (const links of [others.map((id) => link(hub, id)), others.map((id) => link(id, hub))])
      for (const observedOn of ["2026-01-01", "2026-02-01"])
        await asSystem(database.em, async (tx) => {
          const context = { source: "list", importId: "1", day: "2026-11-30", departures: await readDepartures(tx) };
          const told = links.map((one) => ({ ...one, observedOn }));
          await writeLinks(tx, told, context);
          await readKeys(
            tx,
            told.map((one) => ({ ...one, confidence: 1, isDerived: true, recorded: [] })),
          );
        });
  });
  const plans = await asSystem(database.em, async (tx) => {
    const found: string[] = [];
    for (const { sql: text, parameters } of looks.filter((one) => /source_id = v\.source_id/.test(one.sql))) {
      const explained = await tx
        .getKysely()
        .executeQuery<{ "QUERY PLAN": string }>(CompiledQuery.raw(`explain ${text}`, parameters));
      const plan = explained.rows.map((row) => row["QUERY PLAN"]).join("\n");
      found.push([...new Set(plan.match(/relationship_(period|in|out)\b/g))].join());
    }
    return found;
  });
  // New ones of either kind of hub, the same seen again, and a merge's look after each.
  expect(plans.length).toBeGreaterThanOrEqual(10);
  expect(new Set(plans)).toEqual(new Set(["relationship_period"]));
  await database.close();
});
