import { setImmediate as others } from "node:timers/promises";
import { currentRequest } from "./request.ts";

/**
 * Keeps a long computation from holding everybody else up: `if (pace.isDue()) await pace.rest()` in its loops. It ends with its request: then
 * rest throws what ended it.
 */
export class Pace {
  private readonly turn: number;
  private began = performance.now();

  /** turn: for so long, in milliseconds, the computation may have the process to itself. */
  constructor(turn = 10) {
    this.turn = turn;
  }

  isDue(): boolean {
    return performance.now() - this.began > this.turn;
  }

  async rest(): Promise<void> {
    await others();
    currentRequest()?.signal.throwIfAborted();
    this.began = performance.now();
  }
}
