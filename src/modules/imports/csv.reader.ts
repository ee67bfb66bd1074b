import { open } from "node:fs/promises";
import type { FileRejection, FileRow } from "./job.record.ts";
import { readRows } from "./row.reader.ts";

const pieceSize = 65_536;

/**
 * The rows of a CSV file on disk, as readRows has them. onBytes hears how many bytes each read took. Throws CsvError for a file that cannot be
 * read as asked, and what the system says when there is none.
 */
export async function* readCsv(
  path: string,
  columns: readonly string[],
  onBytes?: (count: number) => void,
): AsyncGenerator<FileRow | FileRejection> {
  const file = await open(path);
  const readPiece = async (number: number) => {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceSize), 0, pieceSize, (number - 1) * pieceSize);
    onBytes?.(bytesRead);
    return bytesRead > 0 ? buffer.subarray(0, bytesRead) : null;
  };
  try {
    yield* readRows(readPiece, "CSV", columns, null);
  } finally {
    await file.close();
  }
}
