import { sql } from "kysely";
import { onNews } from "../../shared/announcements.ts";
import { rowSet } from "../../shared/bulk.ts";
import { recordEvents } from "../../shared/outbox.service.ts";

// A decision about an organization is news of every participant that it is, for the bank alone.
onNews("matchDecided", async (tx, { pairs, decision }) => {
  const asked = rowSet(pairs, { first: ["bigint", (pair) => pair[0]], second: ["bigint", (pair) => pair[1]] });
  const { rows } = await sql<{ id: string; platformId: string; entityId: string; otherId: string }>`
    select p.id, p.platform_id as "platformId", p.entity_id as "entityId",
      case when p.entity_id = v.first then v.second else v.first end as "otherId"
    from ${asked} join participant p on p.entity_id in (v.first, v.second) order by p.platform_id, p.id`.execute(
    tx.getKysely(),
  );
  await recordEvents(
    tx,
    rows.map(({ id, platformId, entityId, otherId }) => ({
      kind: "REVIEW_DECIDED",
      platformId,
      participantId: id,
      subject: `entity:${entityId}`,
      data: { decision, other: `entity:${otherId}` },
    })),
  );
});
