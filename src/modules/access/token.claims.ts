import type { JWTPayload } from "jose";
import type { Config } from "../../config.ts";
import { textProblem } from "../../shared/text.ts";
import { viewerRoles } from "../../shared/viewer.ts";

/** What a token says about its bearer; branch and platform are codes and ids of ours, resolved by viewer.service. */
export interface Claims {
  subject: string;
  name: string;
  role: string;
  branch: string | null;
  platform: string | null;
  /** The app that the token was issued to (azp or client_id), acting for its subject; null: not said. */
  client: string | null;
}

/** Where an identity provider says what: names of claims, or paths such as realm_access.roles. */
export type ClaimNames = Pick<Config, "roleClaim" | "branchClaim" | "nameClaim" | "platformClaim" | "roleMap">;

/** The names in tokens that we sign ourselves. */
export const ownClaims: ClaimNames = {
  roleClaim: "role",
  branchClaim: "branch",
  nameClaim: "name",
  platformClaim: "platform",
  roleMap: null,
};

/**
 * The claims of a checked token; null when they name no role of ours, or several: which of them counts is not for us to guess; null, too,
 * when one of them is no clean text, for the log and the database take no other. Machines of platforms come by key: a token makes one only where a claim for its platform is configured.
 */
export function claimsOf(payload: JWTPayload, names: ClaimNames): Claims | null {
  const role = theOnly(textsAt(payload, names.roleClaim).flatMap((text) => roleOf(text, names.roleMap)));
  if (!role || (role === "PLATFORM" && !names.platformClaim)) return null;
  // The signature vouches for the claims, not for their types.
  const subject: unknown = payload.sub;
  if (typeof subject !== "string") return null;
  const claims = {
    subject,
    name: theOnly(textsAt(payload, names.nameClaim)) ?? subject,
    role,
    branch: theOnly(textsAt(payload, names.branchClaim)),
    platform: names.platformClaim ? theOnly(textsAt(payload, names.platformClaim)) : null,
    client: theOnly(textsAt(payload, "azp")) ?? theOnly(textsAt(payload, "client_id")),
  };
  return Object.values(claims).every((text) => text === null || isClean(text)) ? claims : null;
}

const isClean = (text: string): boolean => text !== "" && !/[\t\n\r]/.test(text) && textProblem(text, 200) === null;

/** With a map its names alone count, so that a role of the provider that happens to be called as one of ours gives nothing. */
function roleOf(text: string, map: Readonly<Record<string, string>> | null): string[] {
  const role = map ? (Object.hasOwn(map, text) ? map[text]! : null) : text;
  return role !== null && viewerRoles.includes(role) ? [role] : [];
}

const theOnly = (texts: readonly string[]): string | null => (new Set(texts).size === 1 ? texts[0]! : null);

/** The texts at a name: the claim of just that name (it may contain dots, as an address does), else the path that it spells. */
function textsAt(payload: JWTPayload, name: string): string[] {
  const path = Object.hasOwn(payload, name) ? [name] : name.split(".");
  let found: unknown = payload;
  for (const step of path) {
    if (found === null || typeof found !== "object" || !Object.hasOwn(found, step)) return [];
    found = (found as Record<string, unknown>)[step];
  }
  return (Array.isArray(found) ? found : [found]).filter((one): one is string => typeof one === "string" && one !== "");
}
