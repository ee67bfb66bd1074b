import type { Em } from "./database.ts";
import type { Viewer } from "./shared/viewer.ts";

/** What a request carries to every resolver. */
export interface Context {
  viewer: Viewer;
  /** The login role: bank-wide tables only. Private ones are read inside asViewer. */
  em: Em;
  /** The day that "today" means in this request, Asia/Shanghai. */
  today: string;
}
