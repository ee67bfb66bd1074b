import { CsvError } from "./csv.error.ts";
import { readCsv } from "./csv.reader.ts";
import type { EntityRow, ImportRow, RejectedRow, RelationshipRow } from "./import-row.ts";
import type { FileRejection, FileRow } from "./job.record.ts";
import { ListedRelationships } from "./listed-relationships.ts";
import { mapEntity } from "./mapped-entity.ts";
import { mapRelationship } from "./mapped-relationship.ts";
import { filesOf, type Mapping } from "./mapping.ts";
import { compile, type Lookups, RowError } from "./template.ts";

/** Path of each file that the mapping names. */
export type FilePaths = Record<string, string>;

/** Told while reading: bytes of any file, and lines of those files that make rows (lookups are not counted). */
export interface ReadingProgress {
  onBytes?: (count: number) => void;
  onLine?: () => void;
}

/**
 * The rows that a data set means, in an order in which ends come before what joins them. A line gives all of its rows or is
 * rejected as a whole. What was said before is not said again (the line counts as repeated); an entity described differently
 * by a later line comes again, and the later description counts. Nothing here asks whether the ends of a relationship exist.
 * Relationships of dated lists come when their file is read. Throws for missing files, CsvError for missing columns.
 */
export async function* readMapped(
  mapping: Mapping,
  paths: FilePaths,
  progress: ReadingProgress = {},
): AsyncGenerator<ImportRow> {
  const absent = filesOf(mapping).filter((file) => paths[file] === undefined);
  if (absent.length > 0) throw new Error(`The mapping also reads ${absent.join(", ")}.`);
  const lookups: Lookups = new Map();
  for (const [name, lookup] of Object.entries(mapping.lookups)) {
    if ("values" in lookup) lookups.set(name, new Map(Object.entries(lookup.values)));
    else lookups.set(name, yield* readLookup(lookup, paths[lookup.file]!, lookups, progress));
  }
  yield* statedRows(mapping);
  const said = new Map<string, string>();
  for (const part of mapping.files) yield* readPart(mapping.source, part, paths[part.file]!, lookups, said, progress);
}

function* statedRows({ source, entities, accounts }: Mapping): Generator<ImportRow> {
  const origin = { file: "mapping", line: null };
  for (const entity of entities) yield { ...mapEntity(source, entity, new Map()).make({}), ...origin };
  for (const { holder, ...account } of accounts) {
    yield { row: "account", ...account, holder: { source, number: holder }, ...origin };
  }
}

async function* readLookup(
  lookup: { file: string; key: string; value: string },
  path: string,
  lookups: Lookups,
  { onBytes }: ReadingProgress,
): AsyncGenerator<RejectedRow, Map<string, string>> {
  const [key, value] = [compile(lookup.key, lookups), compile(lookup.value, lookups)];
  const found = new Map<string, string | null>();
  for await (const line of linesOf(lookup.file, path, [...key.columns, ...value.columns], onBytes)) {
    if (line.rejected) {
      yield rejection(lookup.file, line);
      continue;
    }
    try {
      const [name, result] = [key.of(line.cells), value.of(line.cells)];
      if (name === null || result === null) continue;
      found.set(name, (found.get(name) ?? result) === result && found.get(name) !== null ? result : null);
    } catch (error) {
      yield rejection(lookup.file, refused(line, error));
    }
  }
  return new Map([...found].filter((entry): entry is [string, string] => entry[1] !== null));
}

async function* readPart(
  source: string,
  part: Mapping["files"][number],
  path: string,
  lookups: Lookups,
  said: Map<string, string>,
  { onBytes, onLine }: ReadingProgress,
): AsyncGenerator<ImportRow> {
  const { file } = part;
  const entities = part.entities.map((entity) => mapEntity(source, entity, lookups));
  const relationships = part.relationships.map((relationship) => mapRelationship(source, relationship, lookups));
  const lists = part.relationships.map(() => new ListedRelationships());
  const columns = new Set([...entities, ...relationships].flatMap((mapped) => mapped.columns));
  const isNews = (row: Omit<EntityRow, "file" | "line"> | Omit<RelationshipRow, "file" | "line">): boolean => {
    const key =
      row.row === "entity"
        ? row.number
        : JSON.stringify([row.kind, row.from.number, row.to.number, row.role, row.since]);
    const content = JSON.stringify(row);
    const isNew = said.get(`${row.row} ${key}`) !== content;
    if (isNew) said.set(`${row.row} ${key}`, content);
    return isNew;
  };
  for await (const line of linesOf(file, path, [...columns], onBytes)) {
    onLine?.();
    if (line.rejected) {
      yield rejection(file, line);
      continue;
    }
    try {
      const made = relationships.map(({ make }) => make(line.cells));
      const single = made.flatMap(({ listedOn, rows }) => (listedOn === null ? rows : []));
      const fresh = [...entities.map(({ make }) => make(line.cells)), ...single].filter(isNews);
      const listed = made.map((said, index) => said.listedOn !== null && lists[index]!.add(line.line, said));
      for (const row of fresh) yield { ...row, file, line: line.line };
      if (fresh.length === 0 && !listed.includes(true)) yield { row: "repeated", file, line: line.line };
    } catch (error) {
      yield rejection(file, refused(line, error));
    }
  }
  for (const gathered of lists) yield* gathered.rows(file);
}

/** The lines of one file of the set; what is wrong with the file as a whole names it. */
async function* linesOf(
  file: string,
  path: string,
  columns: readonly string[],
  onBytes?: (count: number) => void,
): AsyncGenerator<FileRow | FileRejection> {
  try {
    yield* readCsv(path, columns, onBytes);
  } catch (error) {
    throw error instanceof CsvError ? new CsvError(error.code, `${file}: ${error.message}`) : error;
  }
}

type Rejected = Omit<FileRejection, "next">;

function refused({ line, fields }: { line: number; fields: string[] }, error: unknown): Rejected {
  if (!(error instanceof RowError)) throw error;
  return { line, fields, rejected: { code: error.code, reason: error.message } };
}

const rejection = (file: string, { line, fields, rejected }: Rejected): RejectedRow => ({
  row: "rejected",
  file,
  line,
  ...rejected,
  fields,
});
