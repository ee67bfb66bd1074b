import { bucketOf } from "../../shared/locks.ts";
import type { ReadRow } from "./job.slice.ts";
import type { Known, RowKind } from "./kinds/kind.ts";

/**
 * A slice in parts that lock nothing of each other, so that as many transactions can write it beside each other: rows of one key are in the same
 * part of every slice, in their order. A kind whose rows have more than one key has one part. Places of rows in the slice; a part may be empty.
 */
export function partsOf(kind: RowKind, rows: readonly ReadRow[], count: number, isWritten: (at: number) => boolean) {
  const parts: number[][] = Array.from({ length: kind.keyOf ? count : 1 }, () => []);
  for (let at = 0; at < rows.length; at += 1) {
    if (isWritten(at)) continue;
    const { row, known } = rows[at]!;
    const key = row !== undefined && kind.keyOf && isKnown(known!) ? kind.keyOf({ row, ends: known }) : null;
    parts[(key === null ? at : bucketOf(key)) % parts.length]!.push(at);
  }
  return parts;
}

const isKnown = (known: readonly (Known | null)[]): known is Known[] => known.every((end) => end !== null);

/** Which rows behind a position are written already: what a server leaves that was killed between the parts of a slice. */
export class WrittenRows {
  private bits: Buffer;

  constructor(text: string | undefined) {
    this.bits = Buffer.from(text ?? "", "base64");
  }

  /** So many rows behind the position may be among them. */
  get length(): number {
    return this.bits.length * 8;
  }

  has = (at: number): boolean => ((this.bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;

  with(places: readonly number[]): WrittenRows {
    const all = new WrittenRows(undefined);
    all.bits = Buffer.alloc(Math.max(this.bits.length, ((places.at(-1) ?? -8) >> 3) + 1));
    this.bits.copy(all.bits);
    for (const at of places) all.bits[at >> 3]! |= 1 << (at & 7);
    return all;
  }

  /** Of slices that follow each other; null when nothing is written of any. */
  static joined(slices: readonly { length: number; written: WrittenRows }[]): WrittenRows | null {
    const places: number[] = [];
    let from = 0;
    for (const { length, written } of slices) {
      for (let at = 0; at < Math.min(length, written.length); at += 1) if (written.has(at)) places.push(from + at);
      from += length;
    }
    return places.length === 0 ? null : new WrittenRows(undefined).with(places);
  }

  toString(): string {
    return this.bits.toString("base64");
  }
}
