import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import type { Actor } from "../../shared/audit.service.ts";
import { errorCodes } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { asSystem } from "../../shared/session.ts";
import type { CreateImportInput, ImportJobPayload } from "./job.input.ts";
import { readJob } from "./job.loader.ts";
import { askedJob } from "./job.request.ts";
import { createJob, type JobRefusal } from "./job.service.ts";

/** Makes a job, or says what keeps it from being made. */
export async function createImportJob(context: Context, input: CreateImportInput): Promise<ImportJobPayload> {
  const { job, userErrors } = askedJob(input);
  if (!job) return { job: null, userErrors };
  const id = await asSystem(context.em, (tx) => createJob(tx, context.viewer, job));
  return { job: await readJob(context, id), userErrors };
}

/** Moves a job (job.service.ts), and answers how it stands then. */
export async function moveJob(
  context: Context,
  id: string,
  move: (tx: Em, actor: Actor, key: string) => Promise<JobRefusal>,
): Promise<ImportJobPayload> {
  const key = keyOf("importJob", id) ?? "0";
  const code = await asSystem(context.em, (tx) => move(tx, context.viewer, key));
  const userErrors = code === null ? [] : [{ code, message: errorCodes[code], field: ["id"] }];
  return { job: await readJob(context, key), userErrors };
}
