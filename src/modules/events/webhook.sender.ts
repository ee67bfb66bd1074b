import http from "node:http";
import https from "node:https";
import type { WebhookFailure } from "./delivery.type.ts";
import { AddressRefused, type AddressRules, checkUrl, lookupWithin } from "./webhook.address.ts";

/** One request that delivers an event. */
export interface Delivery {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What came of an attempt. */
export interface Sent {
  /** Null: it was taken. */
  code: WebhookFailure | null;
  /** Status of the receiver's answer; null: there was none. */
  status: number | null;
  durationMs: number;
  /** How the answer of a refusal begins; null: it was taken, or said nothing. */
  excerpt: string | null;
  /** For how long a refusal asks not to be tried again; null: it does not. */
  retryAfterMs: number | null;
}

export interface SenderOptions extends AddressRules {
  /** What an attempt may take as a whole. */
  timeoutMs: number;
}

const answerLimit = 16_384;
const excerptLimit = 200;

/** Sends, follows no redirect, reads no more of the answer than it has a use for. Never throws; null: the stop of the server broke it off. */
export async function send(delivery: Delivery, options: SenderOptions, stop: AbortSignal): Promise<Sent | null> {
  const began = performance.now();
  const late = AbortSignal.timeout(options.timeoutMs);
  const outcome = await attempt(delivery, options, AbortSignal.any([late, stop])).catch((error) => ({
    code: late.aborted ? ("TIMED_OUT" as const) : codeOf(error),
    status: null,
    excerpt: null,
    retryAfterMs: null,
  }));
  if (stop.aborted && outcome.code !== null) return null;
  return { ...outcome, durationMs: Math.round(performance.now() - began) };
}

function attempt(
  { url, headers, body }: Delivery,
  rules: SenderOptions,
  signal: AbortSignal,
): Promise<Omit<Sent, "durationMs">> {
  // The rules may have changed since the address was taken, and one that is written as a number is never resolved.
  const checked = checkUrl(url, rules);
  if ("problem" in checked) return Promise.reject(new AddressRefused());
  const { request } = checked.url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const sending = request(checked.url, {
      method: "POST",
      agent: false,
      signal,
      lookup: lookupWithin(rules),
      headers: {
        ...headers,
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(body),
        "user-agent": "partner-graph-webhooks",
      },
    });
    sending.on("error", reject);
    sending.on("response", (answer) => {
      const status = answer.statusCode!;
      const code = codeOfStatus(status);
      const chunks: Buffer[] = [];
      let length = 0;
      // Its status was the answer: what else it says, or that it never ends, changes nothing.
      const end = () => {
        answer.destroy();
        resolve({
          code,
          status,
          excerpt: code === null ? null : excerptOf(Buffer.concat(chunks)),
          retryAfterMs: code === null ? null : retryAfterOf(answer.headers["retry-after"], Date.now()),
        });
      };
      answer.on("data", (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length >= answerLimit) end();
      });
      answer.on("end", end);
      answer.on("error", end);
      answer.on("close", end);
    });
    sending.end(body);
  });
}

function codeOfStatus(status: number): WebhookFailure | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return "GONE";
  return status >= 300 && status < 400 ? "REDIRECTED" : "STATUS";
}

/** The header Retry-After, seconds or a date; null: there is none that can be read, or its time is past. */
export function retryAfterOf(said: string | undefined, now: number): number | null {
  if (said === undefined) return null;
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return ms > 0 ? ms : null;
}

const tls = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/;
function codeOf(error: unknown): WebhookFailure {
  if (error instanceof AddressRefused) return "ADDRESS_REFUSED";
  return tls.test(String((error as NodeJS.ErrnoException).code)) ? "TLS_FAILED" : "CONNECTION_FAILED";
}

/** As one line that can be stored and shown. */
function excerptOf(bytes: Buffer): string | null {
  const text = bytes
    .toString("utf8")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  return [...text].slice(0, excerptLimit).join("") || null;
}
