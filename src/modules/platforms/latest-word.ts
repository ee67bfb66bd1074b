import type { Day } from "../../shared/day.ts";

/** Values by field, and the day each was last said for; left out: before any day that is known. */
export interface Worded<Field extends string> {
  values: { [F in Field]: string | null };
  saidOn: { [F in Field]?: Day };
}

/**
 * Takes over what a row says, each value by itself: the word for the latest day holds, of one day the one that came last. An older row fills
 * what is unknown. Answers whether a value changed, whether anything was noted at all, and the fields of which something newer stands.
 */
export function takeLatest<Field extends string>(
  target: Worded<Field>,
  said: { [F in Field]?: string | null },
  { day, isDated }: { day: Day; isDated: boolean },
  isFixed: (field: Field) => boolean = () => false,
): { isChanged: boolean; isNoted: boolean; older: Field[] } {
  const { values, saidOn } = target;
  const fields = (Object.keys(values) as Field[]).filter((field) => said[field] != null);
  const older: Field[] = [];
  let isChanged = false;
  for (const field of fields) {
    if (said[field] === values[field]) continue;
    if (values[field] && (isFixed(field) || day < (saidOn[field] ?? ""))) {
      older.push(field);
      continue;
    }
    values[field] = said[field]!;
    saidOn[field] = day;
    isChanged = true;
  }
  // Said again for a later day: what was said between the two is older now. A row without a day that brings nothing new is a mere repeat.
  let isNoted = isChanged;
  for (const field of isDated || isChanged ? fields : []) {
    if (said[field] !== values[field] || day <= (saidOn[field] ?? "")) continue;
    saidOn[field] = day;
    isNoted = true;
  }
  return { isChanged, isNoted, older };
}
