import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** How many rows of each list. */
export interface ListSizes {
  organizations: number;
  relationships: number;
}

/** Writes the two lists, the same for the same sizes: organizations by number, and supplies with a day and an amount, a few buyers being hubs. */
export async function drawFiles(paths: { organizations: string; supplies: string }, sizes: ListSizes): Promise<void> {
  let state = 11;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const [first, middle] = ["宏远华盛泰康金鑫恒达", "贸易材料科技机械食品医药建筑纺织电子化工"];
  await write(paths.organizations, "number,name,region,industry", sizes.organizations, (at) => {
    const name = `${first[next(10)]}${first[next(10)]}${middle.slice(2 * next(10)).slice(0, 2)}${at}有限公司`;
    return `N${at},${name},350${100 + next(9) * 100},C30${10 + next(80)}`;
  });
  await write(
    paths.supplies,
    "supplier_number,buyer_number,observed_on,evidence_kind,amount",
    sizes.relationships,
    (at) => {
      // Every pair once: a supplier's buyers lie apart from each other.
      const from = at % sizes.organizations;
      const step = Math.floor(at / sizes.organizations) * 7_919 + 1 + next(7_000);
      const to = (from + step) % sizes.organizations;
      return `N${from},N${to},2026-0${1 + next(9)}-1${next(10)},INVOICE,${next(1_000_000)}.${10 + next(90)}`;
    },
  );
}

async function write(path: string, header: string, rows: number, row: (at: number) => string): Promise<void> {
  const file = createWriteStream(path);
  let block = `${header}\n`;
  for (let at = 0; at < rows; at += 1) {
    block += `${row(at)}\n`;
    if (block.length < 1_000_000) continue;
    if (!file.write(block)) await once(file, "drain");
    block = "";
  }
  file.end(block);
  await once(file, "finish");
}
