import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { canStartCluster, startCluster } from "../tests/support/cluster.ts";
import { type Service, startService, tokenFor } from "../tests/support/service.ts";

const rows = Number(process.env.DRILL_ROWS ?? 1_000_000);
const chunkRows = 20_000;
const jobFields = "state counts { read created rejected } rowsPerSecond remainingSeconds";

/** One row in a hundred is bad, in one of four ways. */
function rowOf(at: number): string {
  if (at % 100 !== 7) return `N${at},第${at}号建材有限公司,350200,ACTIVE\n`;
  return [
    `N${at},,350200,ACTIVE\n`,
    `,没有编号${at},350200,ACTIVE\n`,
    `N${at},状态不明${at},350200,SLEEPING\n`,
    `N${at},少一格${at}\n`,
  ][Math.floor(at / 100) % 4]!;
}

/** A list of a million rows through the doors of a server: in by chunks, its errors page by page, and the result file. */
export async function rowsDrill(): Promise<void> {
  if (!canStartCluster) throw new Error("no programs of a PostgreSQL server under /usr/lib/postgresql");
  const cluster = await startCluster();
  let service: Service | undefined;
  try {
    service = await startService({ DATABASE_URL: await cluster.makeDatabase("rows", "empty") });
    const { url, process: server } = service;
    const token = await tokenFor("HEAD_OFFICE");
    const headers = { authorization: `Bearer ${token}` };
    const ask = async (query: string, variables?: object) => (await service!.ask(token, query, variables))!.data;
    const input = { kind: "ORGANIZATION", source: "drill", files: [{ name: "rows.csv" }] };
    const say = (what: string) => {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))![1]!;
      console.log(`${what}; peak memory of the server ${Math.round(Number(peak) / 1024)} MiB`);
    };
    const made = await ask("mutation ($input: CreateImportInput!) { createImport(input: $input) { job { id } } }", {
      input,
    });
    const id: string = made.createImport.job.id;
    for (let number = 1; (number - 1) * chunkRows < rows; number += 1) {
      const from = (number - 1) * chunkRows;
      const lines = Array.from({ length: Math.min(chunkRows, rows - from) }, (_, at) => rowOf(from + at));
      const body = (number === 1 ? "number,name,region,status\n" : "") + lines.join("");
      const { status } = await fetch(`${url}/imports/${id}/chunks/${number}`, { method: "PUT", headers, body });
      if (status !== 201) throw new Error(`chunk ${number}: ${status}`);
    }
    say("uploaded");
    const began = performance.now();
    await ask("mutation ($id: ID!) { startImport(input: { id: $id }) { job { id } } }", { id });
    let job: { state: string; counts: object };
    do {
      await pause(5_000);
      job = (await ask(`query ($id: ID!) { node(id: $id) { ... on ImportJob { ${jobFields} } } }`, { id })).node;
      console.log(JSON.stringify(job));
    } while (["QUEUED", "RUNNING"].includes(job.state));
    say(`loaded in ${((performance.now() - began) / 1000).toFixed(1)} s`);

    const codes = new Map<string, number>();
    let [pages, slowest, after]: [number, number, string | null] = [0, 0, null];
    do {
      const since = performance.now();
      const { node } = await ask(
        `query ($id: ID!, $after: String) { node(id: $id) { ... on ImportJob { errors(first: 100, after: $after) {
          nodes { line field code message fields } pageInfo { hasNextPage endCursor } } } } }`,
        { id, after },
      );
      slowest = Math.max(slowest, performance.now() - since);
      pages += 1;
      for (const { code } of node.errors.nodes as { code: string }[]) codes.set(code, (codes.get(code) ?? 0) + 1);
      after = node.errors.pageInfo.hasNextPage ? node.errors.pageInfo.endCursor : null;
    } while (after !== null);
    say(
      `${pages} pages of errors, the slowest in ${slowest.toFixed(0)} ms: ${JSON.stringify(Object.fromEntries(codes))}`,
    );

    const result = await (await fetch(`${url}/imports/${id}/result`, { headers })).text();
    say(`result file: ${result.trim().split("\n").length - 1} rows, ${result.length} characters`);
  } finally {
    await service?.stop();
    await cluster.remove();
  }
}
