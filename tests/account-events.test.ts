import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeId } from "../src/shared/ids.ts";
import { happen } from "./support/events.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { importList } from "./support/uploads.ts";

describe("an account that is opened", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const load = async (rows: string[]) =>
    importList(server, {
      kind: "ACCOUNT",
      content: `holder_code,account_number,type,branch,opened_on,closed_on\n${rows.join("\n")}\n`,
    });
  const told = async (asker: "HEAD_OFFICE" | "PLATFORM") => {
    await happen(server.database, []);
    const { data } = await server.ask(
      asker,
      "{ events(kinds: [ACCOUNT_OPENED], first: 100) { nodes { day platform { id } organization { id } } } }",
    );
    return data.events.nodes;
  };

  it("is told to the bank for every platform that its holder works through, once, and to no platform", async () => {
    const code = await codeOf("court-platform");
    await load([`${code.creditCode},A-1,BASIC,B02,2026-11-20,`]);
    const nodes = await told("HEAD_OFFICE");
    expect(nodes).toEqual(
      code.platforms.map((id: string) => ({ day: "2026-11-20", platform: { id }, organization: { id: code.id } })),
    );
    expect(await told("PLATFORM")).toEqual([]);
    // The same list again, and that it was closed, are no opening.
    await load([`${code.creditCode},A-1,BASIC,B02,2026-11-20,`]);
    await load([`${code.creditCode},A-1,BASIC,B02,2026-11-20,2026-11-22`]);
    expect(await told("HEAD_OFFICE")).toEqual(nodes);
    // Who works through no platform is no news.
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `{ organization(id: "${server.id("core-manufacturer")}") { creditCode } }`,
    );
    await load([`${data.organization.creditCode},A-2,BASIC,B02,2026-11-21,`]);
    expect(await told("HEAD_OFFICE")).toEqual(nodes);
  });

  /** A participant of a platform with a credit code, and every platform that it works through. */
  async function codeOf(platform: string) {
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `{ platform(id: "${server.id(platform)}") { participants(first: 100) { edges { entity { id ... on Organization { creditCode participations { edges { entity { id } } } } } } } } }`,
    );
    const { entity } = data.platform.participants.edges.find(
      (edge: { entity: { creditCode: string | null } }) => edge.entity.creditCode !== null,
    );
    const ids: string[] = [
      ...new Set<string>(entity.participations.edges.map((edge: { entity: { id: string } }) => edge.entity.id)),
    ];
    const platforms = ids.sort((a, b) => Number(decodeId(a)!.key) - Number(decodeId(b)!.key));
    return { id: entity.id as string, creditCode: entity.creditCode as string, platforms };
  }
});
