import type { Day } from "../../shared/day.ts";
import type { ParticipantRow } from "./registration.input.ts";

/** What a platform said of one organization: the latest of each value. */
export interface ParticipantValues {
  name: string;
  creditCode: string | null;
  region: string | null;
  industry: string | null;
  externalId: string | null;
  headOfficeCreditCode: string | null;
}

/** The day each value was last said for; left out: before any day that is known. */
export type SaidOn = Partial<Record<keyof ParticipantValues, Day>>;

/** One period of a participant in a role. */
export interface ParticipationSlot {
  id: string;
  role: string;
  since: Day | null;
  /** First day after it; null: it holds. */
  until: Day | null;
  /** Last day on which the platform saw it there. */
  observedOn: Day | null;
  /** The day for which the end was said, and why it ended; null while it holds. */
  endObservedOn: Day | null;
  endReason: string | null;
  /** Null until it is written. */
  relationshipId: string | null;
  isChanged: boolean;
}

/** A participant while a call is worked out in memory. */
export interface ParticipantSlot {
  id: string;
  /** Null: new to this platform. */
  entityId: string | null;
  /** `code:…`, `id:…` or `name:…`: what makes it one participant of its platform. */
  identity: string;
  /** The identity that stands in the database; null: new to this platform. */
  formerIdentity: string | null;
  values: ParticipantValues;
  saidOn: SaidOn;
  observedOn: Day | null;
  /** Every period in every role. */
  participations: ParticipationSlot[];
  isChanged: boolean;
}

/** What a row comes to: a participant, the period that it speaks of (null: of none), and the day it counts from: its own, else the day it arrived. */
export interface PlannedChange {
  index: number;
  slot: ParticipantSlot;
  participation: ParticipationSlot | null;
  day: Day;
  /** The row says for itself when it was seen, and nothing newer overrules it: a sighting, even when it changes nothing. */
  isDated: boolean;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
  /** What is told of it when it changed something. */
  event: "PARTICIPANT_REGISTERED" | "PARTICIPANT_UPDATED" | "PARTICIPATION_ENDED";
}

/** One that speaks of a period. */
export type WithPeriod = PlannedChange & { participation: ParticipationSlot };

export interface GoodRow<Values = ParticipantRow> {
  index: number;
  values: Values;
}
