import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { hashOf } from "./document.store.ts";

const folder = join(import.meta.dirname, "../..", "schema", "operations");
const manifest = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string());

/** Documents that are known by their SHA-256: the operations of schema/operations, and those of the manifests of front ends. */
export function trustedDocuments(manifests: readonly string[]): Map<string, string> {
  const own = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".graphql"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
  return new Map([...own.map((text): [string, string] => [hashOf(text), text]), ...manifests.flatMap(readManifest)]);
}

/** A file of JSON: text by SHA-256. Throws when one is not the hash of its text. */
function readManifest(file: string): [string, string][] {
  const texts = Object.entries(manifest.parse(JSON.parse(readFileSync(file, "utf8"))));
  const wrong = texts.find(([hash, text]) => hashOf(text) !== hash);
  if (wrong) throw new Error(`${file}: ${wrong[0]} is not the SHA-256 of its text`);
  return texts;
}
