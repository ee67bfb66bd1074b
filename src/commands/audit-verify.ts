import { Command } from "commander";
import { readConfig } from "../config.ts";
import { verifyAudit } from "../modules/access/audit.verifier.ts";
import { openDatabase } from "../open.ts";
import { CliError, runCli } from "../shared/cli.ts";

/** `npm run audit:verify [-- --head <hash>]` walks along the audit log's chain; exit code 1 when it is broken. */
await runCli(async () => {
  const command = new Command("audit:verify")
    .description(
      "Check that no row of the audit log was changed, removed or moved. On the embedded database stop the server first.",
    )
    .option("--head <hash>", "a head that an earlier run printed: the chain must still have it")
    .parse();
  const { head } = command.opts<{ head?: string }>();
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) command.error("--head is 64 hexadecimal digits");
  const database = await openDatabase(readConfig());
  try {
    const verdict = await verifyAudit(database.em, head ?? null);
    if (verdict.problem) throw new CliError(`审计链断裂 BROKEN after ${verdict.rows} rows: ${verdict.problem}`);
    process.stdout.write(`审计链完好 The chain holds: ${verdict.rows} rows\nhead ${verdict.head}\n`);
  } finally {
    await database.close();
  }
});
