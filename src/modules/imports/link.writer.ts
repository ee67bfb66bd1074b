import type { Em } from "../../database.ts";
import type { Day } from "../../shared/day.ts";
import { writeEvidence } from "../graph/evidence.service.ts";
import { writeNewRelationships } from "../graph/new-relationship.writer.ts";
import { writeRelationships } from "../graph/relationship.service.ts";

/** A relationship whose ends are known, with the one sighting that a row of a list is. */
export interface Link {
  kind: string;
  sourceId: string;
  targetId: string;
  role: string | null;
  since: Day | null;
  until: Day | null;
  evidenceKind: string;
  reference: string | null;
  observedOn: Day | null;
  amount: string | null;
  currency: string | null;
  share: string | null;
}

type Outcome = "CREATED" | "UPDATED" | "UNCHANGED";

export interface LinkContext {
  source: string;
  importId: string;
  day: Day;
  /** See WriteContext. */
  departures: string;
}

/** Writes relationships with their evidence, and answers by the most that came of each row. */
export async function writeLinks(tx: Em, links: readonly Link[], context: LinkContext): Promise<Outcome[]> {
  const fresh = await writeNewRelationships(tx, links, context, context.day);
  const rest = await settleLinks(
    tx,
    links.filter((link) => !fresh.has(link)),
    context,
  );
  let next = 0;
  return links.map((link) => (fresh.has(link) ? "CREATED" : rest[next++]!));
}

/** The same by the services that hold the rules, whatever stands already. */
export async function settleLinks(
  tx: Em,
  links: readonly Link[],
  { source, importId, day }: LinkContext,
): Promise<Outcome[]> {
  if (links.length === 0) return [];
  const relationships = await writeRelationships(
    tx,
    links.map((link) => ({ ...link, source, isEvidenced: true })),
  );
  const evidence = await writeEvidence(
    tx,
    links.map(({ evidenceKind, observedOn, reference, amount, currency, share, since, until }, index) => ({
      relationshipId: relationships[index]!.relationshipId,
      ...{ kind: evidenceKind, source, observedOn, reference, amount, currency },
      ...{ share, validFrom: since, validTo: until, importId },
    })),
    day,
  );
  return relationships.map((one, index) => greater(one.outcome, evidence[index]!.outcome));
}

/** A row counts by the most that it did: a new sighting of what was known has made something too. */
const greater = (a: Outcome, b: Outcome): Outcome =>
  [a, b].includes("CREATED") ? "CREATED" : [a, b].includes("UPDATED") ? "UPDATED" : "UNCHANGED";
