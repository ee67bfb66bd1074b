/** Bank staff roles of DOMAIN.md; PLATFORM is a machine. */
export type StaffRole = "RELATIONSHIP_MANAGER" | "BRANCH_HEAD" | "HEAD_OFFICE" | "AUDITOR" | "STAFF";
export const viewerRoles: readonly string[] = [
  "RELATIONSHIP_MANAGER",
  "BRANCH_HEAD",
  "HEAD_OFFICE",
  "AUDITOR",
  "STAFF",
  "PLATFORM",
] satisfies Viewer["role"][];

/** A person of the bank. branchId is null for those who belong to no branch (head office, auditors). */
export interface StaffViewer {
  kind: "staff";
  /** The identity provider's subject. */
  subject: string;
  name: string;
  role: StaffRole;
  branchId: string | null;
  /** The front-end app that acts for this person (the token's azp); null: the token names none. */
  client: string | null;
}

/** What a platform's key may be given, one by one; a token of the identity provider has them all. */
export const platformPermissions = ["REGISTER_PARTICIPANTS", "READ_PARTICIPANTS", "MANAGE_WEBHOOKS"] as const;
export type PlatformPermission = (typeof platformPermissions)[number];

/** A machine of one scenario platform. platformId is the platform's entity id. */
export interface PlatformViewer {
  kind: "platform";
  /** `key:` and the id of the key it came with, or the identity provider's subject. */
  subject: string;
  name: string;
  role: "PLATFORM";
  platformId: string;
  permissions: readonly PlatformPermission[];
  /** The app that the identity provider's token was issued to; null for a key. */
  client: string | null;
}

/** Who is asking. There is no anonymous viewer: such a call is refused at the door. */
export type Viewer = StaffViewer | PlatformViewer;

/** Head office and auditors see the whole bank; the others their own branch. */
export const seesWholeBank = (viewer: Viewer): boolean => viewer.role === "HEAD_OFFICE" || viewer.role === "AUDITOR";

/**
 * Whose idempotency keys a viewer uses. A platform's are the platform's, whatever key it came with: one that rotates its key and repeats
 * a call gets the reply that was recorded. The kind keeps a person apart from a platform of the same letters.
 */
export const callerOf = (viewer: Viewer): string =>
  viewer.kind === "platform" ? `platform:${viewer.platformId}` : `staff:${viewer.subject}`;
