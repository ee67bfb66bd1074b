import { encodeId } from "../src/shared/ids.ts";
import type { Statement } from "../tests/support/statements.ts";

/** What the bare server knows of one operation for one start. */
export interface Plan {
  statements: Statement[];
  /** The reply's data, kept only where the rows are not mapped. */
  data?: unknown;
}
/** By operation and the start's id. */
export type Plans = Record<string, Record<string, Plan>>;

// biome-ignore lint/suspicious/noExplicitAny: rows of several statements, as pg answers them
type Row = any;

const typenames: Record<string, string> = {
  ORGANIZATION: "Organization",
  PERSON: "Person",
  GROUP: "Group",
  SCENARIO_PLATFORM: "ScenarioPlatform",
};
const byId = (rows: Row[]) => new Map<string, Row>(rows.map((row) => [row.id, row]));
const grouped = (rows: Row[]) => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.parent, [...(groups.get(row.parent) ?? []), row]);
  return groups;
};
/** The server's tokens for masked persons are its own secret; this one is as long. */
export const masked = `masked-${"0".repeat(22)}`;
const idOf = (row: Row) => (row.is_masked ? masked : encodeId("entity", row.id));
const entity = (row: Row) => ({ id: idOf(row), name: row.is_masked ? "***" : row.name });

/** Rows to the GraphQL reply's data, in as few steps as it takes. */
export const replies: Record<string, (results: Row[][], plan: Plan) => unknown> = {
  SuppliersOfSuppliers: (results) => {
    const [[start] = [], first, firstEntities, second = [], secondEntities = []] = results;
    const [own, theirs, others] = [byId(firstEntities ?? []), grouped(second), byId(secondEntities)];
    // What was loaded for the first page is not loaded again for the second.
    const find = (id: string) => others.get(id) ?? own.get(id) ?? start;
    const edges = first!.map((edge) => {
      const supplier = own.get(edge.neighbour) ?? start;
      const { id, name } = entity(supplier);
      const relationship = {
        id: encodeId("relationship", edge.id),
        annualAmounts: edge.annual_amounts,
        since: edge.since,
        confidence: edge.confidence,
      };
      const inner = (theirs.get(edge.neighbour) ?? []).slice(0, 10).map((far) => ({
        node: { id: encodeId("relationship", far.id), annualAmounts: far.annual_amounts },
        entity: entity(find(far.neighbour)),
      }));
      return { node: relationship, entity: { id, name, isClient: supplier.is_client, suppliers: { edges: inner } } };
    });
    return { organization: { ...entity(start), suppliers: { edges: edges.slice(0, 20) } } };
  },

  Neighborhood: (results) => {
    const [start] = results[0]!;
    const relationships = results.at(-2)!;
    const entities = byId(results.at(-1)!);
    const hops = new Map([[start.id, 0]]);
    const clipped = new Set<string>();
    let isTruncated = false;
    let open: string[] = [];
    for (const [at, rows] of results.slice(1, -2).entries()) {
      const taken = rows.filter((row) => row.what === "TAKEN");
      open = taken.filter((row) => row.bar === null).map((row) => row.entity);
      for (const row of taken) {
        hops.set(row.entity, at + 1);
        // Two hops were asked: what is not walked through is clipped after one.
        if (row.bar !== null && at === 0) clipped.add(row.entity);
      }
      for (const row of rows) {
        if (row.what !== "CLIPPED") continue;
        clipped.add(row.from);
        isTruncated = true;
      }
    }
    // Where the budget was met after one hop, nobody followed the second.
    const walked = results.length - 3;
    if (walked < 2 && open.length > 0) {
      isTruncated = true;
      for (const key of open) clipped.add(key);
    }
    return {
      neighborhood: {
        nodes: [...hops].map(([key, hop]) => {
          const row = entities.get(key)!;
          const shown = { __typename: typenames[row.type], ...entity(row) };
          const more = row.type === "ORGANIZATION" ? { category: row.category, isClient: row.is_client } : {};
          return { entity: { ...shown, isMasked: row.is_masked, ...more }, hop, isClipped: clipped.has(key) };
        }),
        relationships: relationships.map((row) => ({
          id: encodeId("relationship", row.id),
          kind: row.kind,
          role: row.role,
          source: { id: idOf(entities.get(row.source_id)) },
          target: { id: idOf(entities.get(row.target_id)) },
          annualAmounts: row.annual_amounts,
          confidence: row.confidence,
        })),
        isTruncated,
      },
    };
  },

  // Weighing is the product's own work and no SQL: the bare side gets its outcome for nothing, which is to its advantage.
  AcquisitionBatches: (_results, { data }) => data,
};
