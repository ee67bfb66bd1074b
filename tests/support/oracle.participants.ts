/** What a platform says of participants, and what is known when it has all been said: told by the rules' text alone, by sorting. */
export const saidFields = ["name", "region", "industry", "headOfficeCreditCode"] as const;
export type SaidField = (typeof saidFields)[number];

export interface Statement {
  participant: number;
  /** Days of one participant differ from statement to statement. */
  day: string;
  what: "UPDATE" | "SEEN" | "END";
  /** SEEN and END. */
  role: string;
  values: Partial<Record<SaidField, string>>;
}

export interface Known {
  values: Partial<Record<SaidField, string>>;
  /** By role: the day it ended; null: it holds. */
  ends: Record<string, string | null>;
}

/** The latest word counts, field by field and role by role, whatever order the words came in. */
export function knownAfter(statements: readonly Statement[], participants: number): Known[] {
  const known = Array.from({ length: participants }, (): Known => ({ values: {}, ends: {} }));
  for (const { participant, day, what, role, values } of [...statements].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const one = known[participant]!;
    if (what !== "END") Object.assign(one.values, values);
    if (what === "SEEN") one.ends[role] = null;
    if (what === "END") one.ends[role] = day;
  }
  return known;
}
