import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

/** A walk that takes long gives way to others, and ends when its request does, whatever it is computing then. */
describe("a long walk", () => {
  const walk = "{ acquisitionBatches(input: { maxHops: 5 }) { totalCount } }";

  it("lets others be answered meanwhile", async () => {
    const server: TestServer = await startServer();
    // Signed in before, so that only the question itself is waited for.
    await server.ask("AUDITOR", "{ viewer { name } }");
    let isOver = false;
    const walked = server.ask("HEAD_OFFICE", walk).finally(() => {
      isOver = true;
    });
    let answered = 0;
    while (!isOver) {
      const { data } = await server.ask("AUDITOR", "{ viewer { name } }");
      if (data.viewer && !isOver) answered++;
    }
    expect((await walked).data.acquisitionBatches.totalCount).toBeGreaterThan(500);
    // One that held the process to its end would let through what was asked in the pauses of its statements alone.
    expect(answered).toBeGreaterThan(20);
    await server.close();
  });

  describe("whose time is up", () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer("demo", { WALK_TIMEOUT_MS: "600" });
    });
    afterAll(() => server.close());

    it("is answered TIMED_OUT", async () => {
      const { errors } = await server.ask(
        "HEAD_OFFICE",
        "{ acquisitionBatches(input: { maxHops: 6 }) { totalCount } }",
      );
      expect(errors!.map((error) => error.extensions.code)).toEqual(["TIMED_OUT"]);
    });
  });
});
