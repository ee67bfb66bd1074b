/** What a field costs beyond the one that every field costs: about what else could have been answered in the time. By "Type.field". */
export const weights: Readonly<Record<string, number>> = {
  "Query.acquisitionBatches": 1_000,
  "Query.prospects": 1_000,
  "Query.paths": 1_000,
  "Query.neighborhood": 500,
  "Query.__schema": 2_000,
  "Query.__type": 500,
};

/** A page: at least one statement of its own. */
export const pageWeight = 10;
/** A row of a bulk mutation. */
export const rowWeight = 10;

/** Lists whose length the caller chooses by another argument than first: the argument's path, and what it is unless given. */
export const listArguments: Readonly<Record<string, { argument: string; field?: string; unless: number }>> = {
  "Query.nodes": { argument: "ids", unless: 1 },
  "Query.neighborhood": { argument: "input", field: "maxNodes", unless: 500 },
};

/** The fields of an answer that are as long as was asked for one level above: edges of a page, nodes of a drawing, results of rows. */
export const pageLists: readonly string[] = ["edges", "nodes", "relationships", "paths", "results"];

/** How long a list is taken to be whose length nobody chose: amounts by currency, steps of a path, factors of a score. */
export const otherListLength = 3;

/** How many pages may stand within each other: batches, their prospects, the paths of each make three. */
export const pageNesting = 4;
