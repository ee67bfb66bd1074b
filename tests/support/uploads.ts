import { createHash } from "node:crypto";
import { runWaitingJobs } from "../../src/modules/imports/job.worker.ts";
import { DEMO_DAY } from "./demo-day.ts";
import type { Asker, TestServer } from "./server.ts";

export interface Upload {
  kind: string;
  content: string | Buffer;
  source?: string;
  format?: "CSV" | "NDJSON";
  namesIdentify?: boolean;
  chunkBytes?: number;
}

/** PUT /imports/<id>/chunks/<number> as somebody. */
export async function putChunk(
  server: TestServer,
  asker: Asker,
  id: string,
  number: number | string,
  bytes: Buffer | string,
  headers: Record<string, string> = {},
) {
  return server.app.inject({
    method: "PUT",
    url: `/imports/${id}/chunks/${number}`,
    headers: { authorization: `Bearer ${await server.token(asker)}`, ...headers },
    payload: Buffer.from(bytes as string),
  });
}

/** GET /imports/<id>/<what> as somebody. */
export const getImport = async (server: TestServer, asker: Asker, id: string, what: "chunks" | "result") =>
  server.app.inject({
    method: "GET",
    url: `/imports/${id}/${what}`,
    headers: { authorization: `Bearer ${await server.token(asker)}` },
  });

/** Makes an import as head office; answers its id. */
export async function createImport(
  server: TestServer,
  upload: Omit<Upload, "content">,
  chunkCount: number | null = null,
) {
  const { kind, source = "a list", format = "CSV", namesIdentify = false } = upload;
  const input = { kind, source, format, namesIdentify, files: [{ name: "list.csv", chunkCount }] };
  const { data } = await server.ask(
    "HEAD_OFFICE",
    "mutation ($input: CreateImportInput!) { createImport(input: $input) { job { id } userErrors { code field message } } }",
    { input },
  );
  if (!data.createImport.job) throw new Error(JSON.stringify(data.createImport.userErrors));
  return data.createImport.job.id as string;
}

/** Uploads a list in chunks, has it loaded as a server would, and answers its id. */
export async function importList(server: TestServer, upload: Upload): Promise<string> {
  const bytes = Buffer.from(upload.content as string);
  const { chunkBytes = 1_000_000 } = upload;
  const count = Math.max(1, Math.ceil(bytes.length / chunkBytes));
  const id = await createImport(server, upload, count);
  for (let number = 1; number <= count; number += 1) {
    const chunk = bytes.subarray((number - 1) * chunkBytes, number * chunkBytes);
    const sha256 = createHash("sha256").update(chunk).digest("hex");
    const { statusCode, body } = await putChunk(server, "HEAD_OFFICE", id, number, chunk, { "x-chunk-sha256": sha256 });
    if (statusCode !== 201) throw new Error(body);
  }
  const { data } = await server.ask(
    "HEAD_OFFICE",
    `mutation { startImport(input: { id: "${id}" }) { job { state } userErrors { code } } }`,
  );
  if (data.startImport.userErrors.length > 0) throw new Error(JSON.stringify(data.startImport));
  await runWaitingJobs(server.database, { day: () => DEMO_DAY });
  return id;
}
