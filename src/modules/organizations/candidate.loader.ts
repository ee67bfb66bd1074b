import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { answersNode } from "../../shared/nodes.ts";
import { graphReaders } from "../../shared/policy.ts";
import type { MatchCandidateEdgeType, MatchCandidateType, MatchStatus } from "./candidate.type.ts";

type CandidateRow = Omit<MatchCandidateType, "id">;
const columns = sql`m.id as key, m.entity_id as "firstKey", m.candidate_id as "secondKey", m.reason, coalesce(m.decision, 'PENDING') as status,
  m.decided_by as "decidedBy", m.decided_at as "decidedAt", m.note, m.recorded_at as "recordedAt"`;
const toCandidate = (row: CandidateRow): MatchCandidateType => ({ ...row, id: encodeId("matchCandidate", row.key) });

/** A page of likely matches, oldest first; status: null for all. */
export async function findCandidates(
  { em }: Context,
  status: MatchStatus | null,
  first: number,
  after: string | null,
): Promise<Page<MatchCandidateEdgeType>> {
  const question = `candidates:${status}`;
  const cursor = decodeCursor(question, ["id"], after);
  const asked =
    status === null ? sql`true` : status === "PENDING" ? sql`m.decision is null` : sql`m.decision = ${status}`;
  const { rows } = await sql<CandidateRow>`select ${columns} from match_candidate m
    where ${asked} ${cursor ? sql`and m.id > ${cursor[0]}::bigint` : sql``} order by m.id limit ${first + 1}`.execute(
    em.getKysely(),
  );
  const edges = rows.map((row) => ({ cursor: encodeCursor(question, [row.key]), node: toCandidate(row) }));
  return toPage(edges, first, after);
}

/** Likely matches by key, in the order of their keys. */
export async function readCandidates(em: Em, keys: readonly string[]): Promise<MatchCandidateType[]> {
  const { rows } = await sql<CandidateRow>`select ${columns} from match_candidate m
    where m.id = any(${[...keys]}::bigint[]) order by m.id`.execute(em.getKysely());
  return rows.map(toCandidate);
}

answersNode("matchCandidate", async ({ em, viewer }, key) =>
  (graphReaders as readonly string[]).includes(viewer.role) ? ((await readCandidates(em, [key]))[0] ?? null) : null,
);
