/** A stream of answers that is open, as far as what runs below the door must know of it. */
export interface AnswerStream {
  /** Aborted when it is to end: its caller went away or may not read any more, or the server stops. */
  readonly signal: AbortSignal;
  /** Runs a part of its work in its turn and within the time of a request. */
  within<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until more was published than stood at a position; answers how far it is now, null when the stream is to end. */
  behind(position: string): Promise<string | null>;
}
