import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

describe("connections between", () => {
  let server: TestServer;
  let between: string[];
  const query = `query ($between: [ID!]!, $limit: Int! = 1000) { connections(between: $between, limit: $limit) {
    isTruncated relationships { id kind source { id } target { id } } } }`;
  const ask = (variables: object) => server.ask("HEAD_OFFICE", query, variables as Record<string, unknown>);

  beforeAll(async () => {
    server = await startServer();
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `{ organization(id: "${server.id("core-manufacturer")}") { id suppliers(first: 20) { edges { entity { id } } } } }`,
    );
    const suppliers = data.organization.suppliers.edges.map((edge: { entity: { id: string } }) => edge.entity.id);
    between = [data.organization.id, ...suppliers];
  });
  afterAll(() => server.close());

  it("answers every relationship among them and none that leads out", async () => {
    const { data } = await ask({ between });
    const { relationships, isTruncated } = data.connections;
    expect(isTruncated).toBe(false);
    expect(relationships.length).toBeGreaterThanOrEqual(20);
    for (const one of relationships) expect(between).toEqual(expect.arrayContaining([one.source.id, one.target.id]));
    const twice = await ask({ between: [...between, ...between] });
    expect(twice.data).toEqual(data);
  });

  it("says when there are more than were asked for", async () => {
    const { data } = await ask({ between, limit: 3 });
    expect([data.connections.relationships.length, data.connections.isTruncated]).toEqual([3, true]);
  });

  it.each([
    [{ between: [] }, "BAD_INPUT"],
    [{ between: Array(201).fill("x") }, "BAD_INPUT"],
    [{ between: ["x"] }, "NOT_FOUND"],
    [{ between: ["x"], limit: 0 }, "BAD_INPUT"],
    [{ between: ["x"], limit: 5_001 }, "BAD_INPUT"],
  ])("refuses %#", async (variables, code) => {
    const { errors } = await ask(variables);
    expect(errors!.map((error) => error.extensions.code)).toEqual([code]);
  });
});
