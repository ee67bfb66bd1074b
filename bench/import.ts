import "reflect-metadata";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { sql } from "kysely";
import { type Database, openPostgres } from "../src/database.ts";
import { findJob } from "../src/modules/imports/job.record.ts";
import { createJob, queueJob } from "../src/modules/imports/job.service.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { asSystem } from "../src/shared/session.ts";
import { on } from "./database.ts";
import { copyBare } from "./import.bare.ts";
import { drawFiles } from "./import.draw.ts";

/**
 * `npm run bench:import`: two lists through jobs, beside a plain COPY of the same files and the building of the same kinds of indexes, in one
 * run on one server. Uploading the chunks is not counted, reading them is.
 */
const options = new Command("bench:import")
  .option("--organizations <n>", "rows of the first list", "1000000")
  .option("--relationships <n>", "rows of the second list", "5000000")
  .option("--slice <n>", "rows of a slice")
  .parse()
  .opts<{ organizations: string; relationships: string; slice?: string }>();
const server =
  process.env.BENCH_DATABASE_URL ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const actor = { kind: "system", subject: "bench" } as const;
const sizes = { organizations: Number(options.organizations), relationships: Number(options.relationships) };
const directory = mkdtempSync(join(tmpdir(), "partner-graph-bench-"));
const paths = { organizations: join(directory, "organizations.csv"), supplies: join(directory, "supplies.csv") };
const names = [`bench_import_bare_${process.pid}`, `bench_import_${process.pid}`] as const;
function urlOf(address: string, name: string): string {
  const url = new URL(address);
  url.pathname = `/${name}`;
  return url.href;
}
const mebibytes = () => Math.round(process.resourceUsage().maxRSS / 1024);

try {
  await drawFiles(paths, sizes);
  for (const name of names) await on(server, (client) => client.query(`create database ${name}`));
  const bare = await copyBare(urlOf(server, names[0]), paths);
  const database = await openPostgres(urlOf(server, names[1]));
  const seconds: number[] = [];
  try {
    for (const [kind, path] of [
      ["ORGANIZATION", paths.organizations],
      ["SUPPLY", paths.supplies],
    ] as const) {
      const id = await upload(database, kind, path);
      const began = performance.now();
      await runWaitingJobs(database, {
        sliceRows: options.slice ? Number(options.slice) : undefined,
        onError: console.error,
      });
      seconds.push((performance.now() - began) / 1000);
      const job = await asSystem(database.em, (tx) => findJob(tx, id));
      console.log(kind, job!.state, job!.counts, `${seconds.at(-1)!.toFixed(1)} s`);
    }
  } finally {
    await database.close();
  }
  const ours = seconds[0]! + seconds[1]!;
  const theirs = (bare.copy + bare.indexes) / 1000;
  console.log(`bare: copy ${(bare.copy / 1000).toFixed(1)} s, indexes ${(bare.indexes / 1000).toFixed(1)} s`);
  console.log(
    `ours: ${ours.toFixed(1)} s; rate ${((100 * theirs) / ours).toFixed(1)} % of bare; peak memory ${mebibytes()} MiB`,
  );
} finally {
  for (const name of names) await on(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  rmSync(directory, { recursive: true, force: true });
}

async function upload({ em }: Database, kind: string, path: string): Promise<string> {
  const files = [{ name: "list.csv", chunkCount: null }];
  const job = { kind, format: "CSV", source: "bench", namesIdentify: false, files } as const;
  const id = await asSystem(em, (tx) => createJob(tx, actor, job));
  const file = await open(path);
  try {
    for (let number = 1; ; number += 1) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(4 << 20), 0, 4 << 20, null);
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, bytesRead);
      const hash = createHash("sha256").update(bytes).digest();
      await asSystem(em, (tx) =>
        sql`insert into import_chunk (job_id, file_number, number, bytes, sha256)
          values (${id}::bigint, 1, ${number}::bigint, ${bytes}, ${hash})`.execute(tx.getKysely()),
      );
    }
  } finally {
    await file.close();
  }
  const refusal = await asSystem(em, (tx) => queueJob(tx, actor, id));
  if (refusal) throw new Error(refusal);
  return id;
}
