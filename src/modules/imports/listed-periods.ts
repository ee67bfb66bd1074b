/** A stretch of consecutive lists in which somebody stands. lists: their days; since null: it began before the first list of all. */
export interface ListedPeriod {
  since: string | null;
  /** The day of the first list that has it no more; null when it stands in the newest. */
  until: string | null;
  lists: string[];
}

/**
 * What the days of the lists in which somebody stands say about when it held. published: the days of all lists there are,
 * ascending. A list never published is not among them, so it ends nothing.
 */
export function listedPeriods(published: readonly string[], listed: ReadonlySet<string>): ListedPeriod[] {
  const periods: ListedPeriod[] = [];
  let open: ListedPeriod | undefined;
  published.forEach((day, index) => {
    if (listed.has(day)) {
      open ??= { since: index === 0 ? null : day, until: null, lists: [] };
      open.lists.push(day);
      if (open.lists.length === 1) periods.push(open);
    } else if (open) {
      open.until = day;
      open = undefined;
    }
  });
  return periods;
}
