import { join } from "node:path";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { readConfig } from "../config.ts";
import { rememberErasureKey } from "../erasure-key.ts";
import { sealAll } from "../modules/access/audit.sealer.ts";
import { CsvError } from "../modules/imports/csv.error.ts";
import { mappingOf, pathsOf, totalBytes } from "../modules/imports/import.files.ts";
import { report } from "../modules/imports/import.report.ts";
import { type ImportProgress, importFiles } from "../modules/imports/import.service.ts";
import { writeRejected } from "../modules/imports/rejected.file.ts";
import { openDatabase } from "../open.ts";
import { CliError, runCli } from "../shared/cli.ts";
import { today } from "../shared/day.ts";

const mappings = join(import.meta.dirname, "../../seeds/mappings");

/** `npm run import -- <kind> <file…>` loads a data set of CSV files into the graph, by the mapping of its kind. */
await runCli(async () => {
  const command = new Command("import")
    .description("Load a data set into the graph. Safe to run twice. On the embedded database stop the server first.")
    .argument("<kind>", "name of a mapping under seeds/mappings")
    .argument("<file...>", "the set's directory, or its files; name=path for a file of another name")
    .parse();
  const [kind, args] = command.processedArgs as [string, string[]];
  const mapping = mappingOf(mappings, kind);
  const paths = pathsOf(mapping, args);
  const config = readConfig();
  rememberErasureKey(config);
  const database = await openDatabase(config);
  const { progress, stop } = bars(totalBytes(mapping, paths));
  try {
    const summary = await importFiles(database.em, mapping, paths, today(), progress);
    const rejectedFiles: string[] = [];
    for (const [file, path] of Object.entries(paths)) {
      const written = await writeRejected(
        path,
        summary.rejections.filter((one) => one.file === file && one.line !== null),
      );
      if (written) rejectedFiles.push(written);
    }
    await sealAll(database.em);
    stop();
    process.stdout.write(`${kind}\n${report(summary, rejectedFiles)}\n`);
  } catch (error) {
    throw error instanceof CsvError
      ? new CliError(`${error.message} (${error.code}) 未导入 Nothing was imported.`)
      : error;
  } finally {
    stop();
    await database.close();
  }
});

/** Two bars on stderr, one after the other; cli-progress draws none where stderr is no terminal. */
function bars(bytes: number): { progress: ImportProgress; stop: () => void } {
  const made = (label: string) =>
    new SingleBar({
      format: `${label} {bar} {percentage}% {value}/{total} {eta_formatted}`,
      hideCursor: true,
      clearOnComplete: true,
    });
  let bar = made("读取 reading");
  bar.start(bytes, 0);
  return {
    progress: {
      onBytes: (count) => bar.increment(count),
      onPlanned: (total) => {
        bar.stop();
        bar = made("写入 writing");
        bar.start(total, 0);
      },
      onWritten: (count) => bar.increment(count),
    },
    stop: () => bar.stop(),
  };
}
