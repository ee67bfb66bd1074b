import type { Em } from "./database.ts";
import type { AnswerStream } from "./shared/stream.ts";
import type { Viewer } from "./shared/viewer.ts";

/** What the reader reads: Chinese unless English is asked for. */
export type Language = "zh" | "en";

/** What a request carries to every resolver. */
export interface Context {
  viewer: Viewer;
  /** The login role: bank-wide tables only. Private ones are read inside asViewer. */
  em: Em;
  /** The day that "today" means in this request, Asia/Shanghai. */
  today: string;
  language: Language;
  /** How platforms' keys that are made here begin. */
  keyMark: "live" | "test";
  /** The stream that a subscription answers on; queries and mutations have none. */
  stream?: AnswerStream;
}
