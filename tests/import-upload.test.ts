import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteOldFiles } from "../src/modules/imports/job.chunks.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { keepNames } from "../src/modules/organizations/name.keeper.ts";
import { encodeId, keyOf } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, onServer, urlOf } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";
import { startService, tokenFor } from "./support/service.ts";
import { recordStatements } from "./support/statements.ts";
import { createImport, getImport, importList, putChunk } from "./support/uploads.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer("demo", { LOG_LEVEL: "silent" });
});
afterAll(() => server.close());

const start = (id: string, mutation = "startImport") =>
  server.ask(
    "HEAD_OFFICE",
    `mutation { ${mutation}(input: { id: "${id}" }) { job { state } userErrors { code field } } }`,
  );
const jobFields = `id kind format source state summary failure { code message } files { number name chunkCount uploadedChunks uploadedBytes missingChunks }
  counts { read created updated unchanged rejected pending } startedAt endedAt rowsPerSecond remainingSeconds
  errors(first: 2) { nodes { file line field code message fields } pageInfo { hasNextPage endCursor } }
  pending(first: 2) { nodes { line fields missing { source number } } }`;
const job = async (id: string, asker: Asker = "HEAD_OFFICE") =>
  (await server.ask(asker, `{ node(id: "${id}") { ... on ImportJob { ${jobFields} } } }`)).data.node;
const codeOf = (reply: { json: () => { errors: { extensions: { code: string } }[] } }) =>
  reply.json().errors[0]!.extensions.code;

const header = "name,number,region\n";
const firms = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `上传企业${from + index},U${from + index},350200\n`).join("");

