import { existsSync, readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

/** The developer page in a real browser that can reach nothing but this machine. */
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!executablePath) console.warn("SKIPPED: the developer page in a browser, for there is no chromium on this machine");

describe.skipIf(!executablePath)("/graphiql", () => {
  let server: TestServer;
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    server = await startServer();
    await server.app.listen({ host: "127.0.0.1", port: 0 });
    address = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
    // As root chromium runs only without its sandbox; it is shown nothing but our own page.
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("works without the internet: our operations in its tabs, a token in the headers, an answer", async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const outside: string[] = [];
    const complaints: string[] = [];
    await page.route("**/*", (route) => {
      const url = new URL(route.request().url());
      if (url.hostname === "127.0.0.1" || ["data:", "blob:"].includes(url.protocol)) return route.continue();
      outside.push(url.href);
      return route.abort();
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${address}/graphiql`);
    await page.locator(".graphiql-query-editor").waitFor({ timeout: 30_000 });

    const operations = readdirSync(join(import.meta.dirname, "../schema/operations"), {
      recursive: true,
      encoding: "utf8",
    });
    const names = operations
      .filter((file) => file.endsWith(".graphql"))
      .map((file) => file.replace(/^.*\/|\.graphql$/g, ""));
    const tabs = (await page.locator(".graphiql-tab-button").allInnerTexts()).map((text) => text.trim());
    for (const name of names) expect(tabs).toContain(name);

    // The first tab is the main question.
    expect(tabs[0]).toBe("AcquisitionBatches");
    await page.getByRole("button", { name: "Headers" }).click();
    const headers = JSON.stringify({ authorization: `Bearer ${await server.token("HEAD_OFFICE")}` });
    const answer = page.locator(".graphiql-response", { hasText: '"prospectCount"' });
    // On a busy machine the editor may not be there yet when it is typed into: then as somebody would, once more.
    for (let tries = 0; tries < 5 && !(await answer.isVisible()); tries++) {
      await fill(page, headers);
      await page.locator(".graphiql-execute-button").click();
      await answer.waitFor({ timeout: 15_000 }).catch(() => undefined);
    }
    await answer.waitFor({ timeout: 1_000 });
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
  }, 150_000);
});

/** Types into the headers editor in place of what stands there; as inserted text, or the editor would add brackets of its own. */
async function fill(page: import("playwright-core").Page, text: string): Promise<void> {
  const editor = page.locator(".graphiql-editor-tool").last();
  await editor.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}
