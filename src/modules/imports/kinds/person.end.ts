import type { Em } from "../../../database.ts";
import { type IdentityRow, resolveEntities } from "../../organizations/identity.service.ts";
import { recordChanges } from "../change.record.ts";
import { CellError, type CellReader } from "./cell.reader.ts";
import { type Column, type Known, type Placed, type RowOutcome, rowKind, type WriteContext } from "./kind.ts";
import { type EndForm, type LinkForm, type LinkRow, linkKind, writePlaced } from "./link.kind.ts";

/** A row whose source is a person, or null where it is an organization of the row's ends. */
interface PersonRow extends LinkRow {
  person: IdentityRow | null;
}

const personColumns = (prefix: string): Column[] => [
  {
    name: `${prefix}_number`,
    required: true,
    about: "The source's own number for the person: a name never tells persons apart.",
  },
  { name: `${prefix}_name`, required: true, about: "The person's name." },
];

/** A kind whose rows come from persons, whom a row makes when nobody has described them. isPerson: null where every row does. */
export function personKind(
  form: Omit<LinkForm, "from">,
  from: EndForm,
  isPerson: ((cells: CellReader) => boolean) | null,
) {
  const plain = linkKind({ ...form, from });
  const own = isPerson ? [] : personColumns(from.prefix);
  const taken = new Set([...own.map(({ name }) => name), ...(isPerson ? [] : [`${from.prefix}_code`])]);
  return rowKind<PersonRow>({
    ...plain,
    columns: [...own, ...plain.columns.filter(({ name }) => !taken.has(name))],
    makesEntities: true,
    parse: (cells) => {
      if (isPerson && !isPerson(cells)) return { ...(plain.parse(cells) as LinkRow), person: null };
      const person = personOf(cells, from.prefix);
      return { ...(plain.parse(cells) as LinkRow), person };
    },
    ends: ({ from: source, to, person }) => (person ? [to] : [source, to]),
    personOf: ({ person }) => (person ? { source: person.source, number: person.number! } : null),
    // Persons have keys of their own.
    keyOf: undefined,
    write: writePersons,
  });
}

function personOf(cells: CellReader, prefix: string): IdentityRow {
  const number = cells.text(`${prefix}_number`, 1500);
  if (number === null)
    throw new CellError("IDENTITY_MISSING", `${prefix}_number`, "a person is known by the source's number alone");
  return {
    type: "PERSON",
    name: cells.required(`${prefix}_name`),
    source: cells.context.source,
    number,
    authority: "OWN",
  };
}

async function writePersons(tx: Em, rows: readonly Placed<PersonRow>[], context: WriteContext): Promise<RowOutcome[]> {
  const persons = rows.flatMap(({ row }) => row.person ?? []);
  const written = await resolveEntities(tx, persons, { importId: context.importId });
  await recordChanges(
    tx,
    context.importId,
    written.flatMap(({ entityId, change }) => (change ? [{ entityId: entityId!, ...change }] : [])),
  );
  let next = 0;
  const placed = rows.map((one): Placed<PersonRow> | null => {
    if (!one.row.person) return one;
    const { entityId } = written[next++]!;
    return entityId === null ? null : { ...one, ends: [{ id: entityId, type: "PERSON" } as Known, one.ends[0]!] };
  });
  const outcomes = await writePlaced(
    tx,
    placed.filter((one) => one !== null),
    context,
  );
  let at = 0;
  return placed.map((one) => (one ? outcomes[at++]! : conflict));
}

const conflict: RowOutcome = {
  outcome: "REJECTED",
  problem: { code: "ROW_CONFLICT", field: null, message: "the person's number belongs to something that is no person" },
};
