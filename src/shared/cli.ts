import { ConfigError } from "../config.ts";
import { DirectoryInUse } from "./directory-lock.ts";

/** Runs a command of the terminal: what its user can mend is said in one line, without a stack. */
export async function runCli(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof DirectoryInUse || error instanceof CliError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
    throw error;
  }
}

/** A problem that the user of a command can mend; its message is all that is shown. */
export class CliError extends Error {}
