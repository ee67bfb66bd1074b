import type { StaffRole, Viewer } from "./viewer.ts";

/** Who may use a field. A sentence of the table in DOMAIN.md, as a list of roles. */
export type Rule = readonly Viewer["role"][];

/** Rules by "Type.field". Every field that is resolved by code of ours needs one; schema.ts refuses to start without. */
export type Policy = Readonly<Record<string, Rule>>;

export const headOffice: Rule = ["HEAD_OFFICE"];
/** Every bank role but STAFF reads the graph. */
export const graphReaders: Rule = [
  "RELATIONSHIP_MANAGER",
  "BRANCH_HEAD",
  "HEAD_OFFICE",
  "AUDITOR",
] satisfies StaffRole[];
/** Readers, and a platform for what is its own; the resolver narrows it to that. */
export const graphReadersAndPlatform: Rule = [...graphReaders, "PLATFORM"];
export const everyViewer: Rule = [...graphReadersAndPlatform, "STAFF"];
