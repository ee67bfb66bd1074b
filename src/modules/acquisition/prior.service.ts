import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { parseDay } from "../../shared/day.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { servedChannels } from "./acquisition.enums.ts";
import type { AcquisitionPriorType, SetAcquisitionPriorInput, SetAcquisitionPriorPayload } from "./prior.type.ts";

/** Keeps a prior from a day on. The same day again replaces; other days stay, so that a past question keeps its past prior. */
export async function setPrior(
  em: Em,
  viewer: Viewer,
  input: SetAcquisitionPriorInput,
): Promise<SetAcquisitionPriorPayload> {
  const note = cleanText(input.note);
  const userErrors = [
    ...problemsOf(input),
    ...(note.error ? [problem(note.error, "note", "The note is empty, too long or no clean text.")] : []),
  ];
  if (userErrors.length) return { prior: null, userErrors };
  const row = { ...input, scenario: input.scenario ?? null, note: note.text! };
  await asSystem(em, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      insert into acquisition_prior (channel, scenario, probability, worth_observations, note, valid_from, recorded_by)
      values (${row.channel}, ${row.scenario}, ${row.probability}, ${row.worthObservations}, ${row.note}, ${row.validFrom}::date, ${viewer.subject})
      on conflict (channel, scenario, valid_from) do update set probability = excluded.probability,
        worth_observations = excluded.worth_observations, note = excluded.note, recorded_by = excluded.recorded_by, recorded_at = now()
      returning id`.execute(tx.getKysely());
    await recordAct(tx, viewer, {
      operation: "setAcquisitionPrior",
      subjects: rows.map(({ id }) => auditSubject("acquisitionPrior", id)),
    });
  });
  return { prior: row, userErrors: [] };
}

function problemsOf(input: SetAcquisitionPriorInput): UserError[] {
  const found: UserError[] = [];
  if (!(servedChannels as readonly string[]).includes(input.channel))
    found.push(problem("NOT_AVAILABLE_YET", "channel", "This channel is not served yet."));
  if (input.scenario && input.channel !== "PLATFORM")
    found.push(problem("BAD_INPUT", "scenario", "Only the channel PLATFORM has scenarios."));
  if (!(input.probability > 0 && input.probability < 1))
    found.push(problem("PROBABILITY_RANGE", "probability", "A probability lies between 0 and 1, both excluded."));
  if (input.worthObservations < 1 || input.worthObservations > 1_000_000)
    found.push(problem("BAD_INPUT", "worthObservations", "From 1 to 1,000,000."));
  if (!parseDay(input.validFrom)) found.push(problem("DATE_INVALID", "validFrom", "No such day in the calendar."));
  return found;
}

const problem = (code: UserError["code"], field: string, message: string): UserError => ({
  code,
  message,
  field: [field],
});

/** The priors in force on a day, by channel and scenario. */
export async function priorsOn(em: Em, day: string): Promise<AcquisitionPriorType[]> {
  const { rows } = await sql<{
    channel: string;
    scenario: string | null;
    probability: number;
    worth_observations: number;
    note: string;
    valid_from: string;
  }>`
    select distinct on (channel, scenario) channel, scenario, probability, worth_observations, note, valid_from from acquisition_prior
    where valid_from <= ${day}::date order by channel, scenario nulls first, valid_from desc`.execute(em.getKysely());
  return rows.map(
    ({ worth_observations, valid_from, ...row }) =>
      ({ ...row, worthObservations: worth_observations, validFrom: valid_from }) as AcquisitionPriorType,
  );
}
