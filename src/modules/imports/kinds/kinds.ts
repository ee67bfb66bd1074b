import { accountKind } from "./account.kind.ts";
import { evidenceKind } from "./evidence.kind.ts";
import { facilityKind } from "./facility.kind.ts";
import { guaranteeKind } from "./guarantee.kind.ts";
import type { RowKind } from "./kind.ts";
import { membershipKind } from "./membership.kind.ts";
import { organizationKind } from "./organization.kind.ts";
import { ownershipKind } from "./ownership.kind.ts";
import { participationKind } from "./participation.kind.ts";
import { personRoleKind } from "./person-role.kind.ts";
import { supplyKind } from "./supply.kind.ts";

/** Every kind of list that a job can load; mappings come besides. */
export const rowKinds: readonly RowKind[] = [
  organizationKind,
  supplyKind,
  membershipKind,
  participationKind,
  personRoleKind,
  ownershipKind,
  guaranteeKind,
  accountKind,
  facilityKind,
  evidenceKind,
];

/** A kind by its name; null when there is none. */
export const findKind = (name: string): RowKind | null => rowKinds.find((kind) => kind.name === name) ?? null;
