import { parseDay, today } from "../../shared/day.ts";
import type { RelationshipRow } from "./import-row.ts";
import { type Mapped, mapDetails, required } from "./mapped-entity.ts";
import type { RelationshipMapping } from "./mapping.ts";
import { type Cells, compile, type Lookups, RowError } from "./template.ts";

/** What one line says: one relationship for each role. listedOn: day of the list that the line belongs to, if lists there are. */
export interface LineRelationships {
  listedOn: string | null;
  rows: Omit<RelationshipRow, "file" | "line">[];
}

export function mapRelationship(
  source: string,
  mapping: RelationshipMapping,
  lookups: Lookups,
): Mapped<LineRelationships> {
  const columns: string[] = [];
  const use = (template: string | undefined, maxLength?: number) => {
    if (template === undefined) return () => null;
    const ready = compile(template, lookups, maxLength);
    columns.push(...ready.columns);
    return ready.of;
  };
  const [from, to, roles] = [use(mapping.from), use(mapping.to), mapRoles(mapping.role, use)];
  const [since, until, listedOn] = [use(mapping.since), use(mapping.until), use(mapping.listedOn)];
  const { kind, ...evidence } = mapping.evidence;
  const [reference, observedOn] = [use(evidence.reference), use(evidence.observedOn)];
  const details = mapDetails(evidence.details, use);
  const make = (cells: Cells): LineRelationships => {
    const period = { since: dayOf(since(cells)), until: dayOf(until(cells)) };
    if (period.since && period.until && period.since >= period.until) {
      throw new RowError("DATE_ORDER", `${period.since} is not before ${period.until}`);
    }
    const seenOn = dayOf(observedOn(cells));
    if (seenOn && seenOn > today()) throw new RowError("DATE_FUTURE", `${seenOn} has not come yet`);
    const shared = {
      row: "relationship" as const,
      kind: mapping.kind,
      from: { source, number: required(from(cells), "source end") },
      to: { source, number: required(to(cells), "target end") },
      ...period,
      evidence: [{ kind, source, reference: reference(cells), observedOn: seenOn, details: details(cells) }],
    };
    const list = mapping.listedOn === undefined ? null : dayOf(required(listedOn(cells), "day of the list"));
    return { listedOn: list, rows: roles(cells).map((role) => ({ ...shared, role })) };
  };
  return { columns, make };
}

function mapRoles(
  role: RelationshipMapping["role"],
  use: (template: string) => (cells: Cells) => string | null,
): (cells: Cells) => (string | null)[] {
  if (typeof role !== "object") return () => [role ?? null];
  const titles = use(role.titles);
  return (cells) => [...new Set(required(titles(cells), "role").split(role.split).map(roleOf))];

  function roleOf(title: string): string {
    const known = Object.hasOwn((role as { roles: object }).roles, title.trim());
    if (!known) throw new RowError("ROLE_UNKNOWN", `the mapping does not say what role "${title.trim()}" is`);
    return (role as { roles: Record<string, string> }).roles[title.trim()]!;
  }
}

function dayOf(value: string | null): string | null {
  if (value !== null && parseDay(value) === null)
    throw new RowError("DATE_INVALID", `${value} is no day of the calendar`);
  return value;
}
