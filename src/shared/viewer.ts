/** Bank staff roles of DOMAIN.md; PLATFORM is a machine. */
export type StaffRole = "RELATIONSHIP_MANAGER" | "BRANCH_HEAD" | "HEAD_OFFICE" | "AUDITOR" | "STAFF";

/** A person of the bank. branchId is null for those who belong to no branch (head office, auditors). */
export interface StaffViewer {
  kind: "staff";
  /** The identity provider's subject; also the caller of idempotency keys. */
  subject: string;
  name: string;
  role: StaffRole;
  branchId: string | null;
  /** The front-end app that acts for this person (the token's azp); null: the token names none. */
  client: string | null;
}

/** A machine of one scenario platform. platformId is the platform's entity id. */
export interface PlatformViewer {
  kind: "platform";
  subject: string;
  name: string;
  role: "PLATFORM";
  platformId: string;
}

/** Who is asking. There is no anonymous viewer: such a call is refused at the door. */
export type Viewer = StaffViewer | PlatformViewer;

/** Head office and auditors see the whole bank; the others their own branch. */
export const seesWholeBank = (viewer: Viewer): boolean => viewer.role === "HEAD_OFFICE" || viewer.role === "AUDITOR";
