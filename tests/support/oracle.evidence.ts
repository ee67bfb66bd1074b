/** What relationships follow from evidence, by docs/rules.md alone: slow, in memory, and without a line of the program. Days are YYYY-MM-DD. */

export interface OracleEvidence {
  id: string;
  kind: string;
  source: string;
  /** Who says so within the source; null: the source itself. */
  assertedBy: string | null;
  observedOn: string | null;
  recordedOn: string;
  reference: string | null;
  amount: number | null;
  currency: string | null;
  share: number | null;
  since: string | null;
  until: string | null;
}

export interface OraclePeriod {
  since: string | null;
  until: string | null;
  evidence: string[];
}

const never = 1e9;
const number = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
const text = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const seenOn = (one: OracleEvidence) => number(one.observedOn ?? one.recordedOn);

/** intervals: days between a source's publications, for sources that have any. */
export function periodsOf(evidence: readonly OracleEvidence[], intervals: Record<string, number> = {}): OraclePeriod[] {
  const ends = evidence.flatMap((one) => (one.until === null ? [] : [number(one.until)]));
  let runs = evidence.map((one) => {
    const seen = seenOn(one);
    const known = one.since === null ? seen : number(one.since);
    const start = one.since === null && one.until !== null ? Math.min(seen, number(one.until) - 1) : known;
    const later = ends.filter((end) => end > Math.max(known, seen));
    return { start, end: one.until === null ? Math.min(never, ...later) : number(one.until), all: [{ one, start }] };
  });
  // Two that share a day or touch become one, until no two do; only then those that are bridged, for who says an end is known by then.
  const touches = (a: (typeof runs)[number], b: (typeof runs)[number]) => b.start <= a.end;
  for (let merged = true; merged; ) {
    merged = false;
    for (const goesOn of [touches, bridged]) {
      const pairs = runs.flatMap((a) => runs.map((b) => [a, b] as const));
      const [a, b] = pairs.find(([a, b]) => a !== b && a.start <= b.start && goesOn(a, b)) ?? [];
      if (!a || !b) continue;
      runs = runs.filter((run) => run !== a && run !== b);
      runs.push({ start: a.start, end: Math.max(a.end, b.end), all: [...a.all, ...b.all] });
      merged = true;
      break;
    }
  }
  function bridged(a: (typeof runs)[number], b: (typeof runs)[number]): boolean {
    return b.all.some(({ one, start }) => {
      const isFinal = a.all.some(
        ({ one: said }) => said.source === one.source && said.until !== null && number(said.until) === a.end,
      );
      return !isFinal && start - (a.end - 1) <= (intervals[one.source] ?? -1);
    });
  }
  return runs
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, all }, index) => ({
      since: all.some(({ one }) => one.since === text(start)) || index > 0 ? text(start) : null,
      until: end === never ? null : text(end),
      evidence: all.map(({ one }) => one.id).sort(),
    }));
}

const kinds: Record<string, [strength: number, halfLife: number]> = {
  BILL: [0.95, 730],
  INVOICE: [0.9, 730],
  REGISTRY: [0.95, 3650],
};
const rates: Record<string, number> = { CNY: 1, USD: 7 };
const yearBefore = (day: string) => {
  const [year, rest] = [Number(day.slice(0, 4)) - 1, day.slice(4)];
  return `${year}${rest === "-02-29" ? "-02-28" : rest}`;
};

/** Amounts (in cents, by currency), confidence, recency and share on a day. */
export function valuesOn(evidence: readonly OracleEvidence[], day: string) {
  const latest = new Map<string, OracleEvidence>();
  const byAge = [...evidence].sort((a, b) =>
    (a.observedOn ?? "") < (b.observedOn ?? "")
      ? -1
      : (a.observedOn ?? "") > (b.observedOn ?? "")
        ? 1
        : Number(a.id) - Number(b.id),
  );
  for (const one of byAge) {
    if (one.amount === null || one.observedOn === null || one.observedOn > day) continue;
    latest.set(
      JSON.stringify(one.reference === null ? [one.kind, one.source, one.observedOn] : [one.kind, one.reference]),
      one,
    );
  }
  const totals = new Map<string, { base: number; sums: Map<string, number> }>();
  for (const one of latest.values()) {
    if (one.observedOn! <= yearBefore(day)) continue;
    const total = totals.get(one.kind) ?? { base: 0, sums: new Map() };
    totals.set(one.kind, total);
    total.base += Math.round(one.amount! * 100) * rates[one.currency!]!;
    total.sums.set(one.currency!, (total.sums.get(one.currency!) ?? 0) + Math.round(one.amount! * 100));
  }
  const [winner] = [...totals].sort(([a, x], [b, y]) => y.base - x.base || (a < b ? -1 : 1));
  const sources = new Map<string, number>();
  for (const one of evidence) {
    const [strength, halfLife] = kinds[one.kind]!;
    const age = Math.max(0, number(day) - seenOn(one));
    const says = one.assertedBy ?? one.source;
    sources.set(says, Math.max(sources.get(says) ?? 0, strength * 0.5 ** (age / halfLife)));
  }
  const shared = evidence
    .filter((one) => one.share !== null && seenOn(one) <= number(day))
    .sort((a, b) => seenOn(b) - seenOn(a) || b.share! - a.share!);
  return {
    base: (winner?.[1].base ?? 0) / 100,
    amounts: Object.fromEntries([...(winner?.[1].sums ?? [])].map(([currency, cents]) => [currency, cents / 100])),
    confidence: 1 - [...sources.values()].reduce((product, strength) => product * (1 - strength), 1),
    lastObservedOn: byAge.filter((one) => one.observedOn !== null && one.observedOn <= day).at(-1)?.observedOn ?? null,
    share: shared[0]?.share ?? null,
  };
}
