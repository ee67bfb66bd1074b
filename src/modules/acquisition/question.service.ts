import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { type TimeAsked, timeOn } from "../../shared/asked.ts";
import type { ServedChannel } from "./acquisition.enums.ts";

/** An AcquisitionInput with channels, dates and starting clients resolved: what a batch id names. */
export interface Question {
  channels: ServedChannel[];
  maxHops: number;
  asOf: string;
  /** Only what stood recorded at this instant; null: what stands when it is asked. */
  knownAt: string | null;
  region: string | null;
  industry: string | null;
  minAnnualAmount: { amount: string; currency: string } | null;
  minConfidence: number | null;
  /** Keys of the starting clients, ascending. */
  clients: string[];
}

/** The time that a question asks about. */
export const timeOf = (context: Pick<Context, "today">, { asOf, knownAt }: Question): TimeAsked =>
  timeOn(context, asOf, knownAt);

/** Names a question: the same input with the same resolved clients has the same hash. */
export const hashOf = (question: Question): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        question.channels,
        question.maxHops,
        question.asOf,
        question.region,
        question.industry,
        question.minAnnualAmount?.amount ?? null,
        question.minAnnualAmount?.currency ?? null,
        question.minConfidence,
        question.clients,
        // Only when set, so that ids from before it was served stay.
        ...(question.knownAt === null ? [] : [question.knownAt]),
      ]),
    )
    .digest("base64url");

/** Keeps a question, so that ids made from its hash can be asked again. Writes nothing when it is kept already. */
export async function keepQuestion(em: Em, question: Question): Promise<string> {
  const hash = hashOf(question);
  const { clients, ...input } = question;
  await sql`insert into acquisition_question (hash, input, clients) values (${hash}, ${JSON.stringify(input)}::jsonb, ${clients}::bigint[])
    on conflict (hash) do nothing`.execute(em.getKysely());
  return hash;
}

/** What was kept before knownAt was served has none. */
type KeptInput = Omit<Question, "clients" | "knownAt"> & Partial<Pick<Question, "knownAt">>;

/** The question that a hash names; null when it was never asked. */
export async function findQuestion(em: Em, hash: string): Promise<Question | null> {
  const { rows } = await sql<{ input: KeptInput; clients: string[] }>`
    select input, clients::text[] as clients from acquisition_question where hash = ${hash}`.execute(em.getKysely());
  return rows[0] ? { knownAt: null, ...rows[0].input, clients: rows[0].clients } : null;
}
