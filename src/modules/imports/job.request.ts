import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { chunkNumberLimit } from "./chunk.service.ts";
import type { CreateImportInput } from "./job.input.ts";
import type { NewJob } from "./job.service.ts";
import { importKinds, sourceOfKind } from "./kind.catalog.ts";

/** The job that is asked for, or what its caller can mend. */
export type AskedJob = { job: NewJob; userErrors: [] } | { job: null; userErrors: UserError[] };

/** Checks what a new job is told. The number of its files is the kind's: one, or those that a mapping reads. */
export function askedJob(input: CreateImportInput): AskedJob {
  const kind = importKinds().find(({ name }) => name === input.kind);
  if (!kind) {
    const known = importKinds().map(({ name }) => name);
    return refused({ code: "VALUE_UNKNOWN", message: `Known kinds: ${known.join(", ")}.`, field: ["kind"] });
  }
  const own = sourceOfKind(kind.name);
  const source = own === null ? cleanText(input.source, { maxLength: 100 }) : { text: own, error: null };
  const files = input.files.map(({ name, chunkCount }) => ({
    ...{ cleaned: cleanText(name, { maxLength: 200 }), chunkCount: chunkCount ?? null },
  }));
  const userErrors: UserError[] = [];
  const problem = (code: UserError["code"], message: string, ...field: string[]) =>
    userErrors.push({ code, message, field });
  if (source.error) problem(source.error, "source is no text of 1 to 100 characters.", "source");
  if (own !== null && input.source != null && input.source !== own)
    problem("BAD_INPUT", "A mapping has a source of its own.", "source");
  if (own !== null && input.format !== "CSV") problem("BAD_INPUT", "Mappings read CSV.", "format");
  for (const [index, { cleaned, chunkCount }] of files.entries()) {
    if (cleaned.error) problem(cleaned.error, "name is no text of 1 to 200 characters.", "files", `${index}`, "name");
    if (chunkCount !== null && (chunkCount < 1 || chunkCount > chunkNumberLimit))
      problem("BAD_INPUT", `chunkCount must be between 1 and ${chunkNumberLimit}.`, "files", `${index}`, "chunkCount");
  }
  const names = files.map(({ cleaned }) => cleaned.text ?? "");
  if (kind.files.length === 0 && names.length !== 1) problem("BAD_INPUT", "A list of this kind is one file.", "files");
  if (kind.files.length > 0 && [...names].sort().join("\n") !== [...kind.files].sort().join("\n"))
    problem("BAD_INPUT", `This mapping reads ${kind.files.join(", ")}.`, "files");
  if (userErrors.length > 0) return { job: null, userErrors };
  const job = {
    ...{ kind: kind.name, format: input.format, source: source.text!, namesIdentify: input.namesIdentify },
    files: files.map(({ cleaned, chunkCount }) => ({ name: cleaned.text!, chunkCount })),
  };
  return { job, userErrors: [] };
}

const refused = (error: UserError): AskedJob => ({ job: null, userErrors: [error] });
