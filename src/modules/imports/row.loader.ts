import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import { decodeCursorOf, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import { asViewer } from "../../shared/session.ts";
import type {
  ImportErrorEdgeType,
  ImportErrorType,
  ImportPendingRowEdgeType,
  ImportPendingRowType,
} from "./row.type.ts";

interface PageRequest {
  parent: string;
  first: number;
  after: string | null;
}

/** A row of a page: whose it is and where in its list it stands; the rest is its node. */
interface Placed {
  parent: string;
  place: string[];
}

/** A page of a job's refused rows, by file and line; one statement for all jobs. */
export const loadErrors = pagesOf<ImportErrorType, ImportErrorEdgeType>(
  "importErrors",
  2,
  (key, limit) => sql`
  select e.file_number::int as file, e.line::float8 as line, e.field, e.code, e.message, e.fields,
    array[e.file_number, e.line] as place
  from import_error e where e.job_id = p.id ${key ? sql`and (e.file_number, e.line) > (${key[0]}::bigint, ${key[1]}::bigint)` : sql``}
  order by e.file_number, e.line limit ${limit}`,
);

/** A page of a job's rows that wait, by line; one statement for all jobs. */
export const loadPending = pagesOf<ImportPendingRowType, ImportPendingRowEdgeType>(
  "importPending",
  1,
  (key, limit) => sql`
  select w.line::float8 as line, array(select c.value from json_each_text(w.cells) with ordinality c order by c.ordinality) as fields,
    (select json_agg(json_build_object('source', d.source, 'number', d.number) order by d.place)
      from import_pending_end d where d.pending_id = w.id) as missing, array[w.line] as place
  from import_pending w where w.job_id = p.id ${key ? sql`and w.line > ${key[0]}::bigint` : sql``}
  order by w.line limit ${limit}`,
);

function pagesOf<Node extends { line: number }, Edge extends { cursor: string; node: Node }>(
  question: string,
  keyLength: number,
  page: (key: (string | number)[] | null, limit: number) => RawBuilder<unknown>,
) {
  const questionOf = (job: string) => `${question}:${job}`;
  const shape = Array.from({ length: keyLength }, () => "id" as const);
  return requestLoader<PageRequest, Page<Edge>>((context, keys) =>
    byArguments(keys, async (all, { first, after }) => {
      const { key, open, refused } = decodeCursorOf(all, questionOf, shape, after);
      if (open.length === 0) return refused;
      const { rows } = await asViewer(context.em, context.viewer, (tx) =>
        sql<
          Placed & Node
        >`select p.id as parent, page.*, page.place::text[] as place from unnest(${open}::bigint[]) p(id)
          cross join lateral (${page(key, first + 1)}) page order by p.id, page.place`.execute(tx.getKysely()),
      );
      const edges = new Map<string, Edge[]>(open.map((job) => [job, []]));
      for (const { parent, place, ...node } of rows)
        edges.get(parent)!.push({
          cursor: encodeCursor(questionOf(parent), place),
          node: forViewer(context, node as unknown as Node),
        } as Edge);
      return new Map<string, Page<Edge> | Error>([
        ...refused,
        ...open.map((job): [string, Page<Edge>] => [job, toPage(edges.get(job)!, first, after)]),
      ]);
    }),
  );
}

/** An auditor reads which rows and why, not what stood in them: names of persons may. */
const forViewer = <Node extends object>({ viewer }: Context, node: Node): Node =>
  viewer.role === "AUDITOR" ? { ...node, fields: null, missing: null } : node;
