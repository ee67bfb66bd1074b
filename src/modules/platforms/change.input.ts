import type { Day } from "../../shared/day.ts";
import { decodeId } from "../../shared/ids.ts";
import { type Checked, rowCheck } from "./row.check.ts";

/** How a row names a participant that stands, as the platform sent it. */
export interface ParticipantReferenceInput {
  id?: string | null;
  externalId?: string | null;
  creditCode?: string | null;
}

/** What a row names a participant by, cleaned. */
export interface ParticipantReference {
  /** `participant:` or `participation:` and the key; null: the row gives none. */
  node: string | null;
  creditCode: string | null;
  externalId: string | null;
}

/** An id that is none of a participant or participation names nobody, like one that is another platform's. */
export function nodeNamed(id: string | null | undefined): string | null {
  if (id == null || id === "") return null;
  const decoded = decodeId(id);
  return decoded?.kind === "participant" || decoded?.kind === "participation"
    ? `${decoded.kind}:${decoded.key}`
    : "nobody";
}

function readReference<Input extends ParticipantReferenceInput>(
  check: ReturnType<typeof rowCheck<Input>>,
  input: Input,
) {
  const reference: ParticipantReference = {
    node: nodeNamed(input.id),
    creditCode: check.creditCode("creditCode"),
    externalId: check.text("externalId", 200),
  };
  if (!reference.node && !reference.creditCode && !reference.externalId && check.errors.length === 0)
    check.fail([], "PARTICIPANT_UNNAMED");
  return reference;
}

/** What changed of a participant, as the platform sent it. */
export interface UpdateInput extends ParticipantReferenceInput {
  name?: string | null;
  region?: string | null;
  industry?: string | null;
  headOfficeCreditCode?: string | null;
  observedOn?: string | null;
}

/** The same, cleaned; null: nothing. */
export interface UpdateRow extends ParticipantReference {
  name: string | null;
  region: string | null;
  industry: string | null;
  headOfficeCreditCode: string | null;
  observedOn: Day | null;
}

export function checkUpdate(input: UpdateInput, index: number, today: Day): Checked<UpdateRow> {
  const check = rowCheck("participants", input, index);
  const values = {
    ...readReference(check, input),
    name: check.text("name"),
    region: check.region("region"),
    industry: check.industry("industry"),
    headOfficeCreditCode: check.creditCode("headOfficeCreditCode"),
    observedOn: check.dayBy("observedOn", today),
  };
  if (values.creditCode && values.creditCode === values.headOfficeCreditCode)
    check.fail("headOfficeCreditCode", "HEAD_OFFICE_SELF");
  return check.done(values);
}

/** That a participant left a role, as the platform sent it. */
export interface EndInput extends ParticipantReferenceInput {
  role?: string | null;
  until: string;
  reason: string;
  observedOn?: string | null;
}

/** The same, cleaned. role is empty where the row names the participation itself. */
export interface EndRow extends ParticipantReference {
  role: string;
  until: Day;
  reason: string;
  observedOn: Day | null;
}

export function checkEnd(input: EndInput, index: number, roles: readonly string[], today: Day): Checked<EndRow> {
  const check = rowCheck("participations", input, index);
  const reference = readReference(check, input);
  const role = check.text("role", 100) ?? "";
  const isOpen = !check.errors.some((error) => error.field?.at(-1) === "role");
  const namesPeriod = reference.node?.startsWith("participation:") ?? false;
  if (isOpen && (role === "" ? !namesPeriod : !roles.includes(role))) check.fail("role", "ROLE_UNKNOWN");
  const until = check.day("until");
  if (until === null && !check.errors.some((error) => error.field?.at(-1) === "until"))
    check.fail("until", "DATE_INVALID");
  return check.done({
    ...reference,
    role,
    until: until ?? "",
    reason: input.reason,
    observedOn: check.dayBy("observedOn", today),
  });
}
