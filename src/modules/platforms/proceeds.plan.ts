import { randomUUID } from "node:crypto";
import type { Day } from "../../shared/day.ts";
import { keyOf } from "../../shared/ids.ts";
import { type Judge, readMoney, readReference } from "./case.input.ts";
import type { CaseSlot } from "./case.plan.ts";
import type { ParticipantReference, ParticipantReferenceInput } from "./change.input.ts";
import type { RowProblem } from "./change.plan.ts";
import { findReferences } from "./reference.finder.ts";
import type { GoodRow, ParticipantSlot } from "./registration.slot.ts";
import { type Checked, rowCheck } from "./row.check.ts";

/** One receipt as the platform sent it. */
export interface ProceedsInput {
  caseId?: string | null;
  caseNumber?: string | null;
  reference: string;
  amount: { amount: string; currency: string };
  receivedOn: string;
  accountNumber?: string | null;
  recipient?: ParticipantReferenceInput | null;
  observedOn?: string | null;
}

/** The same, cleaned. */
export interface ProceedsRow {
  key: string | null;
  number: string | null;
  reference: string;
  /** `1000.00 CNY`. */
  money: string;
  receivedOn: Day;
  accountNumber: string | null;
  recipient: ParticipantReference | null;
  observedOn: Day | null;
}

export function checkProceeds(input: ProceedsInput, index: number, { currencies, today }: Judge): Checked<ProceedsRow> {
  const check = rowCheck("proceeds", input, index);
  const key = input.caseId ? (keyOf("case", input.caseId) ?? "") : null;
  const number = check.text("caseNumber", 200);
  if (key === null && number === null && check.errors.length === 0) check.fail([], "CASE_UNNAMED");
  const receivedOn = check.dayBy("receivedOn", today);
  if (receivedOn === null && !check.errors.some((error) => error.field?.at(-1) === "receivedOn"))
    check.fail("receivedOn", "DATE_INVALID");
  return check.done({
    key,
    number,
    reference: check.text("reference", 200, true) ?? "",
    money: readMoney(input.amount, "amount", currencies, check.fail) ?? "",
    receivedOn: receivedOn ?? "",
    accountNumber: check.text("accountNumber", 64),
    recipient: input.recipient ? readReference(input.recipient, ["recipient"], check.fail) : null,
    observedOn: check.dayBy("observedOn", today),
  });
}

/** A receipt while a call is worked out in memory. */
export interface ProceedsSlot {
  id: string;
  caseId: string;
  reference: string;
  recipientId: string;
  money: string;
  receivedOn: Day;
  accountNumber: string | null;
  observedOn: Day;
  isChanged: boolean;
}

export interface PlannedProceeds {
  index: number;
  slot: ProceedsSlot;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED";
}

/** Names a receipt: one a reference of a case. */
export const receiptKey = (caseId: string, reference: string): string => `${caseId} ${reference}`;

/** The case of each row, by `id:` or `number:`. */
export function casesOfRows(rows: readonly GoodRow<ProceedsRow>[], standing: ReadonlyMap<string, CaseSlot>) {
  return new Map(
    rows.map((row) => {
      const { key, number } = row.values;
      const byKey = key === null ? undefined : standing.get(`id:${key}`);
      const byNumber = number === null ? undefined : standing.get(`number:${number}`);
      const isWhole =
        (key === null || byKey) && (number === null || byNumber) && (!byKey || !byNumber || byKey === byNumber);
      return [row, isWhole ? (byKey ?? byNumber ?? null) : null];
    }),
  );
}

/**
 * Works out what receipts mean beside those that stand, changing them in place, in order of the day they count from. A receipt is one
 * thing: the word for the latest day replaces it whole, an older one nothing. A null account or recipient keeps what stands.
 */
export function planProceeds(
  rows: readonly GoodRow<ProceedsRow>[],
  cases: ReadonlyMap<GoodRow<ProceedsRow>, CaseSlot | null>,
  participants: ReadonlyMap<string, ParticipantSlot>,
  standing: ReadonlyMap<string, ProceedsSlot>,
  today: Day,
) {
  const problems: RowProblem[] = [];
  const warnings: RowProblem[] = [];
  const known = new Map(standing);
  const dayOf = (row: GoodRow<ProceedsRow>) => row.values.observedOn ?? today;
  const firsts = new Map<string, GoodRow<ProceedsRow>>();
  const torn = new Set<number>();
  const found = rows.flatMap((row) => {
    const { index, values } = row;
    const ofCase = cases.get(row);
    if (!ofCase) {
      problems.push({ index, field: values.key === null ? "caseNumber" : "caseId", code: "CASE_NOT_FOUND" });
      return [];
    }
    let recipientId = known.get(receiptKey(ofCase.id, values.reference))?.recipientId ?? ofCase.values.administratorId;
    if (values.recipient) {
      const { slots, problems: missing } = findReferences([{ index, values: values.recipient }], participants);
      for (const { code } of missing) problems.push({ index, field: "recipient", code, other: null });
      if (missing.length > 0) return [];
      recipientId = [...slots.values()][0]!.id;
    }
    if (recipientId === null) {
      problems.push({ index, field: "recipient", code: "RECIPIENT_MISSING" });
      return [];
    }
    const key = receiptKey(ofCase.id, values.reference);
    const first = firsts.get(`${key} ${dayOf(row)}`);
    if (first && !torn.has(index)) {
      for (const [one, other] of [[index, first.index] as const, [first.index, index] as const]) {
        if (!torn.has(one)) problems.push({ index: one, field: "reference", code: "ROW_CONFLICT", other });
        torn.add(one);
      }
    }
    firsts.set(`${key} ${dayOf(row)}`, row);
    return [{ row, key, caseId: ofCase.id, recipientId, day: dayOf(row) }];
  });
  const planned = found
    .filter(({ row }) => !torn.has(row.index))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.row.index - b.row.index))
    .map(({ row: { index, values }, key, caseId, recipientId, day }): PlannedProceeds => {
      const { reference, money, receivedOn } = values;
      const slot = known.get(key);
      const said = {
        recipientId,
        money,
        receivedOn,
        accountNumber: values.accountNumber ?? slot?.accountNumber ?? null,
      };
      if (!slot) {
        const made = { id: randomUUID(), caseId, reference, ...said, observedOn: day, isChanged: true };
        known.set(key, made);
        return { index, slot: made, outcome: "CREATED" };
      }
      const isSame = (Object.keys(said) as (keyof typeof said)[]).every((field) => said[field] === slot[field]);
      if (day < slot.observedOn) {
        if (!isSame) warnings.push({ index, field: "reference", code: "NEWER_STANDS" });
        return { index, slot, outcome: "UNCHANGED" };
      }
      if (isSame && (values.observedOn === null || day === slot.observedOn))
        return { index, slot, outcome: "UNCHANGED" };
      Object.assign(slot, said, { observedOn: day, isChanged: true });
      return { index, slot, outcome: isSame ? "UNCHANGED" : "UPDATED" };
    });
  return { planned, problems, warnings };
}
