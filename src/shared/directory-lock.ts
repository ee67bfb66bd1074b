import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another process has the embedded database open; its message is one clear line for the terminal. */
export class DirectoryInUse extends Error {}

/**
 * Takes the directory for this process until the answer is closed or the process ends, however it ends. Two processes on
 * one PGlite directory silently lose rows; SQLite's exclusive lock is the operating system's own, so no heartbeat can lie.
 */
export function lockDirectory(directory: string): DatabaseSync {
  const lock = new DatabaseSync(join(directory, "lock"));
  try {
    lock.exec("pragma locking_mode = exclusive; begin exclusive");
    return lock;
  } catch {
    lock.close();
    throw new DirectoryInUse(
      `The embedded database in ${directory} is in use by another process. Stop it first (the server, an import or a migration), or set DATA_DIR.`,
    );
  }
}
