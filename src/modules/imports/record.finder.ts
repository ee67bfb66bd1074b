import type { TextEncoding } from "./text.encoding.ts";

const [lineFeed, carriageReturn, quote, comma] = [0x0a, 0x0d, 0x22, 0x2c];

/** Where a record lies in a buffer: from start to end without its line break, the following one at next. breaks: lines that it goes over. */
export interface FoundRecord {
  start: number;
  end: number;
  next: number;
  breaks: number;
  /** It has a quote somewhere. */
  isQuoted: boolean;
  /** Its line was ended by a line break, not by the end of the file. */
  isEnded: boolean;
  /** The file ended inside its quotes. */
  isOpen: boolean;
}

type Place = "fieldStart" | "bare" | "quoted" | "afterQuote";

/**
 * Finds the ends of records in bytes, before anything is decoded: no byte of a character of UTF-8 or GB18030 looks like a quote, a comma or a
 * line break, and in UTF-16 whole units are looked at. A quote opens at the start of a field alone. Line breaks are LF, CRLF and CR.
 */
export class RecordFinder {
  /** Where the record that is being looked for begins. */
  start = 0;
  private at = 0;
  private place: Place = "fieldStart";
  private breaks = 0;
  private isQuoted = false;
  private nextQuote = -1;
  private nextReturn = -1;
  private readonly width: number;
  private readonly low: number;
  private readonly hasQuotes: boolean;

  /** hasQuotes: of CSV; lines of NDJSON are lines whatever is in them. */
  constructor(encoding: TextEncoding | null, hasQuotes: boolean) {
    this.width = encoding === "utf16le" || encoding === "utf16be" ? 2 : 1;
    this.low = encoding === "utf16be" ? 1 : 0;
    this.hasQuotes = hasQuotes;
  }

  /** The first record begins here. */
  begin(at: number): void {
    this.start = this.at = at;
  }

  /** How many bytes of the record were looked at without finding its end. */
  get seen(): number {
    return this.at - this.start;
  }

  /** The buffer has lost so many bytes at its front and others may have come behind. */
  moved(by: number): void {
    this.start -= by;
    this.at -= by;
    this.nextQuote = this.nextReturn = -1;
  }

  /** Forgets how the record begins, but not whether a quote is open; answers how many bytes that are. */
  dropSeen(): number {
    const { seen } = this;
    this.start = this.at;
    return seen;
  }

  /** The record that begins at start; null when the buffer ends before it does and more is to come. */
  find(buffer: Buffer, isWhole: boolean): FoundRecord | null {
    return (this.width === 1 && this.plainLine(buffer)) || this.anyRecord(buffer, isWhole);
  }

  /** The usual case, by searches of the runtime's own: a line without quotes. */
  private plainLine(buffer: Buffer): FoundRecord | null {
    if (this.at !== this.start || this.place !== "fieldStart") return null;
    const feed = buffer.indexOf(lineFeed, this.start);
    if (feed < 0) return null;
    if (this.hasQuotes && this.nextQuote < this.start) this.nextQuote = indexOr(buffer, quote, this.start);
    if (this.nextReturn < this.start) this.nextReturn = indexOr(buffer, carriageReturn, this.start);
    if ((this.hasQuotes && this.nextQuote < feed) || this.nextReturn < feed - 1) return null;
    return this.ended(this.nextReturn < feed ? feed - 1 : feed, feed + 1, true);
  }

  private anyRecord(buffer: Buffer, isWhole: boolean): FoundRecord | null {
    for (const last = buffer.length - this.width; this.at <= last; this.at += this.width) {
      const unit = this.unitAt(buffer, this.at);
      if (unit === lineFeed || unit === carriageReturn) {
        const after = this.at + this.width;
        // Only the next unit tells whether a CR is a line break of its own.
        if (unit === carriageReturn && after > last && !isWhole) return null;
        const isPair = unit === carriageReturn && after <= last && this.unitAt(buffer, after) === lineFeed;
        if (this.place !== "quoted") return this.ended(this.at, isPair ? after + this.width : after, true);
        this.breaks += 1;
        if (isPair) this.at = after;
      } else if (this.hasQuotes) this.step(unit);
    }
    if (!isWhole) return null;
    return this.ended(buffer.length, buffer.length, false);
  }

  private step(unit: number): void {
    if (unit === quote) {
      this.isQuoted = true;
      if (this.place === "fieldStart" || this.place === "afterQuote") this.place = "quoted";
      else if (this.place === "quoted") this.place = "afterQuote";
    } else if (this.place !== "quoted") this.place = unit === comma ? "fieldStart" : "bare";
  }

  private ended(end: number, next: number, isEnded: boolean): FoundRecord {
    const { start, breaks, isQuoted, place } = this;
    this.start = this.at = next;
    this.place = "fieldStart";
    this.breaks = 0;
    this.isQuoted = false;
    return { start, end, next, breaks, isQuoted, isEnded, isOpen: place === "quoted" };
  }

  private unitAt(buffer: Buffer, index: number): number {
    if (this.width === 1) return buffer[index]!;
    return buffer[index + this.low]! | (buffer[index + 1 - this.low]! << 8);
  }
}

const indexOr = (buffer: Buffer, unit: number, from: number): number => {
  const index = buffer.indexOf(unit, from);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
};

/** The fields of a record of CSV. A quoted field that goes on behind its closing quote is taken as it stands, quotes included. */
export function fieldsOf(record: string, isQuoted: boolean): string[] {
  if (!isQuoted) return record.split(",");
  const text = record.replace(/\r\n?/g, "\n");
  const fields: string[] = [];
  for (let at = 0; ; ) {
    let field = "";
    if (text[at] === '"') {
      let close = at;
      do {
        const next = text.indexOf('"', close + 1);
        field += text.slice(close + 1, next < 0 ? text.length : next);
        close = next < 0 ? text.length : next + 1;
        if (text[close] === '"') field += '"';
      } while (text[close] === '"');
      at = close;
      if (at < text.length && text[at] !== ",") field = `"${field}"`;
    }
    const end = text.indexOf(",", at);
    fields.push(field + text.slice(at, end < 0 ? text.length : end));
    if (end < 0) return fields;
    at = end + 1;
  }
}
