import { relationshipKinds } from "../../graph/graph.enums.ts";
import type { EntityType } from "../../organizations/identity.policy.ts";
import { CellError, endColumns } from "./cell.reader.ts";
import { rowKind } from "./kind.ts";
import { type LinkRow, linkKey, sighting, sightingColumns, writePlaced } from "./link.kind.ts";

const anything: readonly EntityType[] = ["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"];

/** A sighting of a relationship of any kind, between entities that are described elsewhere. */
export const evidenceKind = rowKind<LinkRow>({
  name: "EVIDENCE",
  about: "One piece of evidence for a relationship of any kind between two known entities.",
  columns: [
    { name: "relationship", required: true, about: `Kind of the relationship: ${relationshipKinds.join(", ")}.` },
    ...endColumns("source", "The relationship's source"),
    ...endColumns("target", "The relationship's target"),
    { name: "role", required: false, about: "The role, for kinds that have one." },
    { name: "share", required: false, about: "The share held, 0 to 1, of OWNS alone." },
    ...sightingColumns("OTHER"),
  ],
  makesEntities: false,
  parse: (cells) => {
    const kind = cells.oneOf("relationship", relationshipKinds);
    if (kind === null) throw new CellError("TEXT_EMPTY", "relationship", "relationship is empty");
    const share = cells.share("share");
    if (share !== null && kind !== "OWNS")
      throw new CellError("VALUE_UNKNOWN", "share", "a share is held in OWNS alone");
    const [from, to] = [cells.end("source", anything), cells.end("target", anything)];
    return { kind, from, to, role: cells.text("role", 100), share, ...sighting(cells, "OTHER") };
  },
  ends: ({ from, to }) => [from, to],
  keyOf: linkKey,
  write: writePlaced,
});
