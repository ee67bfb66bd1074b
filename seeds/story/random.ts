/** A small seeded generator (mulberry32): the same name tells the same story on every machine. */
export class Random {
  private state: number;

  constructor(name: string) {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
    this.state = hash >>> 0;
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Both ends included. */
  int(low: number, high: number): number {
    return low + (this.next() % (high - low + 1));
  }

  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  sample<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) taken.push(...rest.splice(this.int(0, rest.length - 1), 1));
    return taken;
  }

  /**
   * A day in [from, to], never after the 28th: when the loader shifts the story by whole months, every day survives
   * as it is and no interval changes its order.
   */
  day(from: string, to: string): string {
    if (from > to) throw new Error(`no day between ${from} and ${to}`);
    const first = monthNumber(from);
    const last = monthNumber(to);
    for (let attempt = 0; attempt < 200; attempt++) {
      const day = `${monthText(this.int(first, last))}-${String(this.int(1, 28)).padStart(2, "0")}`;
      if (day >= from && day <= to) return day;
    }
    return from;
  }
}

const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const monthText = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;

/** The same day some months later; story days are at most the 28th, so it always exists. */
export const monthsLater = (day: string, months: number) => monthText(monthNumber(day) + months) + day.slice(7);

/** The last day of that month and of the ones before it, oldest first. */
export function monthEnds(lastMonth: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const month = monthText(monthNumber(`${lastMonth}-01`) - count + 1 + index);
    const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
    return `${month}-${days}`;
  });
}
