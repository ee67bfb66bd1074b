import type { Context } from "../../context.ts";
import { notFound } from "../../shared/errors.ts";
import { keyOf } from "../../shared/ids.ts";
import type { Policy, Rule } from "../../shared/policy.ts";

/** A platform reads its own events, as far as they are meant for it; the bank's are for those who see the whole bank. */
const readers: Rule = { roles: ["PLATFORM", "HEAD_OFFICE", "AUDITOR"], platformNeeds: "READ_PARTICIPANTS" };

export const eventPolicy: Policy = {
  "Query.events": readers,
  "PlatformEvent.platform": readers,
  "PlatformEvent.organization": readers,
};

/** The platform that a question is about; null: of the bank about all. A platform that asks for another one is answered NOT_FOUND. */
export function platformAsked({ viewer }: Context, id: string | null | undefined): string | null {
  const own = viewer.kind === "platform" ? viewer.platformId : null;
  if (id == null) return own;
  const key = keyOf("entity", id);
  if (key === null || (own !== null && key !== own)) throw notFound("platform");
  return key;
}
