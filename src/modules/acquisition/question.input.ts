import type { Context } from "../../context.ts";
import { confidenceAsked, dayAsked, prefixAsked, type TimeAsked } from "../../shared/asked.ts";
import { ApiError, badInput, notFound } from "../../shared/errors.ts";
import { keyOf, keysOf } from "../../shared/ids.ts";
import { seesWholeBank } from "../../shared/viewer.ts";
import { loadBranch } from "../clients/branch.loader.ts";
import { amountAsked } from "../graph/base-amount.loader.ts";
import { mergedAt } from "../graph/merged.service.ts";
import { type AcquisitionChannel, type ServedChannel, servedChannels } from "./acquisition.enums.ts";
import type { AcquisitionInput } from "./acquisition.type.ts";
import type { Question } from "./question.service.ts";
import { startingClients } from "./starting-client.loader.ts";

/**
 * The question behind an input, dates and starting clients resolved under the viewer's rights. Throws BAD_INPUT, NOT_AVAILABLE_YET
 * (channels to come), FORBIDDEN (another branch) and NOT_FOUND (a starting client that is none, or not the viewer's).
 */
export async function resolveQuestion(context: Context, input: AcquisitionInput | null): Promise<Question> {
  const maxHops = input?.maxHops ?? 2;
  if (maxHops < 1 || maxHops > 6) throw badInput("maxHops must be between 1 and 6.");
  const time = dayAsked(context, input?.asOf, input?.knownAt);
  return {
    channels: channelsAsked(input?.channels),
    maxHops,
    asOf: time.asOf,
    knownAt: time.knownAt,
    region: prefixAsked("region", input?.region),
    industry: prefixAsked("industry", input?.industry),
    minAnnualAmount: await amountAsked(context.em, "minAnnualAmount", input?.minAnnualAmount),
    minConfidence: confidenceAsked(input?.minConfidence),
    clients: await clientsAsked(context, time, input),
  };
}

function channelsAsked(channels: AcquisitionChannel[] | null | undefined): ServedChannel[] {
  if (!channels?.length) return [...servedChannels];
  const unserved = channels.filter((channel) => !(servedChannels as readonly string[]).includes(channel));
  if (unserved.length) throw new ApiError("NOT_AVAILABLE_YET", `Not served yet: ${unserved.join(", ")}.`);
  return servedChannels.filter((channel) => channels.includes(channel));
}

async function branchAsked(context: Context, id: string): Promise<string> {
  const branch = keyOf("branch", id);
  if (!branch || !(await loadBranch(context, branch))) throw notFound("branch");
  const { viewer } = context;
  if (!seesWholeBank(viewer) && viewer.kind === "staff" && branch !== viewer.branchId)
    throw new ApiError("FORBIDDEN", "You may start from the clients of your own branch.");
  return branch;
}

async function clientsAsked(context: Context, time: TimeAsked, input: AcquisitionInput | null): Promise<string[]> {
  const asked = input?.from?.length ? [...new Set(keysOf("entity", input.from, "from"))] : null;
  if (asked && asked.length > 100) throw badInput("from holds more than 100.");
  const merged = await mergedAt(context.em, asked ?? [], time);
  const from = asked && [...new Set(asked.map((key) => merged.get(key) ?? key))];
  const branch = input?.branch ? await branchAsked(context, input.branch) : null;
  const clients = await startingClients(context, time, branch, from);
  if (from && clients.length < from.length) throw notFound("client to start from");
  return clients;
}
