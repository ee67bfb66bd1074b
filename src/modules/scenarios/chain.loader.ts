import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { asViewer } from "../../shared/session.ts";
import { opaqueKey, organizationsOf, stepKey } from "./chain.sql.ts";
import type { AcquisitionChainType, AcquisitionStepType, ChainStepKind } from "./chain.type.ts";
import { type ChainLink, walkChain } from "./chain.walk.ts";
import { platformAsked } from "./coverage.question.ts";

type Counts = Pick<AcquisitionStepType, "organizationCount" | "furtherCount" | "accountCount">;
type CountRow = Counts & { key: string; role: string | null };

/** The steps by which a platform brought clients, in a fixed number of statements beside one a level of recommendations. */
export async function loadChain(
  context: Context,
  platformId: string,
  asOf: string | null | undefined,
): Promise<AcquisitionChainType> {
  const time = dayAsked(context, asOf);
  const platform = await platformAsked(context, platformId);
  const { links, isTruncated } = await walkChain(context.em, platform, time);
  const { rows } = await sql<CountRow>`select o.key, o.role, count(*)::int as "organizationCount",
      (count(*) filter (where o.is_further))::int as "furtherCount", (count(*) filter (where o.is_won))::int as "accountCount"
    from ${organizationsOf(platform, links, time)} group by o.key, o.rank, o.role order by o.rank, o.key`.execute(
    context.em.getKysely(),
  );
  const notes = await readNotes(context, links);
  const counts = new Map(rows.map((row) => [row.key, row]));
  const none = { organizationCount: 0, furtherCount: 0, accountCount: 0 };
  const own = links.map((link): AcquisitionStepType => {
    const { organizationCount, furtherCount, accountCount } = counts.get(stepKey(link)) ?? none;
    const note = notes.get(link.relationshipId) ?? null;
    const ends = { entityKey: link.id, targetKey: link.targetId, since: link.since, level: link.level, note };
    return {
      key: opaqueKey(stepKey(link)),
      kind: link.kind,
      role: null,
      ...ends,
      organizationCount,
      furtherCount,
      accountCount,
    };
  });
  const behind = rows
    .filter(({ key }) => /^(PARTICIPANTS|MEMBERS):/.test(key))
    .map((row): AcquisitionStepType => {
      const [kind, id] = row.key.split(":") as [ChainStepKind, string];
      const hub = links.find((link) => kind === "MEMBERS" && link.id === id);
      const ends = {
        entityKey: hub?.id ?? platform,
        targetKey: null,
        since: hub?.since ?? null,
        level: null,
        note: null,
      };
      return { ...row, key: opaqueKey(row.key), kind, ...ends };
    });
  const steps = [...own, ...behind];
  const accountCount = steps.reduce((sum, step) => sum + step.accountCount, 0);
  return { asOf: time.asOf, steps, accountCount, isTruncated };
}

/** The latest note of each relationship that the viewer may read. */
async function readNotes({ em, viewer }: Context, links: readonly ChainLink[]): Promise<Map<string, string>> {
  const ids = links.filter(({ kind }) => kind === "RECOMMENDER").map((link) => link.relationshipId);
  if (ids.length === 0) return new Map();
  return asViewer(em, viewer, async (tx) => {
    const { rows } = await sql<{ id: string; note: string }>`
      select distinct on (e.relationship_id) e.relationship_id as id, n.note
      from evidence e join recommendation_note n on n.evidence_id = e.id
      where e.relationship_id = any(${ids}::bigint[]) and e.withdrawn_at is null
      order by e.relationship_id, n.recorded_at desc, n.evidence_id desc, n.recorded_by`.execute(tx.getKysely());
    return new Map(rows.map((row) => [row.id, row.note]));
  });
}
