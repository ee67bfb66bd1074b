import type { PlatformPermission, StaffRole, Viewer } from "./viewer.ts";

/** Roles that may use a field, and what a platform's key must have been given besides. */
export interface RoleRule {
  roles: readonly Viewer["role"][];
  /** Of platforms only those with this permission; staff need none. */
  platformNeeds: PlatformPermission;
}

/** Who may use a field. A sentence of the table in DOMAIN.md, as a list of roles. */
export type Rule = readonly Viewer["role"][] | RoleRule;

/** Rules by "Type.field". Every field that is resolved by code of ours needs one; schema.ts refuses to start without. */
export type Policy = Readonly<Record<string, Rule>>;

/** Whether a rule lets a viewer pass. */
export function passes(rule: Rule, viewer: Viewer): boolean {
  if (!("roles" in rule)) return rule.includes(viewer.role);
  if (!rule.roles.includes(viewer.role)) return false;
  return viewer.kind !== "platform" || viewer.permissions.includes(rule.platformNeeds);
}

export const headOffice: Rule = ["HEAD_OFFICE"];
export const auditor: Rule = ["AUDITOR"];
/** Every bank role but STAFF reads the graph. */
export const graphReaders = [
  "RELATIONSHIP_MANAGER",
  "BRANCH_HEAD",
  "HEAD_OFFICE",
  "AUDITOR",
] as const satisfies StaffRole[];
/** Readers, and a platform that may read, for what is its own; the resolver narrows it to that. */
export const graphReadersAndPlatform: Rule = {
  roles: [...graphReaders, "PLATFORM"],
  platformNeeds: "READ_PARTICIPANTS",
};
export const everyViewer: Rule = [...graphReaders, "PLATFORM", "STAFF"];
