import type { UserError } from "../../shared/user-error.ts";
import { type BulkReply, countOutcomes, type RowOutcome } from "./platform.call.ts";
import { type Checked, errorsOf } from "./row.check.ts";

/** What became of one row. */
export interface RowResult {
  index: number;
  outcome: RowOutcome;
  errors: UserError[];
  warnings: UserError[];
}

/** Good rows that say the very same as an earlier one are answered by it, with a warning. */
export function setRepeatsApart<Values>(list: string, checked: readonly Checked<Values>[]) {
  const firsts = new Map<string, number>();
  const repeats = new Map<number, number>();
  const distinct = checked.flatMap(({ index, values, warnings }) => {
    if (!values) return [];
    const said = JSON.stringify(values);
    const first = firsts.get(said);
    if (first === undefined) {
      firsts.set(said, index);
      return [{ index, values }];
    }
    repeats.set(index, first);
    const message = `The row says the same as row ${first} of this call.`;
    warnings.push(errorsOf(list)(index, null, "DUPLICATE_ROW", message));
    return [];
  });
  return { distinct, repeats };
}

/**
 * Answers every row of a call: by its plan, by that of the row that it repeats, or by its errors. A row without errors of its own that was
 * planned nowhere conflicts with another one. Ids are answered where something of the row stands.
 */
export function answerRows<Ids extends object>(
  checked: readonly Checked<unknown>[],
  repeats: ReadonlyMap<number, number>,
  planOf: (index: number) => { outcome: RowOutcome; ids: Ids } | undefined,
  noIds: Ids,
  isWritten: boolean,
): BulkReply<RowResult & Ids> {
  const results = checked.map(({ index, errors: own, warnings }): RowResult & Ids => {
    const first = repeats.get(index);
    const errors =
      first === undefined ? own : checked[first]!.errors.map((error) => ({ ...error, field: moved(error, index) }));
    const blank = { index, ...noIds, errors, warnings };
    if (!checked[first ?? index]!.values) return { ...blank, outcome: "REJECTED" };
    const plan = planOf(first ?? index);
    if (!plan) return { ...blank, outcome: "NEEDS_REVIEW" };
    if (!isWritten) return { ...blank, outcome: "NOT_WRITTEN" };
    return { ...blank, ...plan.ids, outcome: first === undefined ? plan.outcome : "UNCHANGED" };
  });
  return { results, counts: countOutcomes(results), userErrors: [] };
}

const moved = ({ field }: UserError, index: number) => field && [field[0]!, String(index), ...field.slice(2)];
