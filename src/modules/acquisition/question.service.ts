import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import type { ServedChannel } from "./acquisition.enums.ts";

/** An AcquisitionInput with channels, dates and starting clients resolved: what a batch id names. */
export interface Question {
  channels: ServedChannel[];
  maxHops: number;
  asOf: string;
  region: string | null;
  industry: string | null;
  minAnnualAmount: { amount: string; currency: string } | null;
  minConfidence: number | null;
  /** Keys of the starting clients, ascending. */
  clients: string[];
}

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

/** The question that a hash names; null when it was never asked. */
export async function findQuestion(em: Em, hash: string): Promise<Question | null> {
  const { rows } = await sql<{ input: Omit<Question, "clients">; clients: string[] }>`
    select input, clients::text[] as clients from acquisition_question where hash = ${hash}`.execute(em.getKysely());
  return rows[0] ? { ...rows[0].input, clients: rows[0].clients } : null;
}
