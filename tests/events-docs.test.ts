import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newSecret, signedHeaders } from "../src/modules/events/webhook.secret.ts";
import { eventAudiences } from "../src/shared/outbox.service.ts";

const read = (file: string) => readFileSync(join(import.meta.dirname, "..", file), "utf8");
const page = read("docs/events.md");
const snippetOf = (text: string) => /<!-- verify -->\n```js\n([\s\S]*?)```\n<!-- \/verify -->/.exec(text)![1]!;

describe("what docs/events.md says", () => {
  it("lists every kind, and to whom it is told", () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (platform, bank|bank) \|/gm)].map(([, kind, to]) => [kind, to]);
    expect(rows).toEqual(
      Object.entries(eventAudiences).map(([kind, audience]) => [kind, audience === "BANK" ? "bank" : "platform, bank"]),
    );
  });

  it.each(["README.md", "README.zh-CN.md"])("about verifying stands in %s as well", (file) => {
    expect(snippetOf(read(file))).toBe(snippetOf(page));
  });

  it("verifies what we sign, and nothing else", async () => {
    const { isFromTheBank } = await import(`data:text/javascript,${encodeURIComponent(snippetOf(page))}`);
    const [secret, next] = [newSecret(), newSecret()];
    const now = Math.floor(Date.now() / 1_000);
    const body = '{"type":"CASE_OPENED","data":{"reference":"（2026）赣01破1号"}}';
    const headers = signedHeaders("id", now, body, [next, secret]);
    expect([secret, next].map((one) => isFromTheBank(one, headers, body))).toEqual([true, true]);
    expect(isFromTheBank(newSecret(), headers, body)).toBe(false);
    expect(isFromTheBank(secret, headers, `${body} `)).toBe(false);
    expect(isFromTheBank(secret, { ...headers, "webhook-id": "other" }, body)).toBe(false);
    expect(isFromTheBank(secret, { ...headers, "webhook-timestamp": String(now + 1) }, body)).toBe(false);
    // Replayed later, in its own words, or without any.
    expect(isFromTheBank(secret, signedHeaders("id", now - 301, body, [secret]), body)).toBe(false);
    expect(isFromTheBank(secret, signedHeaders("id", now - 200, body, [secret]), body)).toBe(true);
    expect(isFromTheBank(secret, {}, body)).toBe(false);
  });
});
