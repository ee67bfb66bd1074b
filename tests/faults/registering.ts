import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { DEMO_SOURCE } from "../../seeds/load-demo.ts";
import { encodeId } from "../../src/shared/ids.ts";
import { canaries } from "../support/canary.ts";
import type { Service } from "../support/service.ts";
import { tokenFor } from "../support/service.ts";

const mutation = `mutation Register($input: RegisterParticipantsInput!) { registerParticipants(input: $input) {
  counts { outcome count } userErrors { code } } }`;
const rowsPerCall = 5;

/** Writers that register participants, each call again with its key until it is acknowledged. */
export interface Writers {
  acknowledged: string[];
  /** Calls that had no answer or a bad one, and were sent again. */
  repeated: number;
  /** Codes and statuses of bad answers. */
  seen: Set<string>;
  end(): Promise<void>;
}

export interface Registered {
  acknowledged: number;
  repeated: number;
  rows: number;
  /** Acknowledged calls of which a row is missing, and rows that are there twice. */
  lost: number;
  doubled: number;
}

/** The demo's pharmacy platform of a database: its id as the API gives it. */
export async function platformOf(url: string): Promise<string> {
  const rows = await rowsOf<{ entity_id: string }>(
    url,
    "select entity_id from source_identity where source = $1 and number = 'pharmacy-platform'",
    [DEMO_SOURCE],
  );
  return encodeId("entity", rows[0]!.entity_id);
}

/** `current` answers the service to ask: it changes when one was killed and another took its place. */
export async function startWriters(
  current: () => Service,
  platform: string,
  run: string,
  count: number,
): Promise<Writers> {
  const token = await tokenFor("PLATFORM", { platform });
  const writers = { acknowledged: [] as string[], repeated: 0, seen: new Set<string>() };
  let isOver = false;
  const callers = Array.from({ length: count }, async (_, writer) => {
    for (let call = 0; !isOver; call++) {
      const key = `${run}-${writer}-${call}`;
      const participants = Array.from({ length: rowsPerCall }, (_, row) => ({
        name: `压测店 ${canaries[0]} ${key}-${row}`,
        role: "STORE",
        region: "360902",
        externalId: `${key}-${row}`,
      }));
      // A call that was begun is brought to its end even when the run is over: whether it was acknowledged is known then.
      for (let tries = 0; ; tries++) {
        const reply = await current().ask(token, mutation, {
          input: { platformId: platform, idempotencyKey: key, participants },
        });
        const counts = reply?.data?.registerParticipants?.counts as { outcome: string; count: number }[] | undefined;
        if (counts?.some(({ outcome, count: n }) => outcome === "CREATED" && n === rowsPerCall)) break;
        if (tries > 2_000) throw new Error(`never acknowledged: ${reply?.text}`);
        writers.repeated += 1;
        if (reply) writers.seen.add([reply.status, ...reply.codes].join(" "));
        await pause(30);
      }
      writers.acknowledged.push(key);
    }
  });
  return Object.assign(writers, {
    end: async () => {
      isOver = true;
      await Promise.all(callers);
    },
  });
}

/** What the database holds of a run, against what was acknowledged. */
export async function countRegistered(url: string, run: string, writers: Writers): Promise<Registered> {
  const rows = await rowsOf<{ key: string; rows: number; distinct_rows: number }>(
    url,
    `select regexp_replace(external_id, '-[0-9]+$', '') as key, count(*)::int as rows, count(distinct external_id)::int as distinct_rows
     from participant join participation on participant_id = participant.id where external_id like $1 group by 1`,
    [`${run}-%`],
  );
  const found = new Map(rows.map((row) => [row.key, row]));
  return {
    acknowledged: writers.acknowledged.length,
    repeated: writers.repeated,
    rows: rows.reduce((sum, row) => sum + row.rows, 0),
    lost: writers.acknowledged.filter((key) => found.get(key)?.distinct_rows !== rowsPerCall).length,
    doubled: rows.reduce((sum, row) => sum + row.rows - row.distinct_rows, 0),
  };
}

export const rowsPerRegistration = rowsPerCall;

async function rowsOf<Row>(url: string, statement: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
