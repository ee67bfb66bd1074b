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

/** One role of a participant. */
export interface ParticipationSlot {
  id: string;
  role: string;
  since: Day | null;
  observedOn: Day | null;
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
  values: ParticipantValues;
  observedOn: Day | null;
  /** Still-held roles. */
  participations: ParticipationSlot[];
  isChanged: boolean;
}

/** A good row and what becomes of it. */
export interface PlannedRow {
  index: number;
  values: ParticipantRow;
  slot: ParticipantSlot;
  participation: ParticipationSlot;
  /** The day the row counts from: its own, else the day it arrived. */
  day: Day;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
}

export interface GoodRow {
  index: number;
  values: ParticipantRow;
}
