import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ImportKindType } from "./kind.type.ts";
import { rowKinds } from "./kinds/kinds.ts";
import { mappingPrefix } from "./mapping.job.ts";
import { filesOf, loadMapping } from "./mapping.ts";

/** Where the mappings of the real sets are. */
export const mappingFolder = join(import.meta.dirname, "../../../seeds/mappings");

/** Every kind of list that an import can be of: those whose rows have a format of ours, then the mappings. */
export const importKinds = (): ImportKindType[] => [
  ...rowKinds.map(({ name, about, columns }) => ({ name, about, columns: [...columns], files: [] })),
  ...mappingNames().map((name) => {
    const mapping = loadMapping(join(mappingFolder, `${name}.json`));
    return { name: `${mappingPrefix}${name}`, about: mapping.about.join(" "), columns: [], files: filesOf(mapping) };
  }),
];

const mappingNames = (): string[] =>
  readdirSync(mappingFolder)
    .flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []))
    .sort();

/** The source that a mapping has, by the name of its kind; null for the other kinds. */
export const sourceOfKind = (kind: string): string | null =>
  kind.startsWith(mappingPrefix)
    ? loadMapping(join(mappingFolder, `${kind.slice(mappingPrefix.length)}.json`)).source
    : null;
