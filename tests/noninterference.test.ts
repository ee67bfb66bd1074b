import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { decodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { newPlatform } from "./support/platforms.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";

/**
 * What is hidden from a viewer changes nothing that the viewer can read: not an answer, not a count, not an order, not a cursor. Everything
 * that a viewer may ask is asked, then what is hidden from it is changed, then everything is asked again: the answers are the same bytes.
 */
describe("what is hidden is not counted, ranked by or walked through", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const asks = async (asker: Asker, questions: readonly [string, Record<string, unknown>?][]) => {
    const answers: string[] = [];
    for (const [query, variables] of questions) {
      const { data, errors } = await server.ask(asker, query, variables);
      answers.push(JSON.stringify([data, errors?.map(({ path, extensions }) => [path, extensions.code])]));
    }
    return answers;
  };
  const change = (statement: ReturnType<typeof sql>) =>
    asSystem(server.database.em, async (tx) => Number((await statement.execute(tx.getKysely())).numAffectedRows ?? 0));

  it("towards a branch: other branches' facilities, balances and references of evidence", async () => {
    const asker: Asker = { role: "BRANCH_HEAD", branch: "B03" };
    const maker = server.id("core-manufacturer");
    const questions: [string, Record<string, unknown>?][] = [
      ...[true, false].map((hasFacility): [string] => [
        `{ organizations(filter: { hasFacility: ${hasFacility} }, first: 100) { totalCount edges { cursor node { id name } } pageInfo { endCursor } } }`,
      ]),
      [
        `{ neighborhood(of: "${maker}", input: { maxHops: 2, maxNodes: 200 }) { isTruncated nodes { hop isClipped entity { name } } relationships { id confidence annualAmounts { amount currency } } } }`,
      ],
      [
        `{ organization(id: "${maker}") { degrees { kind count } suppliers(first: 50) { totalCount edges { cursor node { id confidence annualAmounts { amount } evidence(first: 20) { totalCount nodes { id kind reference amount { amount } } } } } } } }`,
      ],
      [
        "{ acquisitionBatches(first: 50) { totalCount nodes { id channel hub { name } prospectCount clientCount expectedAccounts explanation { name value contribution } } } }",
      ],
      ["{ prospects(first: 100) { totalCount edges { cursor node { likelihood organization { id } } } } }"],
    ];
    const branch = (await server.ask(asker, "{ viewer { branch } }")).data.viewer.branch;
    const own = decodeId(branch)!.key;
    const before = await asks(asker, questions);
    for (const answer of before) expect(answer.length).toBeGreaterThan(200);
    const elsewhere = sql`not exists (select from account a where a.holder_id = e.id and a.branch_id = ${own}::bigint)`;
    expect(
      await change(sql`insert into facility (holder_id, branch_id, product, limit_amount, used_amount, currency, granted_on)
      select e.id, (select min(id) from branch where id <> ${own}::bigint), 'loan', 1000000, 5, 'CNY', '2025-01-01' from entity e
      where e.type = 'ORGANIZATION' and ${elsewhere}`),
    ).toBeGreaterThan(1_000);
    expect(
      await change(
        sql`update account_balance b set amount = amount * 7 from account a where a.id = b.account_id and a.branch_id <> ${own}::bigint`,
      ),
    ).toBeGreaterThan(100);
    expect(
      await change(sql`update evidence_detail d set reference = 'other ' || reference from relationship r
      where r.id = d.relationship_id and not exists (select from account a where a.holder_id in (r.source_id, r.target_id) and a.branch_id = ${own}::bigint)`),
    ).toBeGreaterThan(100);
    expect(await asks(asker, questions)).toEqual(before);
    // And the same questions do see it where it is one's own business.
    const all = await server.ask("HEAD_OFFICE", "{ organizations(filter: { hasFacility: true }) { totalCount } }");
    expect(all.data.organizations.totalCount).toBeGreaterThan(1_000);
  });

  it("towards a branch: what a platform's cases brought in for other branches' clients", async () => {
    const asker: Asker = { role: "RELATIONSHIP_MANAGER", branch: "B03" };
    const platform = `platformId: "${server.id("court-platform")}"`;
    const covered =
      "totalCount edges { cursor node { standing reason organization { id } deposits { amount currency } } }";
    const questions: [string][] = [
      [
        `{ platformCoverage(${platform}, by: [ROLE, REGION, MONTH]) { total { participants withAccount deposits { amount currency } }
        buckets { key participants withAccount deposits { amount currency } } } }`,
      ],
      [`{ coverageCurve(${platform}, months: 12) { day participants withAccount deposits { amount currency } } }`],
      [`{ coverageParticipants(${platform}, first: 100) { ${covered} } }`],
      [`{ remainingParticipants(${platform}, first: 100) { ${covered} } }`],
      [
        `{ acquisitionChain(${platform}) { accountCount steps { key kind note organizationCount furtherCount accountCount entity { id } } } }`,
      ],
    ];
    const own = decodeId((await server.ask(asker, "{ viewer { branch } }")).data.viewer.branch)!.key;
    const before = await asks(asker, questions);
    for (const answer of before) expect(answer.length).toBeGreaterThan(100);
    const all = await asks("HEAD_OFFICE", questions);
    const key = decodeId(server.id("court-platform"))!.key;
    expect(
      await change(sql`with heard as (insert into platform_case (platform_id, number, kind, said_on, observed_on)
          values (${key}::bigint, 'hidden', 'OTHER', '{}', '2026-01-01') returning id)
        insert into case_proceeds (platform_id, case_id, participant_id, reference, amount, currency, received_on, observed_on)
        select p.platform_id, h.id, p.id, p.id::text, 12345, 'CNY', '2026-01-01', '2026-01-01' from participant p cross join heard h
        where p.platform_id = ${key}::bigint
          and not exists (select from account a where a.holder_id = p.entity_id and a.branch_id = ${own}::bigint)`),
    ).toBeGreaterThan(5);
    expect(await asks(asker, questions)).toEqual(before);
    // Those who see the whole bank see it in each but the chain, which tells of no money.
    const now = await asks("HEAD_OFFICE", questions);
    expect(now.map((answer, index) => answer !== all[index])).toEqual([true, true, true, true, false]);
  });

  it("towards a platform: all of the bank, and every other platform", async () => {
    const asker = "PLATFORM";
    const own = `{ viewer { name role branch platform { id name scenario roles participants(validity: ANY, first: 100) { totalCount pageInfo { hasNextPage endCursor }
      edges { cursor node { id kind role since until confidence annualAmounts { amount currency } target { id name } source { id name isMasked ... on Organization { creditCode category status region industry isClient } } } entity { id name } } } } } }`;
    const { edges } = (await server.ask(asker, own)).data.viewer.platform.participants;
    const participants = edges.map((edge: { node: { id: string; source: Participant } }) => edge.node.source);
    interface Participant {
      id: string;
      name: string;
      creditCode: string | null;
    }
    const coded = (participants as Participant[]).filter((one) => one.creditCode).slice(0, 20);
    expect(coded.length).toBe(20);
    const { rows: foreign } = await asSystem(server.database.em, (tx) =>
      sql<{
        id: string;
        code: string;
      }>`select e.id, o.credit_code as code from entity e join organization o on o.entity_id = e.id
        where o.credit_code is not null and not exists (select from participant p where p.entity_id = e.id) order by e.id limit 20`.execute(
        tx.getKysely(),
      ),
    );
    const platformId = server.id("pharmacy-platform");
    const register = `mutation($input: RegisterParticipantsInput!) { registerParticipants(input: $input) {
      counts { outcome count } userErrors { code } results { index outcome errors { code } warnings { code } organization { id name status isClient } participation { id since } } } }`;
    const repeat = coded.map(({ name, creditCode }) => ({ name, creditCode, role: "STORE" }));
    const fresh = foreign.map(({ code }, index) => ({ name: `甲${index}`, creditCode: code, role: "STORE" }));
    const input = (rows: object[], more: object) => ({ input: { platformId, participants: rows, ...more } });
    const questions: [string, Record<string, unknown>?][] = [
      [own],
      ["{ platforms { totalCount nodes { id name } } }"],
      ...["court-platform", "pharmacy-platform", "court", "bank"].flatMap((key): [string][] => [
        [`{ node(id: "${server.id(key)}") { id __typename } }`],
        [`{ platform(id: "${server.id(key)}") { id } }`],
        [`{ organization(id: "${server.id(key)}") { id } }`],
      ]),
      [
        `{ nodes(ids: ${JSON.stringify(participants.map((one: Participant) => one.id).slice(0, 100))}) { id __typename } }`,
      ],
      ...[...coded.map((one) => one.creditCode!), ...foreign.map((one) => one.code)].map((code): [string] => [
        `{ organization(creditCode: "${code}") { id name status isClient } }`,
      ]),
      [register, input(repeat, { dryRun: true })],
      [register, input(fresh, { dryRun: true })],
      [register, input(repeat, {})],
    ];
    // Once for itself: a repeat may still fill what was blank.
    await asks(asker, questions);
    const before = await asks(asker, questions);

    const other = await newPlatform(server.database);
    const rows = [...coded, ...fresh].map(({ creditCode }, index) => ({
      creditCode,
      name: `乙${index}`,
      role: "STORE",
    }));
    const { counts } = await registerParticipants(
      server.database.em,
      other,
      { platformId: other.platformId, participants: rows },
      DEMO_DAY,
    );
    expect(counts).toEqual([{ outcome: "CREATED", count: rows.length }]);
    expect(
      await change(sql`update entity set do_not_contact = true, status = 'INSOLVENT', region = '110000', name = name || '改', is_client = not is_client
      where type = 'ORGANIZATION'`),
    ).toBeGreaterThan(1_000);
    expect(
      await change(sql`insert into account (number, holder_id, branch_id, type, opened_on)
      select 'n' || e.id, e.id, (select min(id) from branch), 'GENERAL', '2020-01-01' from entity e where type = 'ORGANIZATION'`),
    ).toBeGreaterThan(1_000);
    expect(
      await change(sql`insert into relationship (kind, source_id, target_id, confidence)
      select distinct 'SUPPLIES', p.entity_id, (select min(id) from entity where type = 'ORGANIZATION'), 0.9 from participant p
      where p.entity_id <> (select min(id) from entity where type = 'ORGANIZATION')`),
    ).toBeGreaterThan(100);
    expect(await asks(asker, questions)).toEqual(before);
  });
});
