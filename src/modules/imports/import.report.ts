import type { JobCounts } from "./job.record.ts";
import { changedNothing } from "./job.text.ts";
import type { ResultRow } from "./result.loader.ts";

/** How many refused rows the terminal shows; the files have them all. */
export const shownRefusals = 5;

/** What became of a list, for the terminal, in Chinese and English: counts of lines, the first refusals, and where all of them are. */
export function report(counts: JobCounts, refusals: readonly ResultRow[], files: readonly string[]): string {
  const { read, created, updated, unchanged, rejected, pending } = counts;
  const lines = [
    `读取 read ${n(read)} · 新增 created ${n(created)} · 更新 updated ${n(updated)} · 未变 unchanged ${n(unchanged)} · 拒绝 rejected ${n(rejected)}`,
  ];
  if (pending > 0) lines[0] += ` · 待关联 pending ${n(pending)}`;
  if (read > 0 && unchanged === read) lines.push("  没有任何变化 Nothing changed: every row was known already.");
  else if (read > 0 && changedNothing(counts)) lines.push("  没有任何变化 Nothing changed.");
  for (const { name, line, code, message } of refusals.slice(0, shownRefusals))
    lines.push(`  拒绝 rejected ${name}:${line} ${code} ${message}`);
  if (rejected > shownRefusals) lines.push(`  … ${n(rejected - shownRefusals)}`);
  for (const path of files) lines.push(`  未导入的行 rows not imported: ${path}`);
  return lines.join("\n");
}

const n = (count: number): string => count.toLocaleString("en-US");
