import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { writeEvidence } from "../graph/evidence.service.ts";
import { writeRelationships } from "../graph/relationship.service.ts";

/** What somebody of the bank says of two organizations, or of one and a platform. */
export interface Declared {
  kind: "OPERATES" | "RECOMMENDED";
  sourceId: string;
  targetId: string;
  /** Null: it is not said since when. */
  since: Day | null;
  /** When it was seen or said; today when omitted. */
  observedOn?: Day;
}

const source = "bank";

/** Writes relationships that staff declare, each with a DECLARATION below it. Replays write nothing. Answers in their order. */
export async function writeDeclared(tx: Em, rows: readonly Declared[], day: Day) {
  const claims = rows.map((row) => ({
    ...row,
    observedOn: row.observedOn ?? day,
    role: null,
    until: null,
    source,
    isEvidenced: true,
  }));
  const written = await writeRelationships(tx, claims);
  const said = { kind: "DECLARATION", source, reference: null, amount: null, currency: null };
  await writeEvidence(
    tx,
    written.map(({ relationshipId }, i) => {
      const { since, observedOn = day } = rows[i]!;
      return { ...said, relationshipId, observedOn, validFrom: since, validTo: null };
    }),
    day,
  );
  return written;
}
