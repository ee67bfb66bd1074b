import { sql } from "kysely";
import type { Em } from "../database.ts";
import { chunks, rowSet } from "./bulk.ts";
import type { Day } from "./day.ts";
import { withoutRowChecks } from "./row-checks.ts";

/**
 * What can happen on a platform, and who may learn of it. A platform learns of its own participants and cases; whether one of them is a
 * client, or was found to be somebody whom the bank knows, is the bank's alone.
 */
export const eventAudiences = {
  PARTICIPANT_REGISTERED: "PLATFORM",
  PARTICIPANT_UPDATED: "PLATFORM",
  PARTICIPATION_ENDED: "PLATFORM",
  CASE_OPENED: "PLATFORM",
  CASE_UPDATED: "PLATFORM",
  CASE_COMPLETED: "PLATFORM",
  PROCEEDS_RECORDED: "PLATFORM",
  PARTICIPANT_MATCHED: "BANK",
  REVIEW_DECIDED: "BANK",
  ACCOUNT_OPENED: "BANK",
} as const satisfies Record<string, "PLATFORM" | "BANK">;
export type EventKind = keyof typeof eventAudiences;

/** What else an event tells, each under one name, so that it is answered typed. To a platform nothing is told but what it sent. */
export interface EventData {
  /** Of a participation: its role, its days, and why it ended. */
  role?: string | null;
  since?: Day | null;
  until?: Day | null;
  reason?: string | null;
  /** The day on which the sender saw it. */
  observedOn?: Day | null;
  /** Of a case. */
  number?: string | null;
  kind?: string | null;
  acceptedOn?: Day | null;
  completedOn?: Day | null;
  /** Of money: the sender's own number, the exact amount with its currency. */
  reference?: string | null;
  amount?: string | null;
  currency?: string | null;
  receivedOn?: Day | null;
  /** Of an account. */
  openedOn?: Day | null;
  /** Of a review: what was decided, and about which other organization (`entity:key`). */
  decision?: string | null;
  other?: string | null;
}

/** One thing that happened. */
export interface PlatformEvent {
  kind: EventKind;
  /** Entity id of the platform. */
  platformId: string;
  /** The participant it happened to: events of one keep their order. Null: it is of none. */
  participantId: string | null;
  /** `kind:key` of what it happened to besides, as in ids.ts (a participation, a case); null: nothing besides. */
  subject?: string | null;
  data?: EventData;
}

/** Writes events into the outbox, in the transaction that they speak of, in the order given. Whoever listens is told once it is committed. */
export async function recordEvents(tx: Em, events: readonly PlatformEvent[]): Promise<void> {
  for (const chunk of chunks(events)) {
    const rows = rowSet(chunk, {
      platform_id: ["bigint", (one) => one.platformId],
      kind: ["text", (one) => one.kind],
      audience: ["text", (one) => eventAudiences[one.kind]],
      participant_id: ["uuid", (one) => one.participantId],
      subject: ["text", (one) => one.subject ?? null],
      data: ["jsonb", (one) => JSON.stringify(one.data ?? {})],
    });
    const write = sql<{ count: string }>`with written as (
        insert into platform_event (platform_id, kind, audience, participant_id, subject, data)
        select v.platform_id, v.kind, v.audience, v.participant_id, v.subject, v.data from ${rows}
        left join lateral (select true as stands from scenario_platform s where s.entity_id = v.platform_id limit 1) s on true
        left join lateral (select true as stands from participant p where p.id = v.participant_id limit 1) p on true
        where s.stands and (v.participant_id is null or p.stands)
        order by v.place returning 1
      ) select count(*) as count from written`;
    const { rows: written } = await withoutRowChecks(tx, () => write.execute(tx.getKysely()));
    if (Number(written[0]!.count) !== chunk.length)
      throw new Error("an event speaks of a platform or participant that does not stand");
  }
}
