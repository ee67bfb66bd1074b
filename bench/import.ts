import "reflect-metadata";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { openPostgres } from "../src/database.ts";
import { uploadList } from "../src/modules/imports/file.upload.ts";
import { listOnDisk } from "../src/modules/imports/import.files.ts";
import { findJob } from "../src/modules/imports/job.record.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { asSystem } from "../src/shared/session.ts";
import { on, urlOf } from "./database.ts";
import { copyBare } from "./import.bare.ts";
import { drawFiles } from "./import.draw.ts";
import { watchMemory } from "./import.memory.ts";
import { copyShaped } from "./import.shape.ts";

/**
 * `npm run bench:import`: two lists through jobs, and then the rows that came of them by a plain COPY into tables of the same shape with the
 * building of the same indexes and keys, in one run on one server. Uploading the chunks is not counted, reading them is. For who wants to
 * compare with less: the two files by COPY into two tables of their columns, with six indexes.
 */
const options = new Command("bench:import")
  .option("--organizations <n>", "rows of the first list", "1000000")
  .option("--relationships <n>", "rows of the second list", "5000000")
  .option("--slice <n>", "rows of a slice")
  .option("--writers <n>", "connections that write a slice beside each other")
  .parse()
  .opts<{ organizations: string; relationships: string; slice?: string; writers?: string }>();
const server =
  process.env.BENCH_DATABASE_URL ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const actor = { kind: "system", subject: "bench" } as const;
const sizes = { organizations: Number(options.organizations), relationships: Number(options.relationships) };
const directory = mkdtempSync(join(tmpdir(), "partner-graph-bench-"));
const paths = { organizations: join(directory, "organizations.csv"), supplies: join(directory, "supplies.csv") };
const names = ["", "_shape", "_bare"].map((kind) => `bench_import${kind}_${process.pid}`);
const files = { organization: paths.organizations, supply: paths.supplies };

const [loaded, shaped, bare] = names.map((name) => urlOf(server, name)) as [string, string, string];

try {
  await drawFiles(paths, sizes);
  for (const name of names) await on(server, (client) => client.query(`create database ${name}`));
  const database = await openPostgres(loaded);
  const memory = watchMemory();
  let ours = 0;
  try {
    for (const [kind, path] of Object.entries(files)) {
      const id = await uploadList(database.em, actor, listOnDisk(kind, [path], { source: "bench" }), () => {});
      await on(loaded, (client) => client.query("checkpoint"));
      const began = performance.now();
      await runWaitingJobs(database, {
        sliceRows: options.slice ? Number(options.slice) : undefined,
        writers: options.writers ? Number(options.writers) : undefined,
        onError: console.error,
      });
      const seconds = (performance.now() - began) / 1000;
      ours += seconds;
      const job = (await asSystem(database.em, (tx) => findJob(tx, id)))!;
      const rate = Math.round(job.counts.read / seconds).toLocaleString("en-US");
      console.log(kind, job.state, JSON.stringify(job.counts), `${seconds.toFixed(1)} s, ${rate} rows/s`);
    }
  } finally {
    memory.stop();
    await database.close();
  }
  console.log(`ours: ${ours.toFixed(1)} s; peak memory ${memory.peak()} MiB, children included`);
  said("COPY into tables of the same shape", await copyShaped(loaded, shaped, directory), ours);
  said("COPY into two tables of the files' columns", await copyBare(bare, paths), ours);
} finally {
  for (const name of names) await on(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  rmSync(directory, { recursive: true, force: true });
}

function said(what: string, { copy, indexes }: { copy: number; indexes: number }, ours: number): void {
  const theirs = (copy + indexes) / 1000;
  const parts = `${(copy / 1000).toFixed(1)} s + indexes and keys ${(indexes / 1000).toFixed(1)} s`;
  console.log(`${what}: ${parts}; ours runs at ${((100 * theirs) / ours).toFixed(1)} % of that rate`);
}
