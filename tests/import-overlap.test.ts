import { expect, test } from "vitest";
import { type Database, openPostgres } from "../src/database.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { onPostgres, onServer, openTestDatabase, urlOf } from "./support/database.ts";
import { dumpOf } from "./support/job-world.ts";
import { type JobFile, jobOf, queueFile } from "./support/jobs.ts";
import { danglingReferences } from "./support/references.ts";

const firms = 600;
const day = "2026-06-01";
const server = process.env.TEST_DATABASE_URL!;

/** The rows of a list from one share of it to another: what two lists have in common they say in the same words. */
function listsOf(from: number, to: number): JobFile[] {
  const cut = (rows: string[]) => rows.slice(Math.floor(rows.length * from), Math.floor(rows.length * to));
  const organizations = Array.from({ length: firms }, (_, at) => `N${at},公司${at % 200}厂,350${1 + (at % 9)}00`);
  const supplies = Array.from({ length: firms * 5 }, (_, at) => {
    const year = 2018 + (at % 7);
    const since = at % 3 ? `${year}-01-01` : "";
    const until = at % 4 ? "" : `${year + 1}-02-01`;
    // One relationship in four comes up again with other days: lists say together what its periods are.
    const pair = at % 4 ? at : (at * 7) % (firms * 2);
    return `N${pair % firms},N${(pair * 13 + 5) % firms},${since},${until},${year}-12-2${at % 9},INVOICE,R${at},${at}.50`;
  });
  const files = [
    ["ORGANIZATION", "number,name,region", organizations],
    ["SUPPLY", "supplier_number,buyer_number,since,until,observed_on,evidence_kind,reference,amount", supplies],
  ] as const;
  return files.map(([kind, header, rows]) => ({ kind, content: `${[header, ...cut(rows)].join("\n")}\n` }));
}

const lists = [...listsOf(0, 0.7), ...listsOf(0.3, 1)];

/** What stands, whichever job brought it. */
async function standing(database: Database) {
  const { entities, relationships, evidence, pending } = await dumpOf(database);
  const without = (rows: unknown[], at: number) =>
    rows.map((row) => JSON.stringify((JSON.parse(row as string) as unknown[]).toSpliced(at, 1))).sort();
  return { entities: without(entities!, 6), relationships, evidence: without(evidence!, 11), pending };
}

test.runIf(onPostgres)(
  "lists that overlap come to the same whether two servers load them at once or one after the other",
  { timeout: 120_000 },
  async () => {
    const calm = await openTestDatabase();
    for (const list of lists) {
      await queueFile(calm, list);
      await runWaitingJobs(calm, { day: () => day, sliceRows: 300 });
    }
    const expected = await standing(calm);
    await calm.close();
    expect(expected.entities).toHaveLength(firms);
    expect(expected.pending).toEqual([]);

    const name = `pg_test_overlap_${process.pid}`;
    await onServer(server, `create database ${name} template ${process.env.TEST_TEMPLATE}`);
    const databases = await Promise.all([1, 2].map(() => openPostgres(urlOf(server, name), { migrate: false })));
    try {
      const [first] = databases as [Database, Database];
      const ids: string[] = [];
      for (const list of lists) ids.push(await queueFile(first, list));
      const errors: unknown[] = [];
      const taken = await Promise.all(
        databases.map((one) =>
          runWaitingJobs(one, { day: () => day, sliceRows: 300, onError: (error) => errors.push(error) }),
        ),
      );
      expect(errors).toEqual([]);
      expect(Math.min(...taken)).toBeGreaterThan(0);
      expect(await standing(first)).toEqual(expected);
      expect(await danglingReferences(first.em)).toEqual([]);
      const jobs = await Promise.all(ids.map((id) => jobOf(first, id)));
      for (const [index, { state, counts }] of jobs.entries()) {
        const rows = (lists[index]!.content as string).trim().split("\n").length - 1;
        expect([state, counts.read, counts.rejected, counts.pending]).toEqual(["DONE", rows, 0, 0]);
        expect(counts.created + counts.updated + counts.unchanged).toBe(rows);
      }
      const created = (kind: string) =>
        jobs.filter((job) => job.kind === kind).reduce((sum, { counts }) => sum + counts.created, 0);
      // Each firm and each sighting is made once, and whoever was told so is right.
      expect([created("ORGANIZATION"), created("SUPPLY")]).toEqual([firms, firms * 5]);
    } finally {
      await Promise.all(databases.map((one) => one.close()));
      await onServer(server, `drop database if exists ${name} with (force)`);
    }
  },
);
