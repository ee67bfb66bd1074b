import type { ErrorCode } from "../../shared/error-codes.ts";
import type { ParticipantReference } from "./change.input.ts";
import type { NamedParticipants } from "./participant.service.ts";
import { groupBy } from "./registration.conflicts.ts";
import { identitiesOf } from "./registration.plan.ts";
import type { GoodRow, ParticipantSlot } from "./registration.slot.ts";

/** Why a row names no participant that it may be about. NEEDS_REVIEW is answered for a ROW_CONFLICT, REJECTED for what names nobody. */
export interface ReferenceProblem {
  index: number;
  field: "id" | "creditCode" | "externalId" | null;
  code: Extract<ErrorCode, "PARTICIPANT_NOT_FOUND" | "ROW_CONFLICT">;
}

/** What references name, for reading. */
export function namedBy(references: readonly ParticipantReference[]): NamedParticipants {
  const keys = (kind: string) =>
    references.flatMap(({ node }) => (node?.startsWith(`${kind}:`) ? [node.slice(kind.length + 1)] : []));
  return {
    identities: [...new Set(references.flatMap(strongOf))],
    participantIds: keys("participant"),
    participationIds: keys("participation"),
  };
}

/** Every identity by which the participants that were found may be named: what a call about them locks. */
export const identitiesAmong = (found: ReadonlyMap<string, ParticipantSlot>): string[] => [
  ...new Set([...new Set(found.values())].flatMap((slot) => [slot.identity, ...identitiesOf(slot.values)])),
];

const strongOf = ({ creditCode, externalId }: ParticipantReference): string[] => [
  ...(creditCode ? [`code:${creditCode}`] : []),
  ...(externalId ? [`id:${externalId}`] : []),
];

/**
 * Finds the participant of each row by id, else by code and number, which must lead to one. What a row gives besides must not contradict what
 * stands: a code or a number that is another participant's, or another one than it has, is a conflict; one that it lacks may be given to it.
 */
export function findReferences<Row extends GoodRow<ParticipantReference>>(
  rows: readonly Row[],
  standing: ReadonlyMap<string, ParticipantSlot>,
): { slots: Map<Row, ParticipantSlot>; problems: ReferenceProblem[] } {
  const problems: ReferenceProblem[] = [];
  const found = rows.flatMap((row) => {
    const { node, creditCode, externalId } = row.values;
    const named = [node, ...(node ? [] : strongOf(row.values))].filter((one) => one !== null);
    const slots = new Set(named.flatMap((one) => standing.get(one) ?? []));
    const [slot] = slots;
    if (!slot) {
      problems.push({ index: row.index, field: node ? "id" : null, code: "PARTICIPANT_NOT_FOUND" });
      return [];
    }
    const isTorn = (field: "creditCode" | "externalId", said: string | null, key: string) =>
      said !== null &&
      (slot.values[field] !== null ? slot.values[field] !== said : (standing.get(key) ?? slot) !== slot);
    const torn =
      slots.size > 1 || isTorn("externalId", externalId, `id:${externalId}`)
        ? "externalId"
        : isTorn("creditCode", creditCode, `code:${creditCode}`)
          ? "creditCode"
          : null;
    if (torn) problems.push({ index: row.index, field: torn, code: "ROW_CONFLICT" });
    return torn ? [] : [{ row, slot }];
  });
  // Rows of one call that would give one participant two codes, or two participants one: no side is believed.
  const contested = new Set<Row>();
  for (const field of ["creditCode", "externalId"] as const) {
    const giving = found.filter(({ row, slot }) => row.values[field] !== null && slot.values[field] === null);
    const givers = (
      keyOf: (one: (typeof found)[number]) => string,
      saidOf: (one: (typeof found)[number]) => string,
    ) => {
      for (const group of groupBy(giving, keyOf))
        if (new Set(group.map(saidOf)).size > 1)
          for (const { row } of group) {
            if (!contested.has(row)) problems.push({ index: row.index, field, code: "ROW_CONFLICT" });
            contested.add(row);
          }
    };
    givers(
      ({ slot }) => slot.id,
      ({ row }) => row.values[field]!,
    );
    givers(
      ({ row }) => row.values[field]!,
      ({ slot }) => slot.id,
    );
  }
  return {
    slots: new Map(found.filter(({ row }) => !contested.has(row)).map(({ row, slot }) => [row, slot])),
    problems,
  };
}
