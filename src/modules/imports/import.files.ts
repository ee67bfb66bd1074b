import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { CliError } from "../../shared/cli.ts";
import type { JobFormat } from "./job.record.ts";
import { importKinds, sourceOfKind } from "./kind.catalog.ts";
import { mappingPrefix } from "./mapping.job.ts";

/** What the terminal says beside a kind and its files. */
export interface ImportOptions {
  source?: string;
  namesIdentify?: boolean;
}

/** A list on disk that is to be imported. */
export interface ListOnDisk {
  kind: string;
  format: JobFormat;
  source: string;
  namesIdentify: boolean;
  files: { name: string; path: string }[];
}

/** What the terminal calls a kind: `person-role`, and a mapping by its name alone. */
const commandName = (kind: string): string =>
  kind.startsWith(mappingPrefix) ? kind.slice(mappingPrefix.length) : kind.toLowerCase().replaceAll("_", "-");

/** The list that a command names. Throws CliError that says what is missing, unknown or unreadable. */
export function listOnDisk(name: string, args: readonly string[], options: ImportOptions): ListOnDisk {
  const kinds = importKinds();
  const kind = kinds.find((one) => commandName(one.name) === name);
  if (!kind)
    throw new CliError(
      `There is no kind ${name}. Known kinds: ${kinds.map((one) => commandName(one.name)).join(", ")}.`,
    );
  const own = sourceOfKind(kind.name);
  const { source = own, namesIdentify = false } = options;
  if (source === null) throw new CliError("Whose list is it? Say --source <name>, always the same for the same list.");
  if (own !== null && source !== own) throw new CliError(`The mapping ${name} has the source ${own}.`);
  const files = own === null ? [oneFile(args)] : filesOfSet(kind.files, args);
  const format = /^\.(ndjson|jsonl)$/i.test(extname(files[0]!.path)) ? "NDJSON" : "CSV";
  return { kind: kind.name, format, source, namesIdentify, files };
}

function oneFile(args: readonly string[]) {
  const [path, ...others] = args;
  if (others.length > 0) throw new CliError("A list of this kind is one file.");
  checkReadable(path!);
  return { name: basename(path!), path: path! };
}

/**
 * Finds the files of a mapping among the arguments: a directory that has them under their own names, `name=path`, a path that
 * ends in the name, or, where the mapping reads one file, any path.
 */
function filesOfSet(names: readonly string[], args: readonly string[]) {
  const paths: Record<string, string> = {};
  for (const arg of args) {
    const name = names.find((one) => arg.startsWith(`${one}=`));
    const path = name ? arg.slice(name.length + 1) : arg;
    if (!name && isDirectory(path)) Object.assign(paths, foundIn(path, names));
    else {
      const meant = name ?? names.find((one) => one === basename(path)) ?? (names.length === 1 ? names[0] : undefined);
      if (!meant) throw new CliError(`${path}: which of ${names.join(", ")} is it? Say name=path.`);
      checkReadable(path);
      paths[meant] = path;
    }
  }
  const absent = names.filter((name) => paths[name] === undefined);
  if (absent.length > 0) throw new CliError(`Not given or not in the directory: ${absent.join(", ")}.`);
  return names.map((name) => ({ name, path: paths[name]! }));
}

function foundIn(directory: string, names: readonly string[]): Record<string, string> {
  const there = new Set(readdirSync(directory));
  const found = names.filter((name) => there.has(name)).map((name) => [name, join(directory, name)] as const);
  return Object.fromEntries(found);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function checkReadable(path: string): void {
  try {
    if (isDirectory(path)) throw new Error("it is a directory");
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
