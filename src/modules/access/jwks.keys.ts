import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { Outage } from "../../shared/errors.ts";

export interface KeySetOptions {
  now?: () => number;
  /** How long keys are used before they are asked for again: one that was withdrawn stops after this. */
  maxAge?: number;
  /** How long the known keys go on while the provider does not answer. */
  keptFor?: number;
  /** How soon after an answer the provider may be asked again, e.g. for a key that is not known. */
  cooldown?: number;
  /** The same after a failure. */
  pauseAfterFailure?: number;
  timeout?: number;
}

const second = 1_000;

/**
 * The published keys of an identity provider. jose's own remote set asks again for every unknown key while the provider is down, and
 * forgets what it knew; this one asks at most once in the cooldown, whatever tokens come, and the known keys go on for a day.
 */
export function publishedKeys(url: string, options: KeySetOptions = {}): JWTVerifyGetKey {
  const { now = Date.now, maxAge = 600 * second, keptFor = 86_400 * second } = options;
  const { cooldown = 30 * second, pauseAfterFailure = 5 * second, timeout = 3 * second } = options;
  let keys: ReturnType<typeof createLocalJWKSet> | null = null;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let nextAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;

  /** Asks unless it was asked a moment ago; several callers share one question. A failure leaves what is known. */
  const ask = async (): Promise<void> => {
    if (!asking && now() < nextAt) return;
    asking ??= fetchKeys(url, timeout)
      .then(
        (set) => {
          keys = createLocalJWKSet(set);
          loadedAt = now();
          nextAt = loadedAt + cooldown;
        },
        () => {
          nextAt = now() + pauseAfterFailure;
        },
      )
      .finally(() => {
        asking = null;
      });
    await asking;
  };

  return async (header, token) => {
    if (now() - loadedAt >= maxAge) await ask();
    if (!keys || now() - loadedAt >= keptFor) throw new Outage("the identity provider's keys cannot be had");
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await ask();
      return keys(header, token);
    }
  };
}

async function fetchKeys(url: string, timeout: number): Promise<JSONWebKeySet> {
  const signal = AbortSignal.timeout(timeout);
  const headers = { accept: "application/json, application/jwk-set+json" };
  const response = await fetch(url, { signal, redirect: "error", headers });
  if (response.status !== 200) throw new Error(`the identity provider's keys were answered ${response.status}`);
  const set = (await response.json()) as JSONWebKeySet;
  // Throws for what is no key set, so that it does not take the place of one.
  createLocalJWKSet(set);
  return set;
}
