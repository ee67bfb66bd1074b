import { isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApiSchema } from "../src/schema.ts";
import { decodeId } from "../src/shared/ids.ts";
import { failOnce, happen, participantsOf } from "./support/events.ts";
import { askers, type Column, guarded, type Known, type Row, type Verdict, withTheObject } from "./support/matrix.ts";
import { type Answer, type Asker, startServer, type TestServer } from "./support/server.ts";

describe("who gets what", () => {
  let server: TestServer;
  let known: Known;
  beforeAll(async () => {
    server = await startServer();
    const query = `{ organization(id: "${server.id("core-manufacturer")}") { contacts { id consents { id } } } }`;
    const [contact, ended] = (await server.ask("HEAD_OFFICE", query)).data.organization.contacts;
    known = {
      contact: contact.id,
      ended: ended.id,
      consent: contact.consents[0].id,
      twins: await twins(),
      webhook: "",
    };
    await server.ask(
      askers.rm,
      `mutation { recordConsent(input: { subjectId: "${server.id("core-chairman")}", purpose: CREDIT_ASSESSMENT, source: CALL, note: "said so" }) { outcome } }`,
    );
    const of = `platformId: "${server.id("pharmacy-platform")}"`;
    const store = 'externalId: "M-1"';
    await server.ask(
      "HEAD_OFFICE",
      `mutation { registerParticipants(input: { ${of}, participants: [{ name: "n", role: "STORE", ${store} }] }) { counts { count } }
        registerCases(input: { ${of}, cases: [{ number: "M-1", kind: PROCUREMENT_CONTRACT, administrator: { ${store} },
          parties: [{ participant: { ${store} }, role: "STORE" }] }] }) { counts { count } }
        recordProceeds(input: { ${of}, proceeds: [{ caseNumber: "M-1", reference: "1", amount: { amount: "1.50" }, receivedOn: "2026-01-05" }] }) { counts { count } } }`,
    );
    // What keys, events, imports and the audit log show, there must be.
    const platformId = decodeId(server.id("pharmacy-platform"))!.key;
    const [first] = await participantsOf(server.database, platformId);
    const { createWebhook } = (
      await server.ask(
        "HEAD_OFFICE",
        `mutation { createWebhook(input: { platformId: "${server.id("pharmacy-platform")}", name: "n", url: "https://10.example.com/" }) { webhook { id } } }`,
      )
    ).data;
    known.webhook = createWebhook.webhook.id;
    await happen(server.database, [{ kind: "PARTICIPANT_REGISTERED", platformId, participantId: first!.id }]);
    await failOnce(server.database);
    await server.ask(
      "HEAD_OFFICE",
      'mutation { createImport(input: { kind: "SUPPLY", source: "s", files: [{ name: "f.csv" }] }) { job { id } } }',
    );
    await server.ask(
      "HEAD_OFFICE",
      `mutation { createPlatformKey(input: { platformId: "${server.id("pharmacy-platform")}", name: "n", permissions: [READ_PARTICIPANTS] }) { secret } }`,
    );
  });
  afterAll(() => server.close());

  /** Two organizations without codes, a decision about them and a merge that was undone. */
  async function twins(): Promise<[string, string]> {
    const [keep, drop] = [server.id("foreign-buyer"), server.id("foreign-buyer-2")];
    const act = async (mutation: string) => (await server.ask("HEAD_OFFICE", `mutation { ${mutation} }`)).data;
    await act(
      `decideMatch(input: { pairs: [{ first: "${keep}", second: "${drop}" }], decision: SAME }) { candidates { id } }`,
    );
    const { mergeOrganizations } = await act(
      `mergeOrganizations(input: { keep: "${keep}", drop: "${drop}" }) { merge { id } }`,
    );
    await act(`undoMerge(input: { mergeId: "${mergeOrganizations.merge.id}" }) { merge { id } }`);
    return [keep, drop];
  }

  const reply = async (column: Column, query: string): Promise<Answer> => {
    const asker = askers[column];
    if (query.startsWith("subscription")) return streamed(asker, query);
    if (asker) return server.ask(asker, query);
    return (await server.app.inject({ method: "POST", url: "/graphql", payload: { query } })).json();
  };

  /** The first answer of a subscription whose stream ends. */
  const streamed = async (asker: Asker | null, query: string): Promise<Answer> => {
    const headers = {
      accept: "text/event-stream",
      ...(asker && { authorization: `Bearer ${await server.token(asker)}` }),
    };
    const { body } = await server.app.inject({ method: "POST", url: "/graphql/stream", headers, payload: { query } });
    return JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body);
  };

  it("every field of the schema has a row, and every row a field", () => {
    const fields = Object.values(buildApiSchema().getTypeMap())
      .filter(isObjectType)
      .filter((type) => !type.name.startsWith("__"))
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ field, name: `${type.name}.${field.name}` })),
      );
    const named = (isGuarded: boolean) =>
      fields
        .filter(({ field }) => Boolean(field.resolve) === isGuarded)
        .map(({ name }) => name)
        .sort();
    expect(Object.keys(guarded).sort()).toEqual(named(true));
    const plain = Object.entries(withTheObject).flatMap(([type, list]) =>
      list.split(" ").map((field) => `${type}.${field}`),
    );
    expect(plain.sort()).toEqual(named(false));
  });

  it.each(Object.entries(guarded))("%s", async (_, row) => {
    const found: Partial<Record<Column, Verdict>> = {};
    for (const column of Object.keys(askers) as Column[]) {
      const isPlatform = column === "platform" || column === "otherPlatform";
      const query = isPlatform && row.askedByPlatform ? row.askedByPlatform : row.query(server, known);
      found[column] = verdictOf(await reply(column, query), row);
    }
    expect(found).toEqual(row.may);
  });
});

/** The first refusal, whoever says it; else whether there is anything where the field stands. */
function verdictOf({ data, errors }: Answer, { at }: Row): Verdict {
  if (errors) return errors[0]!.extensions.code as Verdict;
  const [root] = Object.values(data) as { userErrors?: { code: string }[] }[];
  const refusal = root?.userErrors?.find(({ code }) => code === "FORBIDDEN" || code.endsWith("NOT_FOUND"));
  if (refusal) return refusal.code as Verdict;
  const found = at.split(".").reduce((value, key) => value?.[key], data);
  return found == null || (Array.isArray(found) && found.length === 0) ? "nothing" : "yes";
}
