import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import type { Database } from "../database.ts";
import type { RefusalCounter } from "../modules/access/refusal.counter.ts";
import {
  type ChunkRefusal,
  chunkLimit,
  chunkNumberLimit,
  storeChunk,
  uploadedFiles,
} from "../modules/imports/chunk.service.ts";
import { findJob } from "../modules/imports/job.record.ts";
import { resultText } from "../modules/imports/result.loader.ts";
import type { ErrorCode } from "../shared/error-codes.ts";
import { keyOf } from "../shared/ids.ts";
import { headOffice, passes, type Rule } from "../shared/policy.ts";
import { currentRequest, withinRequest } from "../shared/request.ts";
import { asSystem, asViewer } from "../shared/session.ts";
import type { Authenticate } from "./authenticator.ts";
import { readBytes } from "./bytes.parser.ts";
import type { ClientLimits } from "./client.limits.ts";
import { Refusal } from "./refusal.ts";
import { factsOf } from "./request.bounds.ts";
import { knownViewer, rememberViewer, viewerOf } from "./viewer.store.ts";

export interface ImportRoutes {
  config: Config;
  database: Database;
  authenticate: Authenticate;
  limits: ClientLimits;
  refusals: RefusalCounter;
}

interface Params {
  id: string;
  number: string;
}

/** What stands in rows may be personal: the result file is head office's alone. */
const readers: Rule = ["HEAD_OFFICE", "AUDITOR"];
const statusOf: Record<ChunkRefusal, number> = {
  NOT_FOUND: 404,
  BAD_INPUT: 400,
  CHUNK_DIGEST: 400,
  CHUNK_CONFLICT: 409,
  IMPORT_STATE: 409,
};

/**
 * What of an import job is too large for GraphQL: its file goes in by chunks, its result comes out as one. Who asks and how much, in what time
 * and in which shape it is refused, is as for /graphql.
 */
export async function importRoutes(
  app: FastifyInstance,
  { config, database: { em }, authenticate, limits, refusals }: ImportRoutes,
) {
  const admit = (operation: string, rule: Rule) => async (request: FastifyRequest, reply: FastifyReply) => {
    const facts = factsOf(request);
    if (facts) facts.operation = operation;
    const viewer = await limits.signIn(request, authenticate);
    rememberViewer(request, viewer);
    limits.begin(viewer, reply);
    if (!passes(rule, viewer)) throw new Refusal(403, "FORBIDDEN");
    currentRequest()?.allow(config.bulkTimeout, config.bulkTimeout);
  };
  app.addHook("onResponse", async (request) => {
    const { code, operation } = factsOf(request) ?? {};
    if (operation && (code === "FORBIDDEN" || code === "RATE_LIMITED" || code === "TOO_MANY_AT_ONCE"))
      refusals.count(knownViewer(request), operation, code as ErrorCode);
  });
  // The bytes are read by the handler, whatever they are said to be.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

  app.put<{ Params: Params }>(
    "/imports/:id/chunks/:number",
    { onRequest: admit("uploadImportChunk", headOffice) },
    async (request, reply) => {
      const { id, number } = request.params;
      const [jobId, file] = [keyOf("importJob", id), fileOf(request)];
      if (jobId === null) throw new Refusal(404, "NOT_FOUND");
      if (!/^[1-9]\d{0,8}$/.test(number))
        throw new Refusal(400, "BAD_INPUT", { message: "Chunks are numbered from 1." });
      const bytes = await readBytes(request, (request.body ?? request.raw) as IncomingMessage, chunkLimit);
      const viewer = viewerOf(request);
      const sha256 = digestOf(request);
      const outcome = await limits.run(viewer, reply, () =>
        asSystem(em, (tx) => storeChunk(tx, viewer, { jobId, file, number: Number(number), bytes, sha256 })),
      );
      if (outcome === "BAD_INPUT")
        throw new Refusal(400, outcome, {
          message: `A chunk has 1 byte or more; its number is at most the file's chunkCount, or ${chunkNumberLimit}.`,
        });
      if (outcome !== "STORED" && outcome !== "UNCHANGED") throw new Refusal(statusOf[outcome], outcome);
      return reply
        .code(outcome === "STORED" ? 201 : 200)
        .send({ outcome, number: Number(number), bytes: bytes.length });
    },
  );

  app.get<{ Params: Params }>(
    "/imports/:id/chunks",
    { onRequest: admit("importChunks", readers), exposeHeadRoute: false },
    async (request, reply) => {
      const job = await jobOf(request);
      const files = await limits.run(viewerOf(request), reply, () => asSystem(em, (tx) => uploadedFiles(tx, [job.id])));
      return reply.send({ state: job.state, files: files.get(job.id) });
    },
  );

  app.get<{ Params: Params }>(
    "/imports/:id/result",
    { onRequest: admit("importResult", headOffice), exposeHeadRoute: false },
    async (request, reply) => {
      const job = await jobOf(request);
      reply.header("content-disposition", `attachment; filename="import-result.csv"`);
      const running = currentRequest();
      const began = performance.now();
      // Every page has its time, however many there are; a caller who goes away ends them.
      const text = resultText((work) => {
        running?.allow(performance.now() - began + config.bulkTimeout);
        const read = () => asViewer(em, viewerOf(request), work);
        return running ? withinRequest(running, read) : read();
      }, job.id);
      return reply.type("text/csv; charset=utf-8").send(Readable.from(text));
    },
  );

  async function jobOf(request: FastifyRequest<{ Params: Params }>) {
    const key = keyOf("importJob", request.params.id);
    const job = key && (await asViewer(em, viewerOf(request), (tx) => findJob(tx, key)));
    if (!job) throw new Refusal(404, "NOT_FOUND");
    return job;
  }
}

/** Which file of a mapping the chunk is of; 1 unless said. */
function fileOf(request: FastifyRequest): number {
  const { file = "1" } = request.query as { file?: unknown };
  if (typeof file !== "string" || !/^[1-9]\d{0,8}$/.test(file))
    throw new Refusal(400, "BAD_INPUT", { message: "file is the number of one of the job's files, from 1." });
  return Number(file);
}

/** The digest that a sender may add, so that bytes that were damaged on the way are not kept. */
function digestOf(request: FastifyRequest): string | null {
  const digest = request.headers["x-chunk-sha256"];
  if (digest === undefined) return null;
  if (typeof digest !== "string" || !/^[0-9a-f]{64}$/i.test(digest))
    throw new Refusal(400, "BAD_INPUT", { message: "x-chunk-sha256 has 64 hexadecimal digits." });
  return digest.toLowerCase();
}
