import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { CliError } from "../../shared/cli.ts";
import type { FilePaths } from "./mapped.reader.ts";
import { filesOf, loadMapping, type Mapping } from "./mapping.ts";

/** Loads the mapping of a kind, `<kind>.json` in the folder. Throws CliError that names the kinds there are. */
export function mappingOf(folder: string, kind: string): Mapping {
  const kinds = readdirSync(folder).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
  if (!kinds.includes(kind))
    throw new CliError(`There is no mapping ${kind}. Known kinds: ${kinds.sort().join(", ")}.`);
  return loadMapping(join(folder, `${kind}.json`));
}

/**
 * Finds the files of a mapping among the arguments: a directory that has them under their own names, `name=path`, a path that
 * ends in the name, or, where the mapping reads one file, any path. Throws CliError for what is missing, unknown or unreadable.
 */
export function pathsOf(mapping: Mapping, args: readonly string[]): FilePaths {
  const names = filesOf(mapping);
  const paths: FilePaths = {};
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
  return paths;
}

/** Size of all the files together, for a progress bar; a file that is read twice counts twice. */
export const totalBytes = (mapping: Mapping, paths: FilePaths): number => {
  const lookups = Object.values(mapping.lookups).flatMap((made) => ("file" in made ? [made.file] : []));
  const read = [...lookups, ...mapping.files.map(({ file }) => file)];
  return read.reduce((total, file) => total + statSync(paths[file]!).size, 0);
};

function foundIn(directory: string, names: readonly string[]): FilePaths {
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
