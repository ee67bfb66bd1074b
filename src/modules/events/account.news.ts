import { sql } from "kysely";
import { onNews } from "../../shared/announcements.ts";
import { rowSet } from "../../shared/bulk.ts";
import { recordEvents } from "../../shared/outbox.service.ts";

// An account is news of every participant that its holder is, on each of its platforms, for the bank alone.
onNews("accountsOpened", async (tx, { accounts }) => {
  if (accounts.length === 0) return;
  const opened = rowSet(accounts, {
    holder_id: ["bigint", (account) => account.holderId],
    opened_on: ["date", (account) => account.openedOn],
  });
  const { rows } = await sql<{ id: string; platformId: string; openedOn: string }>`
    select p.id, p.platform_id as "platformId", v.opened_on::text as "openedOn"
    from ${opened} join participant p on p.entity_id = v.holder_id order by v.place, p.platform_id, p.id`.execute(
    tx.getKysely(),
  );
  await recordEvents(
    tx,
    rows.map(({ id, platformId, openedOn }) => ({
      kind: "ACCOUNT_OPENED",
      platformId,
      participantId: id,
      data: { openedOn },
    })),
  );
});
