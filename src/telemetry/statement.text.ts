/**
 * A statement as it may be shown: the ORM writes some values into its text, and these are left out. What a statement says beyond 2,000
 * characters repeats itself.
 */
export const statementText = (sql: string): string =>
  sql
    .slice(0, 2_000)
    .replace(/'(?:[^']|'')*'?/g, "?")
    .replace(/(?<![$\w"])\d+(?:\.\d+)?/g, "?");
