import { spawn } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../shared/cli.ts";

/** Writes the whole database into a file, as of one moment, while others go on using it; as a user who sees every row. */
export async function dumpDatabase(url: string, file: string): Promise<void> {
  const part = `${file}.part`;
  await writeFile(part, "", { mode: 0o600 });
  try {
    // Without --enable-row-security: a user from whom rows are hidden is refused, and does not write half a backup.
    await program("pg_dump", url, ["--format=custom", "--no-owner", `--file=${part}`]);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * Reads a file of dumpDatabase into an empty database: all or nothing. Two things are left to the caller, and come last. What new tables are
 * granted by default belongs to the user who made the dumped ones; set before, it would add to what the dump grants. And everything is owned
 * by the user who restores: what belonged to one of our roles has to be given back to it, for a function runs with its owner's rights. The
 * statements that do so are answered.
 */
export async function restoreDatabase(url: string, file: string): Promise<string[]> {
  const contents = await program("pg_restore", null, ["--list", file]);
  const wanted = contents.split("\n").filter((line) => !line.includes(" DEFAULT ACL "));
  await withFile("list", wanted.join("\n"), (list) =>
    program("pg_restore", url, [
      "--no-owner",
      "--no-comments",
      "--exit-on-error",
      "--single-transaction",
      `--use-list=${list}`,
      file,
    ]),
  );
  return ownedByRoles(contents);
}

/** From lines like `296; 1255 53826 FUNCTION public walk(bigint[], date) partner_graph_system` of a dump's contents. */
function ownedByRoles(contents: string): string[] {
  const owned = contents.matchAll(/^\d+; \d+ \d+ (?!ACL|COMMENT)([A-Z ]+) public (.+) (partner_graph_\w+)$/gm);
  return [...owned].flatMap(([, kind, name, role]) => [
    `grant create on schema public to ${role}`,
    `alter ${kind} public.${name} owner to ${role}`,
    `revoke create on schema public from ${role}`,
  ]);
}

/** Runs one of PostgreSQL's own programs and answers what it printed. The password goes by a file, for everybody sees a command line. */
async function program(name: string, url: string | null, args: string[]): Promise<string> {
  if (url === null) return run(name, args);
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = "";
  return withFile("password", `*:*:*:*:${password.replace(/[\\:]/g, "\\$&")}\n`, (passfile) => {
    address.searchParams.set("passfile", passfile);
    return run(name, [`--dbname=${address.href}`, "--no-password", ...args]);
  });
}

function run(name: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: ["ignore", "pipe", "pipe"] });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      said.out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      said.err += chunk;
    });
    child.once("error", () =>
      reject(
        new CliError(`${name} is not on this machine: install PostgreSQL's client programs, of the server's version.`),
      ),
    );
    child.once("close", (code) => (code === 0 ? resolve(said.out) : reject(new CliError(said.err.trim()))));
  });
}

async function withFile<T>(name: string, text: string, work: (file: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "partner-graph-"));
  try {
    const file = join(directory, name);
    await writeFile(file, text, { mode: 0o600 });
    return await work(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
