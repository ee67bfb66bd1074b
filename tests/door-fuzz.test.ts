import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApiSchema } from "../src/schema.ts";
import { errorCodes } from "../src/shared/error-codes.ts";
import { fuzzQuestions } from "./support/fuzz.questions.ts";
import { ours } from "./support/hostile.documents.ts";
import { startServer, type TestServer } from "./support/server.ts";

/**
 * Every argument of every field of the schema, with every hostile value: answered or refused, never an outage, and nothing of ours in it.
 * FUZZ_EVERY=3 asks each argument every third of the values, beginning with another one each time.
 */
const every = Number(process.env.FUZZ_EVERY ?? 1);
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test("no argument brings the server down or tells of its inside", async () => {
  const tokens = await Promise.all((["HEAD_OFFICE", "AUDITOR", "PLATFORM"] as const).map((role) => server.token(role)));
  const ask = async (query: string, variables: unknown, token = tokens[0]) => {
    const headers = { authorization: `Bearer ${token}` };
    const reply = await server.app.inject({ method: "POST", url: "/graphql", headers, payload: { query, variables } });
    return { status: reply.statusCode, text: reply.body };
  };
  const found = JSON.parse(
    (
      await ask(
        `query ($id: ID!) { acquisitionBatches(first: 1) { nodes { id } } organization(id: $id) { suppliers(first: 1) { nodes { id } } } }`,
        { id: server.id("core-manufacturer") },
      )
    ).text,
  ).data;
  const questions = fuzzQuestions(buildApiSchema(), {
    any: server.id("core-manufacturer"),
    byType: {
      Organization: server.id("core-manufacturer"),
      ScenarioPlatform: server.id("pharmacy-platform"),
      Group: server.id("tobacco-retailers"),
      Relationship: found.organization.suppliers.nodes[0].id,
      AcquisitionBatch: found.acquisitionBatches.nodes[0].id,
    },
  });
  expect(questions.length).toBeGreaterThan(70);

  const wrong: unknown[] = [];
  let answered = 0;
  for (const [turn, { name, query, variables: all }] of questions.entries()) {
    const variables = all.filter((_, at) => at === 0 || (at + turn) % every === 0);
    // Whoever may ask at all asks: some fields are not for head office.
    let token = tokens[0];
    for (const one of tokens) {
      token = one;
      if (!(await ask(query, variables[0], one)).text.includes('"FORBIDDEN"')) break;
    }
    let ran = 0;
    for (const one of variables) {
      const { status, text } = await ask(query, one, token);
      const { data, errors = [] } = JSON.parse(text);
      const codes = errors.map((error: { extensions: { code: string } }) => error.extensions.code);
      const isListed = codes.every(
        (code: string) => Object.hasOwn(errorCodes, code) && !/INTERNAL|UNAVAILABLE|OVERLOADED/.test(code),
      );
      if (status >= 500 || !isListed || ours.test(text))
        wrong.push({ name, query, one: JSON.stringify(one).slice(0, 200), status, text: text.slice(0, 300) });
      // The document itself was in order: only then has the value been asked.
      expect(
        codes.filter((code: string) => /GRAPHQL_/.test(code)),
        query,
      ).toEqual([]);
      if (data || errors.some((error: { path?: unknown }) => error.path)) ran += 1;
      answered += 1;
    }
    expect(ran, `${name} never ran: ${query}`).toBeGreaterThan(0);
  }
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(10_000 / every);
  console.log(`${questions.length} arguments, ${answered} requests`);
}, 300_000);
