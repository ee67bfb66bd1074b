import { setImmediate as others } from "node:timers/promises";
import { currentRequest } from "./request.ts";

/** For so long, in milliseconds, a computation may have the process to itself. */
const turn = 10;

/**
 * Keeps a long computation from holding everybody else up: `if (pace.isDue()) await pace.rest()` in its loops. It ends with its request: then
 * rest throws what ended it.
 */
export class Pace {
  private began = performance.now();

  isDue(): boolean {
    return performance.now() - this.began > turn;
  }

  async rest(): Promise<void> {
    await others();
    currentRequest()?.signal.throwIfAborted();
    this.began = performance.now();
  }
}
