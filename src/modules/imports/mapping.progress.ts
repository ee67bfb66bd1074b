import type { ImportProgress } from "./import.service.ts";
import type { LineCounts } from "./import.tally.ts";
import type { Job } from "./job.record.ts";

/**
 * How far a mapping is. Its files are read as a whole first, so what counts is how much of what they make is written; a job's counts are those of
 * the slices before the one that is being written.
 */
export class MappingProgress implements ImportProgress {
  private readonly byteSize: number;
  private planned = 0;
  private written = 0;
  private soFar: LineCounts;
  private told: LineCounts;

  constructor({ byteSize, counts }: Job) {
    this.byteSize = byteSize;
    this.soFar = this.told = counts;
  }

  onPlanned = (total: number): void => {
    this.planned = total;
  };

  onWritten = (count: number, soFar: LineCounts): void => {
    this.written += count;
    this.soFar = soFar;
  };

  /** That share of the files' bytes. */
  readBytes(): number {
    return this.planned === 0 ? 0 : Math.floor((this.byteSize * this.written) / this.planned);
  }

  /** What the job's counts lack; lines that came to more count there as less. */
  untold({ read, created, updated, unchanged }: LineCounts = this.soFar): LineCounts {
    const { told } = this;
    return {
      read: read - told.read,
      created: created - told.created,
      updated: updated - told.updated,
      unchanged: unchanged - told.unchanged,
    };
  }

  /** It is in the job now. */
  tell(): void {
    this.told = this.soFar;
  }
}
