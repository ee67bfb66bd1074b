import type { FastifyRequest } from "fastify";
import type { Admitted } from "./document.store.ts";
import { Refusal } from "./refusal.ts";

/** What a request asks, by its text or by the hash of one. */
export interface Asked {
  query: string | null;
  hash: string | null;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
}

/** Reads a request of GraphQL over HTTP; null when it is none, which Apollo then refuses in its own words. */
export function askedOf(request: FastifyRequest): Asked | null {
  const sent = request.method === "GET" ? sentByGet(request) : request.body;
  if (!isRecord(sent)) return null;
  const { query, variables, operationName, extensions, documentId } = sent;
  if (!isAbsentOr("string", query) || !isAbsentOr("string", operationName) || !isAbsentOr("string", documentId))
    return null;
  if (!(variables == null || isRecord(variables)) || !(extensions == null || isRecord(extensions))) return null;
  const hash = documentId == null ? persistedHash(extensions) : hashIn(documentId, "sha256:");
  if (!query && hash === null) return null;
  return { query: query || null, hash, operationName: operationName ?? null, variables: variables ?? {} };
}

/** The same request as Apollo shall see it: its text written out, no hash any more. */
export function withText(request: FastifyRequest, asked: Asked, { text }: Admitted): { body: unknown; search: string } {
  const { operationName, variables } = asked;
  if (request.method !== "GET") return { body: { query: text, operationName, variables }, search: "" };
  const search = new URLSearchParams({ query: text, variables: JSON.stringify(variables) });
  if (operationName !== null) search.set("operationName", operationName);
  return { body: undefined, search: `?${search}` };
}

/** Apollo clients name a document by extensions.persistedQuery; null: this one does not. */
function persistedHash(extensions: Record<string, unknown> | null | undefined): string | null {
  const named = extensions?.persistedQuery;
  if (named == null) return null;
  return hashIn(isRecord(named) && named.version === 1 ? named.sha256Hash : null, "");
}

function hashIn(text: unknown, prefix: string): string {
  const hash = typeof text === "string" && text.startsWith(prefix) ? text.slice(prefix.length) : "";
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new Refusal(400, "BAD_REQUEST", { message: "A document is named by its SHA-256, 64 hexadecimal digits." });
}

function sentByGet(request: FastifyRequest): Record<string, unknown> | null {
  const sent: Record<string, unknown> = {};
  const search = new URLSearchParams(request.url.split("?", 2)[1] ?? "");
  for (const name of ["query", "operationName", "documentId", "variables", "extensions"]) {
    const [value, ...more] = search.getAll(name);
    if (more.length > 0) return null;
    if (value === undefined) continue;
    sent[name] = name === "variables" || name === "extensions" ? jsonOf(value) : value;
  }
  return sent;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No record, so that the request as a whole is none.
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isAbsentOr(type: "string", value: unknown): value is string | null | undefined {
  return value == null || typeof value === type;
}