describe("a file in chunks", () => {
  it("is loaded whole, whatever order its chunks came in, and says at every step what is missing", async () => {
    const bytes = Buffer.from(header + firms(50));
    const size = 400;
    const count = Math.ceil(bytes.length / size);
    const id = await createImport(server, { kind: "ORGANIZATION", source: "chunks" }, count);
    const numbers = Array.from({ length: count }, (_, index) => count - index);
    for (const number of numbers) {
      const { data } = await start(id);
      expect(data.startImport).toEqual({
        job: { state: "UPLOADING" },
        userErrors: [{ code: "IMPORT_INCOMPLETE", field: ["id"] }],
      });
      const seen = (await getImport(server, "AUDITOR", id, "chunks")).json();
      expect(seen.state).toBe("UPLOADING");
      expect(seen.files[0].missingChunks).toEqual(Array.from({ length: number }, (_, index) => index + 1));
      const reply = await putChunk(
        server,
        "HEAD_OFFICE",
        id,
        number,
        bytes.subarray((number - 1) * size, number * size),
      );
      expect([reply.statusCode, reply.json().outcome]).toEqual([201, "STORED"]);
    }
    expect((await start(id)).data.startImport).toEqual({ job: { state: "QUEUED" }, userErrors: [] });
    await runWaitingJobs(server.database, { day: () => DEMO_DAY });
    const done = await job(id);
    expect(done).toMatchObject({
      ...{
        kind: "ORGANIZATION",
        format: "CSV",
        source: "chunks",
        state: "DONE",
        failure: null,
        remainingSeconds: null,
      },
      counts: { read: 50, created: 50, updated: 0, unchanged: 0, rejected: 0, pending: 0 },
      files: [
        { name: "list.csv", chunkCount: count, uploadedChunks: count, uploadedBytes: bytes.length, missingChunks: [] },
      ],
      summary: "已完成：读取 50 行，新增 50，更新 0，未变 0，拒绝 0，待关联 0。",
    });
    expect(done.rowsPerSecond).toBeGreaterThan(0);
  });

  it("keeps the same chunk once, and refuses other bytes, a wrong digest and what belongs to no file", async () => {
    const id = await createImport(server, { kind: "ORGANIZATION" }, 2);
    const put = async (number: number | string, bytes: string, headers = {}) => {
      const reply = await putChunk(server, "HEAD_OFFICE", id, number, bytes, headers);
      return [reply.statusCode, reply.statusCode < 300 ? reply.json().outcome : codeOf(reply)];
    };
    const sha256 = createHash("sha256").update(header).digest("hex");
    expect(await put(1, header, { "x-chunk-sha256": sha256.toUpperCase() })).toEqual([201, "STORED"]);
    expect(await put(1, header)).toEqual([200, "UNCHANGED"]);
    expect(await put(1, `${header} `)).toEqual([409, "CHUNK_CONFLICT"]);
    expect(await put(2, header.slice(1), { "x-chunk-sha256": sha256 })).toEqual([400, "CHUNK_DIGEST"]);
    expect(await put(2, header, { "x-chunk-sha256": "no digest" })).toEqual([400, "BAD_INPUT"]);
    expect(await put(2, "")).toEqual([400, "BAD_INPUT"]);
    expect(await put(3, header)).toEqual([400, "BAD_INPUT"]);
    const beyond = await putChunk(server, "HEAD_OFFICE", id, 3, header);
    expect(beyond.json().errors[0].message).toContain("at most the file's chunkCount");
    for (const number of ["0", "-1", "1e3", "x"]) expect(await put(number, header)).toEqual([400, "BAD_INPUT"]);
    expect(await put("2?file=2", header)).toEqual([404, "NOT_FOUND"]);
    expect(await put("2?file=x", header)).toEqual([400, "BAD_INPUT"]);
    expect((await putChunk(server, "HEAD_OFFICE", encodeId("importJob", "999999"), 1, "x")).statusCode).toBe(404);
    expect((await putChunk(server, "HEAD_OFFICE", server.id("court"), 1, "x")).statusCode).toBe(404);
    const { files } = (await getImport(server, "HEAD_OFFICE", id, "chunks")).json();
    expect(files).toEqual([
      {
        number: 1,
        name: "list.csv",
        chunkCount: 2,
        uploadedChunks: 1,
        uploadedBytes: header.length,
        missingChunks: [2],
      },
    ]);
  });

  it("takes bytes under any media type, but none compressed and none longer than a chunk may be", {
    timeout: 180_000,
  }, async () => {
    const id = await createImport(server, { kind: "ORGANIZATION" });
    for (const [number, type] of ["application/json", "text/csv", "application/octet-stream"].entries())
      expect((await putChunk(server, "HEAD_OFFICE", id, number + 1, "{", { "content-type": type })).statusCode).toBe(
        201,
      );
    const zipped = await putChunk(server, "HEAD_OFFICE", id, 4, "x", { "content-encoding": "gzip" });
    expect([zipped.statusCode, codeOf(zipped)]).toEqual([415, "MEDIA_TYPE_UNSUPPORTED"]);
    const most = Buffer.alloc(8 * 1_048_576, "x");
    expect((await putChunk(server, "HEAD_OFFICE", id, 4, most)).statusCode).toBe(201);
    const long = await putChunk(server, "HEAD_OFFICE", id, 5, Buffer.concat([most, Buffer.from("x")]));
    expect([long.statusCode, codeOf(long)]).toEqual([413, "BODY_TOO_LARGE"]);
  });

  it("is closed once it was started: chunks that are there are confirmed, others refused", async () => {
    const id = await importList(server, { kind: "ORGANIZATION", source: "closed", content: header + firms(2) });
    expect((await putChunk(server, "HEAD_OFFICE", id, 1, header + firms(2))).statusCode).toBe(200);
    const late = await putChunk(server, "HEAD_OFFICE", id, 2, "x");
    expect([late.statusCode, codeOf(late)]).toEqual([409, "IMPORT_STATE"]);
  });

  it("is head office's alone, read by auditors too, and named to nobody else", async () => {
    const id = await createImport(server, { kind: "ORGANIZATION" });
    const others: Asker[] = ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "STAFF", "PLATFORM"];
    for (const asker of [...others, "AUDITOR"] as Asker[]) {
      const reply = await putChunk(server, asker, id, 1, "x");
      expect([reply.statusCode, codeOf(reply)]).toEqual([403, "FORBIDDEN"]);
    }
    for (const asker of others) {
      for (const what of ["chunks", "result"] as const)
        expect((await getImport(server, asker, id, what)).statusCode).toBe(403);
      expect(await job(id, asker)).toBeNull();
    }
    expect((await getImport(server, "AUDITOR", id, "result")).statusCode).toBe(403);
    const anonymous = await server.app.inject({ method: "PUT", url: `/imports/${id}/chunks/1`, payload: "x" });
    expect([anonymous.statusCode, codeOf(anonymous)]).toEqual([401, "UNAUTHENTICATED"]);
    const { data } = await server.ask(
      "AUDITOR",
      `{ auditLog(filter: { subject: "${id}" }, first: 100) { nodes { operation outcome } } }`,
    );
    expect(data.auditLog.nodes).toEqual([{ operation: "createImport", outcome: "DONE" }]);
  });

  it("ends with its sender: half a chunk leaves nothing", async () => {
    const id = await createImport(server, { kind: "ORGANIZATION" });
    const url = new URL(await server.app.listen({ port: 0, host: "127.0.0.1" }));
    const socket = connect(Number(url.port), url.hostname);
    socket.write(
      `PUT /imports/${id}/chunks/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await server.token("HEAD_OFFICE")}\r\ncontent-length: 100000\r\n\r\nname,number\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await getImport(server, "HEAD_OFFICE", id, "chunks")).json().files[0].uploadedChunks).toBe(0);
  });
});

describe("what became of it", () => {
  const list =
    'supplier_number,buyer_number,amount,reference\nU1,U2,10,R1\nU1,U2,abc,R2\n,U2,1,R3\nU1,NOBODY,1,R4\nU1,U2\nU1,"UNKNOWN, yet",2,"R""5"\n';
  let id: string;
  beforeAll(async () => {
    await importList(server, { kind: "ORGANIZATION", source: "results", content: header + firms(3) });
    id = await importList(server, { kind: "SUPPLY", source: "results", content: list });
  });

  it("is told by GraphQL, page by page", async () => {
    const found = await job(id);
    expect(found).toMatchObject({
      state: "DONE",
      counts: { read: 6, created: 1, updated: 0, unchanged: 0, rejected: 3, pending: 2 },
      errors: {
        nodes: [
          { file: 1, line: 3, field: "amount", code: "AMOUNT_INVALID", fields: ["U1", "U2", "abc", "R2"] },
          { line: 4 },
        ],
      },
    });
    expect(found.pending.nodes).toEqual([
      { line: 5, fields: ["U1", "NOBODY", "1", "R4"], missing: [{ source: "results", number: "NOBODY" }] },
      { line: 7, fields: ["U1", "UNKNOWN, yet", "2", 'R"5'], missing: [{ source: "results", number: "UNKNOWN, yet" }] },
    ]);
    const { endCursor, hasNextPage } = found.errors.pageInfo;
    expect(hasNextPage).toBe(true);
    const next = await server.ask(
      "HEAD_OFFICE",
      `{ node(id: "${id}") { ... on ImportJob { errors(after: "${endCursor}") { nodes { line code } pageInfo { hasNextPage } } } } }`,
    );
    expect(next.data.node.errors).toEqual({
      nodes: [{ line: 6, code: "CSV_ROW_LENGTH" }],
      pageInfo: { hasNextPage: false },
    });
  });

  it("costs as many statements for many imports as for one", async () => {
    const cost = async (first: number) => {
      let rows = 0;
      const statements = await recordStatements(server.database, async () => {
        const { data } = await server.ask("HEAD_OFFICE", `{ importJobs(first: ${first}) { nodes { ${jobFields} } } }`);
        rows = data.importJobs.nodes.length;
      });
      return { rows, count: statements.length };
    };
    const [one, many] = [await cost(1), await cost(2)];
    expect([one.rows, many.rows]).toEqual([1, 2]);
    expect(many.count).toBe(one.count);
  });

  it("is told to auditors without what stood in the rows", async () => {
    const found = await job(id, "AUDITOR");
    expect(found.errors.nodes[0]).toMatchObject({ line: 3, code: "AMOUNT_INVALID", fields: null });
    expect(found.pending.nodes[0]).toEqual({ line: 5, fields: null, missing: null });
  });

  it("is a file of the rows that were refused or wait, with all their cells", async () => {
    const reply = await getImport(server, "HEAD_OFFICE", id, "result");
    expect(reply.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="import-result.csv"',
    });
    const rows: string[][] = parse(reply.body, { bom: true, relax_column_count: true });
    expect(rows[0]).toEqual(["file", "line", "outcome", "code", "message", "fields"]);
    expect(rows.slice(1).map(([, line, outcome, code, , ...fields]) => [line, outcome, code, fields])).toEqual([
      ["3", "REJECTED", "AMOUNT_INVALID", ["U1", "U2", "abc", "R2"]],
      ["4", "REJECTED", expect.any(String), ["", "U2", "1", "R3"]],
      ["5", "PENDING", "REFERENCE_UNKNOWN", ["U1", "NOBODY", "1", "R4"]],
      ["6", "REJECTED", "CSV_ROW_LENGTH", ["U1", "U2"]],
      ["7", "PENDING", "REFERENCE_UNKNOWN", ["U1", "UNKNOWN, yet", "2", 'R"5']],
    ]);
  });

  it("comes whole when it has many pages", async () => {
    const bad = Array.from({ length: 2_500 }, (_, index) => `U1,U2,x${index},\n`).join("");
    const many = await importList(server, {
      kind: "SUPPLY",
      source: "results",
      content: `supplier_number,buyer_number,amount,reference\n${bad}`,
    });
    const rows: string[][] = parse((await getImport(server, "HEAD_OFFICE", many, "result")).body, {
      bom: true,
      relax_column_count: true,
    });
    expect(rows.slice(1).map(([, line, , , , , , amount]) => [line, amount])).toEqual(
      Array.from({ length: 2_500 }, (_, index) => [`${index + 2}`, `x${index}`]),
    );
  });

  it("says in words that the same file changed nothing, in the reader's language", async () => {
    const again = await importList(server, { kind: "ORGANIZATION", source: "results", content: header + firms(3) });
    expect((await job(again)).summary).toBe("已完成：没有任何变化，全部 3 行都已在库中。");
    const reply = await server.app.inject({
      method: "POST",
      url: "/graphql",
      headers: { authorization: `Bearer ${await server.token("HEAD_OFFICE")}`, "accept-language": "en" },
      payload: { query: `{ node(id: "${again}") { ... on ImportJob { summary } } }` },
    });
    expect(reply.json().data.node.summary).toBe("Done: nothing changed, all 3 rows were known already.");
    const withBad = { kind: "ORGANIZATION", source: "results", content: `${header + firms(3)},no name\n` };
    await importList(server, withBad);
    expect((await job(await importList(server, withBad))).summary).toBe(
      "已完成：没有任何变化；共 4 行，其中 3 行已在库中，拒绝 1。",
    );
  });

  it("stays, but the file and what stood in refused rows are deleted a week after the end", async () => {
    const of = { kind: "SUPPLY", source: "old", content: list };
    const [old, fresh] = [await importList(server, of), await importList(server, of)];
    const age = sql`update import_job set ended_at = now() - interval '8 days' where id = ${keyOf("importJob", old)}::bigint`;
    await asSystem(server.database.em, (tx) => age.execute(tx.getKysely()));
    expect(await deleteOldFiles(server.database.em, 7)).toBe(1);
    const [before, after] = [await job(fresh), await job(old)];
    expect(after.files[0]).toMatchObject({ uploadedChunks: 0, uploadedBytes: 0 });
    expect(after.errors.nodes).toEqual(before.errors.nodes.map((one: object) => ({ ...one, fields: [] })));
    expect(after.pending).toMatchObject({ nodes: before.pending.nodes });
    expect(before.files[0].uploadedChunks).toBe(1);
    expect(await deleteOldFiles(server.database.em, 7)).toBe(0);
  });

  it("is why it failed, when the file as a whole cannot be read", async () => {
    const broken = await importList(server, { kind: "ORGANIZATION", content: "firm,amount\n1,2\n" });
    const { state, failure, counts } = await job(broken);
    expect([state, failure.code, counts.read]).toEqual(["FAILED", "CSV_COLUMNS_MISSING", 0]);
    expect((await job(broken, "AUDITOR")).failure.message).not.toContain("amount");
  });
});

describe("an import that is taken back", () => {
  const found = async (name: string) =>
    (
      await server.ask(
        "HEAD_OFFICE",
        "query ($name: String) { organizations(filter: { search: $name }) { nodes { name isClient } } }",
        { name },
      )
    ).data.organizations.nodes;
  const work = async (id: string) => {
    await runWaitingJobs(server.database, { day: () => DEMO_DAY });
    await keepNames(server.database.em);
    return job(id);
  };

  it("was listed and is gone; where others stand on it, it stays and says on what", async () => {
    const list = { kind: "ORGANIZATION", source: "taken-back" };
    const id = await importList(server, { ...list, content: `${header}撤回甲厂,T1,350200\n撤回乙厂,T2,350200\n` });
    expect((await work(id)).counts).toMatchObject({ created: 2 });
    expect(await found("撤回")).toHaveLength(2);
    const accounts = "holder_number,account_number,branch,type,opened_on\nT2,T-0012,B01,BASIC,2020-01-01\n";
    const other = await importList(server, { kind: "ACCOUNT", source: "taken-back", content: accounts });
    expect((await work(other)).counts).toMatchObject({ created: 1 });
    expect(await found("撤回乙")).toEqual([{ name: "撤回乙厂", isClient: true }]);

    expect((await start(id, "revertImport")).data.revertImport).toEqual({
      job: { state: "REVERTING" },
      userErrors: [],
    });
    expect(await work(id)).toMatchObject({
      state: "DONE",
      failure: {
        code: "IMPORT_STOOD_UPON",
        message: "Nothing was taken back, for others stand on what it wrote: 1 account. Among others on: 撤回乙厂.",
      },
    });
    expect(await found("撤回")).toHaveLength(2);

    for (const one of [other, id]) {
      expect((await start(one, "revertImport")).data.revertImport.userErrors).toEqual([]);
      expect(await work(one)).toMatchObject({ state: "REVERTED", failure: null });
    }
    expect(await found("撤回甲")).toEqual([]);
    // History names it: that somebody had an account is not overwritten.
    expect(await found("撤回乙")).toEqual([{ name: "撤回乙厂", isClient: false }]);
    const { data } = await server.ask(
      "AUDITOR",
      '{ importJobs(kind: "ORGANIZATION", first: 1) { nodes { id state } } }',
    );
    expect(data.importJobs.nodes).toEqual([{ id, state: "REVERTED" }]);
  });
});

describe("a new import", () => {
  const create = async (input: object) => {
    const { data } = await server.ask(
      "HEAD_OFFICE",
      "mutation ($input: CreateImportInput!) { createImport(input: $input) { job { id state } userErrors { code field } } }",
      { input },
    );
    return data.createImport;
  };
  const files = [{ name: "f.csv" }];

  it.each([
    ["an unknown kind", { kind: "NOTHING", source: "s", files }, "VALUE_UNKNOWN", "kind"],
    ["no source", { kind: "SUPPLY", files }, "TEXT_EMPTY", "source"],
    ["no file", { kind: "SUPPLY", source: "s", files: [] }, "BAD_INPUT", "files"],
    ["two files", { kind: "SUPPLY", source: "s", files: [...files, { name: "g.csv" }] }, "BAD_INPUT", "files"],
    ["a file without a name", { kind: "SUPPLY", source: "s", files: [{ name: " " }] }, "TEXT_EMPTY", "files.0.name"],
    [
      "no chunks",
      { kind: "SUPPLY", source: "s", files: [{ name: "f", chunkCount: 0 }] },
      "BAD_INPUT",
      "files.0.chunkCount",
    ],
    ["another source for a mapping", { kind: "mapping:hospitals", source: "s", files }, "BAD_INPUT", "source"],
    ["files that the mapping does not read", { kind: "mapping:hospitals", files }, "BAD_INPUT", "files"],
  ])("is refused with %s", async (_, input, code, field) => {
    const { job: made, userErrors } = await create(input);
    expect(made).toBeNull();
    expect(userErrors).toContainEqual({ code, field: field.split(".") });
  });

  it("is listed, and moves as far as its state lets it", async () => {
    const id = await createImport(server, { kind: "MEMBERSHIP", source: "moves" });
    const { data } = await server.ask(
      "AUDITOR",
      '{ importJobs(kind: "MEMBERSHIP") { nodes { id state } } importKinds { name columns { name } files } }',
    );
    expect(data.importJobs.nodes).toEqual([{ id, state: "UPLOADING" }]);
    expect(data.importKinds.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["SUPPLY", "mapping:hospitals"]),
    );
    expect((await start(id)).data.startImport.userErrors).toEqual([{ code: "IMPORT_INCOMPLETE", field: ["id"] }]);
    expect((await start(id, "revertImport")).data.revertImport.userErrors).toEqual([
      { code: "IMPORT_STATE", field: ["id"] },
    ]);
    for (const _ of [1, 2])
      expect((await start(id, "cancelImport")).data.cancelImport).toEqual({
        job: { state: "CANCELLED" },
        userErrors: [],
      });
    expect((await start(encodeId("importJob", "999999"))).data.startImport).toEqual({
      job: null,
      userErrors: [{ code: "NOT_FOUND", field: ["id"] }],
    });
  });
});

describe.skipIf(!onPostgres || !existsSync("/proc/self/status"))("a million rows", () => {
  it("go in chunk by chunk while the server's memory stays as it was", { timeout: 240_000 }, async () => {
    const address = process.env.TEST_DATABASE_URL!;
    const name = `pg_test_upload_${process.pid}`;
    await onServer(address, `create database ${name} template ${process.env.TEST_TEMPLATE}`);
    const service = await startService({ DATABASE_URL: urlOf(address, name) });
    try {
      const token = await tokenFor("HEAD_OFFICE");
      const headers = { authorization: `Bearer ${token}` };
      const { data } = (await service.ask(
        token,
        'mutation { createImport(input: { kind: "ORGANIZATION", source: "s", files: [{ name: "f" }] }) { job { id } } }',
      ))!;
      const url = `${service.url}/imports/${data.createImport.job.id}/chunks`;
      const line = "某某市某某区第一建筑材料贸易有限责任公司,U0000000000001,350200,C3011\n";
      const body = Buffer.from(line.repeat(Math.floor((8 * 1_048_576) / Buffer.byteLength(line))));
      const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${service.process.pid}/status`, "utf8"))![1]);
      const put = async (number: number) => (await fetch(`${url}/${number}`, { method: "PUT", headers, body })).status;
      for (const number of [1, 2]) expect(await put(number)).toBe(201);
      const before = peak();
      for (let number = 3; number <= 12; number += 1) expect(await put(number)).toBe(201);
      expect((12 * body.length) / Buffer.byteLength(line)).toBeGreaterThan(1_000_000);
      expect(peak() - before).toBeLessThan(100_000);
    } finally {
      await service.stop();
      await onServer(address, `drop database if exists ${name} with (force)`);
    }
  });
});
