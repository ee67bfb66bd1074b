import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeId } from "../src/shared/ids.ts";
import { startServer, type TestServer } from "./support/server.ts";

describe("a cursor", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  const ask = async (query: string) => {
    const { data, errors } = await server.ask({ role: "RELATIONSHIP_MANAGER", branch: "B03" }, query);
    return errors ? errors[0]!.extensions.code : data;
  };
  const partsOf = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, "base64url").toString());

  it("does not tell who is masked", async () => {
    const page = `relationships(kinds: [AFFILIATED_WITH], first: 100) { edges { cursor node { id } entity { id isMasked } } pageInfo { endCursor } }`;
    const { edges } = (await ask(`{ organization(id: "${server.id("core-manufacturer")}") { ${page} } }`)).organization
      .relationships;
    const masked = edges.filter((edge: { entity: { isMasked: boolean } }) => edge.entity.isMasked);
    expect(masked.length).toBeGreaterThan(0);
    const treasurer = decodeId(server.id("core-treasurer"))!.key;
    for (const { cursor, node } of masked) {
      // Its place is the relationship's, whose id is no secret.
      expect(partsOf(cursor).slice(1).at(-1)).toBe(decodeId(node.id)!.key);
      expect(partsOf(cursor).slice(1)).not.toContain(treasurer);
    }
  });

  it("of one entity's list, or of one relationship's evidence, is none of another's", async () => {
    const [one, other] = [server.id("tobacco-retailers"), server.id("bankruptcy-association")];
    const page = (id: string, more: string) =>
      `{ node(id: "${id}") { ... on Group { relationships(${more}) { nodes { id } pageInfo { endCursor } } } ... on Organization { relationships(${more}) { nodes { id } pageInfo { endCursor } } } } }`;
    const { endCursor } = (await ask(page(one, "first: 2"))).node.relationships.pageInfo;
    expect((await ask(page(one, `first: 2, after: "${endCursor}"`))).node.relationships.nodes).toHaveLength(2);
    expect(await ask(page(other, `first: 2, after: "${endCursor}"`))).toBe("BAD_CURSOR");
    const evidence = (after: string) =>
      `{ organization(id: "${server.id("core-manufacturer")}") { suppliers(first: 2) { nodes { id evidence(first: 1${after}) { pageInfo { endCursor } } } } } }`;
    const [first] = (await ask(evidence(""))).organization.suppliers.nodes;
    expect(await ask(evidence(`, after: "${first.evidence.pageInfo.endCursor}"`))).toBe("BAD_CURSOR");
    const alone = `{ node(id: "${first.id}") { ... on Relationship { evidence(first: 1, after: "${first.evidence.pageInfo.endCursor}") { nodes { id } } } } }`;
    expect((await ask(alone)).node.evidence.nodes.length).toBeLessThanOrEqual(1);
  });

  it("that is forged to name a relationship of others tells nothing of who stands behind it", async () => {
    const id = server.id("tobacco-retailers");
    const page = (after: string) =>
      `{ node(id: "${id}") { ... on Group { relationships(first: 100${after && `, after: "${after}"`}) { nodes { id } pageInfo { startCursor } } } } }`;
    const { pageInfo } = (await ask(page(""))).node.relationships;
    const [mark, key] = partsOf(pageInfo.startCursor);
    const answers = new Set<string>();
    // Among these are some whose ends stand within this list by id; none of them is of this list.
    for (let other = 1_605; other <= 1_625; other++) {
      const forged = Buffer.from(JSON.stringify([mark, key, String(other)])).toString("base64url");
      answers.add(JSON.stringify((await ask(page(forged))).node.relationships.nodes));
    }
    // Whatever relationship of others is named, the answer is the same.
    expect(answers.size).toBe(1);
  });

  it("leads through a list once and whole, whatever the day and the order", async () => {
    for (const more of [
      "",
      ", orderBy: SINCE",
      ", orderBy: CONFIDENCE",
      ', asOf: "2026-06-01"',
      ", direction: BOTH, validity: ANY",
    ]) {
      const seen: string[] = [];
      let after = "";
      for (let isMore = true; isMore; ) {
        const { relationships } = (
          await ask(
            `{ organization(id: "${server.id("core-manufacturer")}") { relationships(first: 13${more}${after}) { nodes { id } pageInfo { hasNextPage endCursor } } } }`,
          )
        ).organization;
        seen.push(...relationships.nodes.map((node: { id: string }) => node.id));
        isMore = relationships.pageInfo.hasNextPage;
        after = `, after: "${relationships.pageInfo.endCursor}"`;
      }
      const { totalCount } = (
        await ask(
          `{ organization(id: "${server.id("core-manufacturer")}") { relationships(first: 1${more}) { totalCount } } }`,
        )
      ).organization.relationships;
      expect({ more, seen: seen.length, distinct: new Set(seen).size }).toEqual({
        more,
        seen: totalCount,
        distinct: totalCount,
      });
    }
  });

  it("a registration under its platform's own id has no evidence to show, and is no outage", async () => {
    const own = await server.ask("PLATFORM", "{ viewer { platform { participants(first: 1) { nodes { id } } } } }");
    const [{ id }] = own.data.viewer.platform.participants.nodes;
    const answer = await server.ask(
      "HEAD_OFFICE",
      `{ node(id: "${id}") { ... on Relationship { kind evidence { totalCount nodes { id } } source { ... on Organization { degrees { count } relationships { totalCount } contacts { id } sites { address } } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.node.evidence).toEqual({ totalCount: 0, nodes: [] });
  });
});
