import type { Em } from "../../database.ts";
import type { Job } from "./job.record.ts";
import type { Work } from "./row.job.ts";

export async function revertJob(_em: Em, _job: Job, _work: Work): Promise<boolean> {
  return false;
}
