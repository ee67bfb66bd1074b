import type { Em } from "../../../database.ts";
import type { Day } from "../../../shared/day.ts";
import { EvidenceKind } from "../../graph/graph.enums.ts";
import { keyOf } from "../../graph/relationship.policy.ts";
import type { EntityType } from "../../organizations/identity.policy.ts";
import { type Link, writeLinks } from "../link.writer.ts";
import { CellError, type CellReader, endColumns } from "./cell.reader.ts";
import { type Column, type End, type Placed, type RowOutcome, rowKind, type WriteContext } from "./kind.ts";

export const evidenceKinds = Object.keys(EvidenceKind) as EvidenceKind[];

/** One claim that a relationship held, and the sighting behind it. */
export interface LinkRow {
  kind: string;
  from: End;
  to: End;
  role: string | null;
  since: Day | null;
  until: Day | null;
  evidenceKind: EvidenceKind;
  reference: string | null;
  observedOn: Day | null;
  amount: string | null;
  currency: string | null;
  /** Of OWNS alone. */
  share: string | null;
}

/** What one end of a kind is called in the columns, and what it may be. */
export interface EndForm {
  prefix: string;
  about: string;
  types: readonly EntityType[];
}

/** What tells one kind of relationship from another; from and to are its source and target. */
export interface LinkForm {
  name: string;
  about: string;
  kind: string;
  from: EndForm;
  to: EndForm;
  /** What an evidence_kind that is not said is. */
  evidenceKind: EvidenceKind;
  role?: { columns: readonly Column[]; of: (cells: CellReader) => string | null };
  hasShare?: boolean;
}

export const sightingColumns = (evidenceKind: EvidenceKind): Column[] => [
  { name: "since", required: false, about: "First day on which it held; empty: not known." },
  { name: "until", required: false, about: "First day on which it held no more; empty: it still holds." },
  {
    name: "evidence_kind",
    required: false,
    about: `One of ${evidenceKinds.join(", ")}; empty: ${evidenceKind}.`,
  },
  { name: "reference", required: false, about: "Number of the document, kept as text; private." },
  { name: "observed_on", required: false, about: "Day of the document, or on which it was seen; not after today." },
  { name: "amount", required: false, about: "Amount of the document, exact, at most two decimals; private." },
  { name: "currency", required: false, about: "Currency of the amount; empty: CNY." },
];

/** A kind of list whose rows are relationships of one kind. */
export const linkKind = (form: LinkForm) =>
  rowKind<LinkRow>({
    name: form.name,
    about: form.about,
    columns: [
      ...[form.from, form.to].flatMap(({ prefix, about, types }) =>
        endColumns(prefix, about, types.includes("ORGANIZATION")),
      ),
      ...(form.role?.columns ?? []),
      ...(form.hasShare ? [{ name: "share", required: false, about: "The share held, 0 to 1." }] : []),
      ...sightingColumns(form.evidenceKind),
    ],
    makesEntities: false,
    parse: (cells) => {
      const from = cells.end(form.from.prefix, form.from.types);
      const to = cells.end(form.to.prefix, form.to.types);
      const role = form.role?.of(cells) ?? null;
      const share = form.hasShare ? cells.share("share") : null;
      // Named one by one: behind a spread an object grows value by value, and millions are made.
      const { since, until, evidenceKind, reference, observedOn, amount, currency } = sighting(
        cells,
        form.evidenceKind,
      );
      const { kind } = form;
      return { kind, from, to, role, share, since, until, evidenceKind, reference, observedOn, amount, currency };
    },
    ends: ({ from, to }) => [from, to],
    keyOf: linkKey,
    write: writePlaced,
  });

/** The period and the evidence of a row. Throws CellError. */
export function sighting(cells: CellReader, evidenceKind: EvidenceKind) {
  const since = cells.day("since");
  const until = cells.day("until");
  if (since !== null && until !== null && since >= until)
    throw new CellError("DATE_ORDER", "until", "until is not after since");
  // It may lie before since: a contract is signed before the days that it speaks of.
  const observedOn = cells.pastDay("observed_on");
  const amount = cells.amount("amount");
  return {
    since,
    until,
    evidenceKind: cells.oneOf("evidence_kind", evidenceKinds) ?? evidenceKind,
    reference: cells.text("reference", 200),
    observedOn,
    amount,
    currency: cells.currency("currency", amount),
  };
}

/** The key of a row's relationship. */
export const linkKey = ({ row, ends }: Placed<LinkRow>): string =>
  keyOf({ sourceId: ends[0]!.id, targetId: ends[1]!.id, kind: row.kind, role: row.role });

const outcomes = {
  CREATED: { outcome: "CREATED" },
  UPDATED: { outcome: "UPDATED" },
  UNCHANGED: { outcome: "UNCHANGED" },
} as const satisfies Record<string, RowOutcome>;

/** Writes relationships whose ends are known. */
export async function writePlaced(
  tx: Em,
  rows: readonly Placed<LinkRow>[],
  context: WriteContext,
): Promise<RowOutcome[]> {
  const telling = rows.filter((one) => !isWithinOne(one));
  const links = telling.map(
    ({ row, ends }): Link => ({
      kind: row.kind,
      sourceId: ends[0]!.id,
      targetId: ends[1]!.id,
      role: row.role,
      since: row.since,
      until: row.until,
      evidenceKind: row.evidenceKind,
      reference: row.reference,
      observedOn: row.observedOn,
      amount: row.amount,
      currency: row.currency,
      share: row.share,
    }),
  );
  const written = (await writeLinks(tx, links, context)).values();
  return rows.map((one) => outcomes[isWithinOne(one) ? "UNCHANGED" : written.next().value!]);
}

/** Two names of what is one organization by now, as a merge decided: what stood between the two says nothing any more. */
const isWithinOne = ({ row: { from, to }, ends }: Placed<LinkRow>): boolean =>
  ends[0]!.id === ends[1]!.id && (from.source !== to.source || from.number !== to.number);
