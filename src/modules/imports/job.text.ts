import type { Language } from "../../context.ts";
import type { Job, JobState } from "./job.record.ts";

const states: Record<JobState, Record<Language, string>> = {
  UPLOADING: { zh: "等待上传", en: "Waiting for its file" },
  QUEUED: { zh: "排队中", en: "Queued" },
  RUNNING: { zh: "正在导入", en: "Running" },
  DONE: { zh: "已完成", en: "Done" },
  FAILED: { zh: "未能完成", en: "Failed" },
  CANCELLED: { zh: "已取消", en: "Cancelled" },
  REVERTING: { zh: "正在撤回", en: "Being taken back" },
  REVERTED: { zh: "已撤回", en: "Taken back" },
};

/** What came of a job, in a sentence; of one that said nothing new, that. */
export function summaryOf({ state, counts }: Pick<Job, "state" | "counts">, language: Language): string {
  const [read, created, updated, unchanged, rejected, pending] = [
    ...[counts.read, counts.created, counts.updated],
    ...[counts.unchanged, counts.rejected, counts.pending],
  ].map((count) => count!.toLocaleString("en-US"));
  const label = states[state][language];
  if (state === "DONE" && counts.read > 0 && counts.unchanged === counts.read)
    return language === "en"
      ? `${label}: nothing changed, all ${read} rows were known already.`
      : `${label}：没有任何变化，全部 ${read} 行都已在库中。`;
  if (state === "DONE" && counts.read > 0 && changedNothing(counts))
    return language === "en"
      ? `${label}: nothing changed; of ${read} rows ${unchanged} were known already, ${rejected} rejected.`
      : `${label}：没有任何变化；共 ${read} 行，其中 ${unchanged} 行已在库中，拒绝 ${rejected}。`;
  return language === "en"
    ? `${label}: ${read} ${counts.read === 1 ? "row" : "rows"} read, ${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected, ${pending} pending.`
    : `${label}：读取 ${read} 行，新增 ${created}，更新 ${updated}，未变 ${unchanged}，拒绝 ${rejected}，待关联 ${pending}。`;
}

/** True when the database is as it was before: no row made or changed anything, and none waits to. */
export const changedNothing = ({ created, updated, pending }: Job["counts"]): boolean =>
  created + updated + pending === 0;
