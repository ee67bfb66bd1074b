import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import iconv from "iconv-lite";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pgliteExtensions, pgliteParsers } from "../src/database.ts";
import { lockDirectory } from "../src/shared/directory-lock.ts";
import { onPostgres, onServer, urlOf } from "./support/database.ts";

/** `npm run import` from end to end: what a file of somebody else's looks like, what the user of the terminal is told. */
const root = join(import.meta.dirname, "..");
const dataDir = mkdtempSync(join(tmpdir(), "import-data-"));
const name = `pg_test_import_${process.pid}`;
const server = process.env.TEST_DATABASE_URL;
const databaseUrl = server ? urlOf(server, name) : "";
let folder: string;

beforeAll(async () => {
  if (server) return onServer(server, `create database ${name} template ${process.env.TEST_TEMPLATE}`);
  const loadDataDir = new Blob([await readFile(process.env.TEST_PGLITE_DUMP!)]);
  const options = { loadDataDir, extensions: pgliteExtensions, parsers: pgliteParsers };
  await (await PGlite.create({ dataDir: join(dataDir, "pglite"), ...options })).close();
});
afterAll(async () => {
  if (server) await onServer(server, `drop database if exists ${name} with (force)`);
  rmSync(dataDir, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "import-files-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

function start(args: string[], env: NodeJS.ProcessEnv = {}, cwd = folder) {
  return spawn(
    process.execPath,
    ["--import", join(root, "node_modules/tsx/dist/loader.mjs"), join(root, "src/commands/import.ts"), ...args],
    {
      cwd,
      env: { ...process.env, NODE_ENV: "development", DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...env },
    },
  );
}

async function run(args: string[], env: NodeJS.ProcessEnv = {}, cwd = folder) {
  const child = start(args, env, cwd);
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  const [code] = await once(child, "close");
  return { code, out: said.out, err: said.err.trim() };
}

async function jobsOf(source: string): Promise<{ state: string; read_count: string }[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query("select state, read_count from import_job where source = $1", [source])).rows;
  } finally {
    await client.end();
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const header = "province_code,province,city_code,city,name,address";
const hospital = (of: string, address = "") => `360000,江西省,360900,宜春市,${of},${address}`;
const file = (content: string | Buffer, of = "hospitals.csv") => {
  writeFileSync(join(folder, of), content);
  return join(folder, of);
};
const summary = (counts: number[]) =>
  `读取 read ${counts[0]} · 新增 created ${counts[1]} · 更新 updated ${counts[2]} · 未变 unchanged ${counts[3]} · 拒绝 rejected ${counts[4]}`;

// Every start of the command opens a database: seconds each on the embedded one, on a busy machine more.
describe("npm run import", { timeout: 180_000 }, () => {
  test("takes GB18030 with CRLF and a cut last line, says what it refused and where, and nothing the second time", async () => {
    const whole = [
      header,
      hospital("仁和医院", '"东湖路\r\n1号"'),
      hospital("康宁医院"),
      hospital("坏\u0001医院"),
    ].join("\r\n");
    const source = file(iconv.encode(`${whole}\r\n360000,江西省,360900,宜`, "gb18030"));
    const first = await run(["hospitals", source]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain(summary([4, 2, 0, 0, 2]));
    const rejected = join(folder, "hospitals.rejected.csv");
    expect(first.out).toContain(rejected);
    expect(readFileSync(rejected, "utf8").split("\n")).toEqual([
      "\ufeffline,code,reason,fields",
      expect.stringMatching(/^5,TEXT_CONTROL_CHARACTER,in column name,360000,江西省,360900,宜春市,坏.医院,$/u),
      expect.stringMatching(/^6,CSV_TRUNCATED,.*,360000,江西省,360900,宜$/),
      "",
    ]);

    // The same hospitals as UTF-8 with a byte order mark, mended: the old report goes.
    const mended = file(`\ufeff${[header, hospital("仁和医院"), hospital("康宁医院")].join("\n")}\n`);
    const second = await run(["hospitals", mended]);
    expect(second).toMatchObject({ code: 0, err: "" });
    expect(second.out).toContain(summary([2, 0, 0, 2, 0]));
    expect(existsSync(rejected)).toBe(false);
  });

  test("takes a list in a format of ours, says what waits and takes it up when the other end comes", async () => {
    const firms = file("name,number\n一号建材,1\n二号建材,2\n", "firms.csv");
    const asked = await run(["organization", firms]);
    expect(asked).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/^Whose list is it\?.*--source/) });
    const supplies = [
      '{"supplier_number":1,"buyer_number":"2","amount":12.50}',
      '{"supplier_number":1,"buyer_number":9223372036854775807}',
      '{"supplier_number":1,"buyer_number":2,"amount":-1}',
    ];
    const list = file(`${supplies.join("\n")}\n`, "supplies.ndjson");
    const first = await run(["supply", list, "--source", "terminal"]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain(`${summary([3, 0, 0, 0, 1])} · 待关联 pending 2`);
    expect(first.out).toContain("supplies.ndjson:3 AMOUNT_NEGATIVE");
    const lines = (of: string) => readFileSync(join(folder, of), "utf8").trim().split("\n").slice(1);
    expect(lines("supplies.rejected.csv")).toEqual([expect.stringMatching(/^3,AMOUNT_NEGATIVE,.*""amount"":-1/)]);
    expect(lines("supplies.pending.csv")).toEqual([
      expect.stringMatching(/^1,REFERENCE_UNKNOWN,nothing is known under 1; nothing is known under 2,/),
      expect.stringMatching(/^2,REFERENCE_UNKNOWN,.*9223372036854775807/),
    ]);

    expect((await run(["organization", firms, "--source", "terminal"])).out).toContain(summary([2, 2, 0, 0, 0]));
    const again = await run(["supply", list, "--source", "terminal"]);
    expect(again.out).toContain(`${summary([3, 0, 0, 1, 1])} · 待关联 pending 1`);
    expect(lines("supplies.pending.csv")).toHaveLength(1);
  });

  test("killed and started again it goes on where it was", { timeout: 240_000 }, async () => {
    const count = 20_000;
    const rows = Array.from({ length: count }, (_, index) => `中断企业${index},K${index}\n`).join("");
    const list = file(`name,number\n${rows}`, "many.csv");
    const args = ["organization", list, "--source", "killed"];
    const child = start(args);
    const closed = once(child, "close");
    // On PostgreSQL it can be seen that it has begun; the embedded database nobody else may open.
    if (server) await until(async () => Number((await jobsOf("killed"))[0]?.read_count ?? 0) > 0);
    else await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(child.kill("SIGKILL"), "it was over before it was killed").toBe(true);
    await closed;
    if (server) expect((await jobsOf("killed")).map(({ state }) => state)).toEqual(["RUNNING"]);
    const result = await run(args);
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toContain(summary([count, count, 0, 0, 0]).replaceAll(String(count), "20,000"));
    if (server) expect((await jobsOf("killed")).map(({ state }) => state)).toEqual(["DONE"]);
  });

  test.skipIf(!server)("says in one line that the database went away, and goes on where it was", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `断线企业${index},${index}\n`).join("");
    const args = ["organization", file(`name,number\n${rows}`, "cut.csv"), "--source", "cut"];
    const running = run(args);
    await until(async () => Number((await jobsOf("cut"))[0]?.read_count ?? 0) > 0);
    await onServer(server!, `alter database ${name} with allow_connections false`);
    await onServer(server!, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    const cut = await running;
    await onServer(server!, `alter database ${name} with allow_connections true`);
    expect(cut).toMatchObject({ code: 1, out: "" });
    expect(cut.err.split("\n")).toEqual([expect.stringContaining("the same command again goes on where it was")]);
    const result = await run(args);
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toContain("created 20,000");
  });

  test("says in one line which columns are missing, and imports nothing", async () => {
    const result = await run(["hospitals", file("province_code,name\n360000,仁和医院\n")]);
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err.split("\n")).toEqual([
      expect.stringMatching(/^hospitals\.csv: The file lacks the columns city_code.*CSV_COLUMNS_MISSING/),
    ]);
  });

  test.each([
    [
      ["nothing", "."],
      /^There is no kind nothing\. Known kinds: organization, supply, .*, apple-suppliers, ashare-firms, hospitals\.$/,
    ],
    [["hospitals", "absent.csv"], /^absent\.csv cannot be read/],
    [["ashare-firms", "."], /^Not given or not in the directory: .*stock\.csv/],
    [["ashare-firms", "other.csv"], /which of .* is it\? Say name=path\.$/],
  ])("%j: one line", async (args, line) => {
    const result = await run(args);
    expect(result.code).toBe(1);
    expect(result.err.split("\n")).toEqual([expect.stringMatching(line)]);
  });

  test.skipIf(onPostgres)("says in one line that the server has the embedded database open", async () => {
    const lock = lockDirectory(dataDir);
    const result = await run(["hospitals", file(`${header}\n`)]);
    lock.close();
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err.split("\n")).toEqual([expect.stringContaining("is in use by another process")]);
  });

  // Whoever is root may write anywhere.
  test.skipIf(process.getuid?.() === 0)(
    "reports into the current directory where the source's own is closed",
    async () => {
      const closed = join(folder, "closed");
      mkdirSync(closed);
      const source = file(`${header}\n${hospital("")}\n`, "closed/hospitals.csv");
      chmodSync(closed, 0o555);
      const result = await run(["hospitals", `hospitals.csv=${source}`]);
      chmodSync(closed, 0o755);
      expect(result.out).toContain(join(folder, "hospitals.rejected.csv"));
    },
  );
});
