import type { ImportSummary, Thing } from "./import.tally.ts";

const labels: Record<Thing, string> = {
  organizations: "企业/机构 organizations",
  persons: "人员 persons",
  groups: "群体 groups",
  platforms: "场景平台 platforms",
  relationships: "关系 relationships",
  evidence: "证据 evidence",
  accounts: "账户 accounts",
};
// How many rejections the terminal shows; the files have them all.
const shown = 5;

/** The summary for the terminal, in Chinese and English: lines first, then what they made, then where the rejected ones are. */
export function report(summary: ImportSummary, rejectedFiles: readonly string[]): string {
  const { read, created, updated, unchanged, rejected, rejections } = summary;
  const lines = [
    `读取 read ${n(read)} · 新增 created ${n(created)} · 更新 updated ${n(updated)} · 未变 unchanged ${n(unchanged)} · 拒绝 rejected ${n(rejected)}`,
  ];
  for (const [thing, label] of Object.entries(labels) as [Thing, string][]) {
    const counts = summary.things[thing];
    if (counts.CREATED + counts.UPDATED + counts.UNCHANGED === 0) continue;
    lines.push(`  ${label}: +${n(counts.CREATED)} ~${n(counts.UPDATED)} =${n(counts.UNCHANGED)}`);
  }
  for (const { file, line, code, reason } of rejections.slice(0, shown))
    lines.push(`  拒绝 rejected ${file}${line === null ? "" : `:${line}`} ${code} ${reason}`);
  if (rejections.length > shown) lines.push(`  … ${n(rejections.length - shown)}`);
  for (const path of rejectedFiles) lines.push(`  被拒行 rejected lines: ${path}`);
  return lines.join("\n");
}

const n = (count: number): string => count.toLocaleString("en-US");
