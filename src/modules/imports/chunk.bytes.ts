import type { Position, RowPlace } from "./job.record.ts";

/** A chunk of a file by its number, from 1; null past the last one. */
export type ReadChunk = (number: number) => Promise<Buffer | null>;

/** What is looked at of a file in chunks: the bytes from some place on, and as many chunks of them as were asked for. */
export class ChunkBytes {
  buffer: Buffer = Buffer.alloc(0);
  /** Nothing follows what is in the buffer. */
  isWhole = false;
  private readonly readChunk: ReadChunk;
  /** Where in the buffer which chunk continues: the first at 0 or before. */
  private borders: { chunk: number; at: number }[];
  private nextChunk: number;
  private skipped: number;

  constructor(readChunk: ReadChunk, { chunk, offset }: Pick<Position, "chunk" | "offset">) {
    this.readChunk = readChunk;
    this.borders = [{ chunk, at: -offset }];
    this.nextChunk = chunk;
    this.skipped = offset;
  }

  /** The last chunk that was asked for. */
  get lastChunk(): number {
    return this.nextChunk - 1;
  }

  /** Lets go of what lies before an index, and appends the next chunk to the rest. */
  async more(from: number): Promise<void> {
    const rest = this.buffer.subarray(from);
    const chunk = await this.readChunk(this.nextChunk);
    this.isWhole = chunk === null;
    if (this.nextChunk > this.borders[0]!.chunk) this.borders.push({ chunk: this.nextChunk, at: this.buffer.length });
    const added = chunk?.subarray(this.skipped) ?? Buffer.alloc(0);
    this.nextChunk += 1;
    this.skipped = 0;
    this.buffer = rest.length > 0 ? Buffer.concat([rest, added]) : added;
    this.borders = this.borders.map(({ chunk: number, at }) => ({ chunk: number, at: at - from }));
    while (this.borders.length > 1 && this.borders[1]!.at <= 0) this.borders.shift();
  }

  /** A row of some line whose following one begins at an index of the buffer, on another line. */
  rowAt(line: number, index: number, nextLine: number): RowPlace {
    let border = this.borders[0]!;
    for (const next of this.borders) if (next.at <= index) border = next;
    return new Place(line, border.chunk, index - border.at, nextLine);
  }
}

/** Millions are made, and of one in thousands it is asked where to go on. */
class Place implements RowPlace {
  readonly line: number;
  private readonly chunk: number;
  private readonly offset: number;
  private readonly nextLine: number;

  constructor(line: number, chunk: number, offset: number, nextLine: number) {
    this.line = line;
    this.chunk = chunk;
    this.offset = offset;
    this.nextLine = nextLine;
  }

  get next(): Position {
    return { chunk: this.chunk, offset: this.offset, line: this.nextLine };
  }
}
