import { setTimeout as pause } from "node:timers/promises";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { readConfig } from "../config.ts";
import type { Database } from "../database.ts";
import { rememberErasureKey } from "../erasure-key.ts";
import { isOutage } from "../execution/outage.ts";
import { sealAll } from "../modules/access/audit.sealer.ts";
import { uploadList } from "../modules/imports/file.upload.ts";
import { type ImportOptions, type ListOnDisk, listOnDisk } from "../modules/imports/import.files.ts";
import { report, shownRefusals } from "../modules/imports/import.report.ts";
import { findJob, type Job } from "../modules/imports/job.record.ts";
import { startWorker } from "../modules/imports/job.worker.ts";
import { writeResults } from "../modules/imports/rejected.file.ts";
import { type ResultRow, resultPages } from "../modules/imports/result.loader.ts";
import { openDatabase } from "../open.ts";
import { CliError, runCli } from "../shared/cli.ts";
import { asSystem } from "../shared/session.ts";

const actor = { kind: "system", subject: "import" } as const;

/** `npm run import -- <kind> <file…>` loads a list into the graph by a job, here or by a server that took it first. */
await runCli(async () => {
  const command = new Command("import")
    .description(
      "Load a list into the graph. Safe to run twice, and goes on where it was killed. On the embedded database stop the server first.",
    )
    .argument("<kind>", "a kind of list (docs/import.md), or a mapping under seeds/mappings")
    .argument(
      "<file...>",
      "the file; of a mapping the set's directory, or its files, name=path for one of another name",
    )
    .option("--source <name>", "whose list it is; a mapping has its own")
    .option("--names-identify", "take a name for the source's own number where a row has neither code nor number")
    .parse();
  const [kind, args] = command.processedArgs as [string, string[]];
  const list = listOnDisk(kind, args, command.opts<ImportOptions>());
  const config = readConfig();
  rememberErasureKey(config);
  const database = await openDatabase(config);
  try {
    const job = await runImport(database, list);
    const shown: ResultRow[] = [];
    const files = await writeResults(
      list,
      seen(
        resultPages((work) => asSystem(database.em, work), job.id),
        shown,
      ),
    );
    await sealAll(database.em);
    process.stdout.write(`${kind}\n${report(job.counts, shown, files)}\n`);
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new CliError(
      `数据库没有应答，再次运行同一命令即可从中断处继续 The database did not answer; the same command again goes on where it was: ${(error as Error).message}`,
    );
  } finally {
    await database.close();
  }
});

/** Puts the list into the database and works on jobs until this one has ended. Throws CliError when it did not come to its end. */
async function runImport(database: Database, list: ListOnDisk): Promise<Job> {
  const bar = new SingleBar({ format: "{label} {bar} {percentage}% {rows}", hideCursor: true, clearOnComplete: true });
  bar.start(1, 0, { label: "上传 uploading", rows: "" });
  const upload = await uploadList(database.em, actor, list, () => {}).finally(() => bar.stop());
  let failure: unknown;
  const worker = startWorker(database, {
    pollMs: 300,
    onError: (error) => {
      failure = error;
    },
  });
  const stop = () => void worker.stop().then(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  bar.start(1, 0, { label: "写入 writing", rows: "" });
  try {
    for (;;) {
      const job = (await asSystem(database.em, (tx) => findJob(tx, upload)))!;
      bar.setTotal(job.byteSize);
      bar.update(job.readBytes, { rows: job.counts.read.toLocaleString("en-US") });
      if (job.state === "DONE") return job;
      if (job.state !== "QUEUED" && job.state !== "RUNNING") throw ended(job, list);
      if (failure) throw failure;
      await pause(200);
    }
  } finally {
    bar.stop();
    await worker.stop();
  }
}

function ended({ state, failureCode, failure, counts }: Job, { files }: ListOnDisk): CliError {
  const nothing = counts.created + counts.updated === 0 ? " 未导入 Nothing was imported." : "";
  const [file] = files.length === 1 ? files : [];
  const where = file && !failure?.startsWith(`${file.name}: `) ? `${file.name}: ` : "";
  return new CliError(`${where}${failure ?? state} (${failureCode ?? "IMPORT_STATE"})${nothing}`);
}

/** The pages as they come, the first refusals of them kept. */
async function* seen(pages: AsyncIterable<ResultRow[]>, shown: ResultRow[]): AsyncGenerator<ResultRow[]> {
  for await (const rows of pages) {
    if (shown.length < shownRefusals)
      shown.push(...rows.filter(({ outcome }) => outcome === "REJECTED").slice(0, shownRefusals));
    yield rows;
  }
}
