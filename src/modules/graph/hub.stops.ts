import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { keyList } from "./edge.sql.ts";
import { hasOpening, walkedEdges } from "./fan-out.sql.ts";
import type { HubRequest } from "./hub.traversal.ts";
import { defaultStopOf, type WalkStopReason } from "./stop.sql.ts";
import type { FoundStop } from "./walk.traversal.ts";

/** The default stops beside the given entities that lead on to others: no way of two steps goes there. By id; none where ways have one step. */
export async function findHubStops(em: Em, request: HubRequest): Promise<FoundStop[]> {
  if (request.maxHops === 1 || request.defaultStops === "IGNORE") return [];
  const filter = { ...request, reached: null };
  const given = keyList(request.of);
  const { rows } = await sql<{ id: string; reason: WalkStopReason }>`
    with frontier as materialized (select id from ${given} k(id)), ${walkedEdges(filter, request)}
    select e.id, ${defaultStopOf(request, request)} as reason from (select distinct neighbour as id from walked) n join entity e on e.id = n.id
    where ${defaultStopOf(request, request)} is not null and not exists (select from ${given} g(id) where g.id = e.id)
      and ${hasOpening(sql.ref("e.id"), filter, (other) => sql`not exists (select from ${given} g(id) where g.id = ${other})`)}
    order by e.id`.execute(em.getKysely());
  return rows.map(({ id, reason }) => ({ key: id, hop: 1, reason }));
}
