import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { on } from "./database.ts";

const run = promisify(execFile);

/** What an import of organizations and relationships fills, parents first. */
const tables = [
  "entity",
  "organization",
  "source_identity",
  "organization_match_key",
  "relationship",
  "evidence",
  "evidence_detail",
];

/**
 * The same rows by a plain COPY (psql's) into tables of the same shape in an empty database, and then everything that stands on them: keys,
 * indexes, checks of references. Answers the milliseconds of both parts. Writing the files is not counted.
 */
export async function copyShaped(from: string, into: string, directory: string) {
  const schema = async (section: "pre-data" | "post-data") => {
    const path = join(directory, `${section}.sql`);
    const child = execFile("pg_dump", [from, "--schema-only", `--section=${section}`]);
    child.stdout!.pipe(createWriteStream(path));
    await new Promise<void>((resolve, reject) =>
      child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`pg_dump ended with ${code}`)))),
    );
    return path;
  };
  const [before, after] = [await schema("pre-data"), await schema("post-data")];
  const psql = (url: string, ...rest: string[]) => run("psql", [url, "-q", "-v", "ON_ERROR_STOP=1", ...rest]);
  await psql(into, "-f", before);
  for (const table of tables) await psql(from, "-c", `\\copy ${table} to '${join(directory, table)}'`);
  await on(into, (client) => client.query("checkpoint"));
  const began = performance.now();
  for (const table of tables) await psql(into, "-c", `\\copy ${table} from '${join(directory, table)}'`);
  const copied = performance.now();
  await psql(into, "-f", after);
  return { copy: copied - began, indexes: performance.now() - copied };
}
