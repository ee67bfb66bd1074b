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

/** Reads a request of GraphQL over HTTP. Whatever is not understood is refused here, so that nothing reaches Apollo unchecked. */
export function askedOf(request: FastifyRequest): Asked {
  const sent = request.method === "GET" ? sentByGet(request) : request.body;
  if (!isRecord(sent)) throw unread("The body is no JSON object.");
  const { variables, extensions } = sent;
  const query = textOf(sent, "query");
  const operationName = textOf(sent, "operationName");
  const documentId = textOf(sent, "documentId");
  if (!(variables == null || isRecord(variables))) throw unread("variables is no JSON object.");
  if (!(extensions == null || isRecord(extensions))) throw unread("extensions is no JSON object.");
  const hash = documentId === null ? persistedHash(extensions) : hashIn(documentId, "sha256:");
  if (!query && hash === null) throw unread("Neither query nor documentId says what is asked.");
  return { query: query || null, hash, operationName, variables: variables ?? {} };
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
  throw unread("A document is named by its SHA-256, 64 hexadecimal digits.");
}

function sentByGet(request: FastifyRequest): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  const search = new URLSearchParams(request.url.split("?", 2)[1] ?? "");
  for (const name of ["query", "operationName", "documentId", "variables", "extensions"]) {
    const [value, ...more] = search.getAll(name);
    if (more.length > 0) throw unread(`${name} is given more than once.`);
    if (value === undefined) continue;
    sent[name] = name === "variables" || name === "extensions" ? jsonOf(value) : value;
  }
  return sent;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No record, and refused as such.
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(sent: Record<string, unknown>, name: string): string | null {
  const value = sent[name] ?? null;
  if (value === null || typeof value === "string") return value;
  throw unread(`${name} is no text.`);
}

const unread = (message: string): Refusal => new Refusal(400, "BAD_REQUEST", { message });
