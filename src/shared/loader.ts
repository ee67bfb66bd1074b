import DataLoader from "dataloader";
import type { Context } from "../context.ts";
import { currentField, spanned } from "./span.ts";

export interface RequestLoader<Key, Value> {
  (context: Context, key: Key): Promise<Value>;
  /** Tells it what the request has just written, so that it is not read again. */
  prime(context: Context, key: Key, value: Value): void;
}

/**
 * A batching loader that lives as long as one request: `const load = requestLoader(batch)`, then `load(context, key)`.
 * Keys that are objects are told apart by their JSON.
 */
export function requestLoader<Key, Value>(
  batch: (context: Context, keys: readonly Key[]) => Promise<ArrayLike<Value | Error>>,
): RequestLoader<Key, Value> {
  const loaders = new WeakMap<Context, DataLoader<Key, Value, string | Key>>();
  const loaderOf = (context: Context) => {
    let loader = loaders.get(context);
    if (!loader) {
      loader = new DataLoader((keys) => spanned(`load ${currentField()}`, () => batch(context, keys)), {
        cacheKeyFn: (k) => (typeof k === "object" ? JSON.stringify(k) : k),
        maxBatchSize: 1_000,
      });
      loaders.set(context, loader);
    }
    return loader;
  };
  return Object.assign((context: Context, key: Key) => loaderOf(context).load(key), {
    prime: (context: Context, key: Key, value: Value) => void loaderOf(context).prime(key, value),
  });
}

/** Runs work once for each distinct set of arguments among the keys, and puts the answers back in the order of the keys. */
export async function byArguments<Key extends { parent: string }, Value>(
  keys: readonly Key[],
  work: (parents: string[], sample: Key) => Promise<Map<string, Value | Error>>,
): Promise<(Value | Error)[]> {
  const groups = new Map<string, Key[]>();
  for (const key of keys) {
    const mark = JSON.stringify({ ...key, parent: undefined });
    groups.set(mark, [...(groups.get(mark) ?? []), key]);
  }
  const answers = new Map<Key, Value | Error>();
  for (const group of groups.values()) {
    const found = await work([...new Set(group.map((key) => key.parent))], group[0]!);
    for (const key of group) answers.set(key, found.get(key.parent)!);
  }
  return keys.map((key) => answers.get(key)!);
}
