import { SignJWT } from "jose";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyRules } from "../src/modules/access/rules.ts";
import { buildApiSchema } from "../src/schema.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem, asViewer } from "../src/shared/session.ts";
import type { StaffViewer, Viewer } from "../src/shared/viewer.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";

describe("who may ask at all", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  it("a field of ours without a rule is refused at start, not open", () => {
    expect(() => applyRules(buildApiSchema(), [])).toThrow("fields without a rule: ");
  });

  it("nothing is answered to an anonymous caller, nor to a token that is forged, expired or names what does not exist", async () => {
    const sign = (claims: object, expires: string, key = server.config.jwtSecret!) =>
      new SignJWT({ role: "HEAD_OFFICE", ...claims })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject("x")
        .setExpirationTime(expires)
        .sign(new TextEncoder().encode(key));
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"x","role":"HEAD_OFFICE","exp":9999999999}').toString("base64url")}.`;
    const tokens = [
      "nonsense",
      unsigned,
      await sign({}, "-2m"),
      await sign({}, "1h", "another key of at least 32 characters"),
      await sign({ role: "ROOT" }, "1h"),
      await sign({ role: "BRANCH_HEAD" }, "1h"),
      await sign({ role: "BRANCH_HEAD", branch: "B99" }, "1h"),
      await sign({ role: "PLATFORM", platform: server.id("court") }, "1h"),
    ];
    for (const authorization of [undefined, "Basic eDp4", ...tokens.map((token) => `Bearer ${token}`)]) {
      const reply = await server.app.inject({
        method: "POST",
        url: "/graphql",
        headers: authorization ? { authorization } : {},
        payload: { query: "{ viewer { role } }" },
      });
      expect(reply.statusCode).toBe(401);
      expect(reply.json().errors[0].extensions.code).toBe("UNAUTHENTICATED");
    }
  });
});

describe("what is private stays so", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const evidence = (asker: Asker) =>
    server.ask(
      asker,
      `{ organization(id: "${server.id("core-manufacturer")}") { suppliers(first: 5) { nodes { annualAmounts { amount } evidence(first: 50) { nodes { kind reference amount { amount currency } } } } } } }`,
    );
  type Row = {
    evidence: { nodes: { kind: string; reference: string | null; amount: object | null }[] };
    annualAmounts: object[];
  };

  it("references and amounts of evidence are null for branches where neither end holds an account; yearly amounts are open", async () => {
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{ code: string }>`select b.code from branch b where not exists (
        select from relationship r join account a on a.holder_id in (r.source_id, r.target_id) and a.branch_id = b.id
        where r.target_id = ${Buffer.from(server.id("core-manufacturer"), "base64url").toString().slice(7)}::bigint and r.kind = 'SUPPLIES') order by b.code`.execute(
        tx.getKysely(),
      ),
    );
    const outside = rows[0]?.code;
    const all = (await evidence("HEAD_OFFICE")).data.organization.suppliers.nodes as Row[];
    expect(all.some((row) => row.evidence.nodes.some((one) => one.amount && one.reference))).toBe(true);
    for (const branch of ["B01", "B02", "B03", "B04", "B05"]) {
      const seen = (await evidence({ role: "BRANCH_HEAD", branch })).data.organization.suppliers.nodes as Row[];
      expect(seen.map((row) => row.annualAmounts)).toEqual(all.map((row) => row.annualAmounts));
      expect(seen.map((row) => row.evidence.nodes.map((one) => one.kind))).toEqual(
        all.map((row) => row.evidence.nodes.map((one) => one.kind)),
      );
      if (branch === outside)
        expect(
          seen.every((row) => row.evidence.nodes.every((one) => one.amount === null && one.reference === null)),
        ).toBe(true);
    }
  });

  it("a query that forgets its filter still returns nothing of another branch, and nothing at all without a viewer", async () => {
    const { em } = server.database;
    const branch = await asSystem(
      em,
      async (tx) =>
        (await sql<{ id: string }>`select id from branch where code = 'B03'`.execute(tx.getKysely())).rows[0]!.id,
    );
    const head: StaffViewer = {
      kind: "staff",
      subject: "h",
      name: "h",
      role: "BRANCH_HEAD",
      branchId: branch,
      client: null,
    };
    const nobody: StaffViewer = { ...head, branchId: null };
    const accounts = (viewer: Viewer) =>
      asViewer(
        em,
        viewer,
        async (tx) =>
          (await sql<{ branch_id: string }>`select distinct branch_id from account`.execute(tx.getKysely())).rows,
      );
    // An auditor's transaction reads, and nothing else, whatever a rule might forget.
    const auditor: StaffViewer = { ...nobody, role: "AUDITOR" };
    const write = sql`insert into consent (subject_id, purpose, source, given_on, recorded_by)
      select id, 'CONTACT', 'CALL', current_date, 'x' from entity limit 1`;
    await expect(asViewer(em, auditor, (tx) => write.execute(tx.getKysely()))).rejects.toThrow("read-only transaction");
    expect(await accounts(head)).toEqual([{ branch_id: branch }]);
    expect(await accounts(nobody)).toEqual([]);
    for (const table of ["account_balance", "facility", "evidence_detail"]) {
      const count = (viewer: Viewer) =>
        asViewer(em, viewer, async (tx) =>
          Number(
            (await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(tx.getKysely())).rows[0]!
              .n,
          ),
        );
      const [own, none, all] = [
        await count(head),
        await count(nobody),
        await count({ ...nobody, role: "HEAD_OFFICE" }),
      ];
      expect(none).toBe(0);
      expect(own).toBeGreaterThan(0);
      expect(own).toBeLessThan(all);
    }
  });

  it("acquisition starts from the clients of one's own branch, for head office from all", async () => {
    const query =
      "{ acquisitionBatches(input: { maxHops: 1 }, first: 100) { nodes { introducers(first: 100) { client { id } } } } }";
    const starts = async (asker: Asker) =>
      new Set(
        (await server.ask(asker, query)).data.acquisitionBatches.nodes.flatMap(
          (b: { introducers: { client: { id: string } }[] }) => b.introducers.map((i) => i.client.id),
        ),
      );
    const [own, all] = [await starts({ role: "BRANCH_HEAD", branch: "B03" }), await starts("HEAD_OFFICE")];
    expect(own.size).toBeGreaterThan(0);
    expect(own.size).toBeLessThan(all.size);
    const foreign = [...all].find((id) => !own.has(id));
    const asked = (role: Asker, input: string) =>
      server.ask(role, `{ acquisitionBatches(input: { ${input} }) { totalCount } }`);
    expect(
      (await asked({ role: "BRANCH_HEAD", branch: "B03" }, `from: ["${foreign}"]`)).errors![0]!.extensions.code,
    ).toBe("NOT_FOUND");
    expect(
      (await asked({ role: "BRANCH_HEAD", branch: "B03" }, `branch: "${encodeId("branch", "2")}"`)).errors![0]!
        .extensions.code,
    ).toBe("FORBIDDEN");
  });

  it("a branch is named by its id, which head office looks up; one that there is not is NOT_FOUND to everybody", async () => {
    const { branches } = (await server.ask("HEAD_OFFICE", "{ branches { id code name } }")).data;
    expect(branches.map((b: { code: string }) => b.code)).toEqual(["B01", "B02", "B03", "B04", "B05"]);
    const count = async (asker: Asker, branch: string) => {
      const { data, errors } = await server.ask(
        asker,
        `{ acquisitionBatches(input: { branch: "${branch}" }) { totalCount } }`,
      );
      return errors?.[0]?.extensions.code ?? (data.acquisitionBatches.totalCount > 0 ? "some" : "none");
    };
    expect(await count("HEAD_OFFICE", branches[1].id)).toBe("some");
    expect(await count({ role: "BRANCH_HEAD", branch: "B02" }, branches[1].id)).toBe("some");
    for (const unknown of [encodeId("branch", "999999"), server.id("court"), "none"]) {
      expect(await count("HEAD_OFFICE", unknown)).toBe("NOT_FOUND");
      expect(await count({ role: "BRANCH_HEAD", branch: "B02" }, unknown)).toBe("NOT_FOUND");
    }
    const node = `{ node(id: "${branches[0].id}") { id ... on Branch { code name region } } }`;
    expect((await server.ask("AUDITOR", node)).data.node).toMatchObject({ id: branches[0].id, code: "B01" });
    expect((await server.ask("PLATFORM", node)).data.node).toBeNull();
  });

  it("node(id) of a batch answers under the asker's rights", async () => {
    const { data } = await server.ask(
      "HEAD_OFFICE",
      "{ acquisitionBatches(first: 1) { nodes { id prospectCount introducers(first: 100) { client { id } } } } }",
    );
    const [batch] = data.acquisitionBatches.nodes;
    const again = (asker: Asker) =>
      server.ask(
        asker,
        `{ node(id: "${batch.id}") { ... on AcquisitionBatch { id prospectCount introducers(first: 100) { client { id } } } } }`,
      );
    expect((await again("HEAD_OFFICE")).data.node).toEqual(batch);
    const other = (await again({ role: "BRANCH_HEAD", branch: "B03" })).data.node;
    expect(other?.introducers?.length ?? 0).toBeLessThan(batch.introducers.length);
    expect((await again("PLATFORM")).data.node).toBeNull();
    expect((await again("STAFF")).errors![0]!.extensions.code).toBe("FORBIDDEN");
  });

  it("people without an open role are masked, have no id that a query accepts, and are no hub", async () => {
    const query = `{ organization(id: "${server.id("core-manufacturer")}") { relationships(kinds: [AFFILIATED_WITH], first: 50) { edges { node { role } entity { id name isMasked degrees { count } relationships { nodes { id } } } } } } }`;
    const { data } = await server.ask("HEAD_OFFICE", query);
    const edges = data.organization.relationships.edges as {
      node: { role: string };
      entity: { id: string; name: string; isMasked: boolean; degrees: []; relationships: { nodes: [] } };
    }[];
    const masked = edges.filter((edge) => edge.entity.isMasked);
    expect(masked.length).toBeGreaterThan(0);
    expect(masked.every((edge) => edge.node.role === "FINANCE_STAFF")).toBe(true);
    for (const { entity } of masked) {
      expect(entity).toMatchObject({ name: "***", degrees: [], relationships: { nodes: [] } });
      expect((await server.ask("HEAD_OFFICE", `{ node(id: "${entity.id}") { id } }`)).data.node).toBeNull();
    }
    const treasurer = server.id("core-treasurer");
    expect((await server.ask("HEAD_OFFICE", `{ node(id: "${treasurer}") { id } }`)).data.node).toBeNull();
    expect(
      (await server.ask("HEAD_OFFICE", `{ neighborhood(of: "${treasurer}") { isTruncated } }`)).errors![0]!.extensions
        .code,
    ).toBe("NOT_FOUND");
    const { data: people } = await server.ask(
      "HEAD_OFFICE",
      "{ acquisitionBatches(input: { channels: [PERSON] }, first: 100) { nodes { hub { isMasked } } } }",
    );
    expect(people.acquisitionBatches.nodes.length).toBeGreaterThan(0);
    expect(people.acquisitionBatches.nodes.every((batch: { hub: { isMasked: boolean } }) => !batch.hub.isMasked)).toBe(
      true,
    );
  });
});

describe("a platform sees its own alone", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  const own: Asker = { role: "PLATFORM", platform: "pharmacy-platform" };
  const other: Asker = { role: "PLATFORM", platform: "court-platform" };
  const register = (asker: Asker, platform: string, participants: string) =>
    server.ask(
      asker,
      `mutation { registerParticipants(input: { platformId: "${server.id(platform)}", participants: [${participants}] }) {
      results { outcome organization { id name creditCode status isClient } participation { id role source { id name } target { id } } } userErrors { code } } }`,
    );

  it("registers, reads back what it sent under ids of its own, and cannot tell a firm the bank knows from one it does not", async () => {
    const { data: known } = await server.ask(
      "HEAD_OFFICE",
      "{ organizations(filter: { isClient: true }, first: 1) { nodes { id creditCode } } }",
    );
    const client = known.organizations.nodes[0];
    const { data } = await register(
      own,
      "pharmacy-platform",
      `{ name: "甲店", role: "STORE", creditCode: "${client.creditCode}" }, { name: "乙店", role: "STORE", creditCode: "91110000600037341L" }`,
    );
    const [a, b] = data.registerParticipants.results;
    expect([a.outcome, b.outcome]).toEqual(["CREATED", "CREATED"]);
    expect(a.organization).toMatchObject({
      name: "甲店",
      creditCode: client.creditCode,
      status: "UNKNOWN",
      isClient: null,
    });
    expect(b.organization).toMatchObject({ name: "乙店", status: "UNKNOWN", isClient: null });
    expect(a.organization.id).not.toBe(client.id);
    expect(a.organization.id.length).toBe(b.organization.id.length);
    for (const id of [client.id, server.id("court"), server.id("court-platform")]) {
      expect((await server.ask(own, `{ node(id: "${id}") { id } }`)).data.node).toBeNull();
    }
    const byCode = (asker: Asker) => server.ask(asker, `{ organization(creditCode: "${client.creditCode}") { id } }`);
    expect((await byCode(own)).data.organization).toEqual({ id: a.organization.id });
    expect((await byCode(other)).data.organization).toBeNull();
    expect((await byCode("AUDITOR")).data.organization).toEqual({ id: client.id });

    const namesSeenBy = async (asker: Asker) => {
      const names: string[] = [];
      for (let after: string | null = null; ; ) {
        const { data: page } = await server.ask(
          asker,
          `query ($after: String) { viewer { platform { participants(first: 100, after: $after) {
            edges { entity { name } } pageInfo { hasNextPage endCursor } } } } }`,
          { after },
        );
        const { edges, pageInfo } = page.viewer.platform.participants;
        names.push(...edges.map((edge: { entity: { name: string } }) => edge.entity.name));
        if (!pageInfo.hasNextPage) return names;
        after = pageInfo.endCursor;
      }
    };
    expect(await namesSeenBy(own)).toEqual(expect.arrayContaining(["甲店", "乙店"]));
    expect(await namesSeenBy(other)).not.toContain("甲店");
    for (const id of [a.organization.id, a.participation.id]) {
      expect((await server.ask(own, `{ node(id: "${id}") { id } }`)).data.node).toEqual({ id });
      expect((await server.ask(other, `{ node(id: "${id}") { id } }`)).data.node).toBeNull();
    }
    // The bank's record of the client is untouched, and the participation stands in its graph.
    const after = (
      await server.ask("HEAD_OFFICE", `{ organization(id: "${client.id}") { name participations { nodes { role } } } }`)
    ).data.organization;
    expect(after.name).not.toBe("甲店");
    expect(after.participations.nodes).toContainEqual({ role: "STORE" });
  });

  it("another platform is answered like one that does not exist", async () => {
    const foreign = await register(own, "court-platform", "");
    expect(foreign.data.registerParticipants.userErrors).toEqual([{ code: "PLATFORM_NOT_FOUND" }]);
    const unknown = await server.ask(
      own,
      'mutation { registerParticipants(input: { platformId: "none", participants: [] }) { userErrors { code } } }',
    );
    expect(unknown.data.registerParticipants.userErrors).toEqual([{ code: "PLATFORM_NOT_FOUND" }]);
    const [a, b] = [
      await server.ask(own, `{ platform(id: "${server.id("court-platform")}") { id } }`),
      await server.ask(own, '{ platform(id: "none") { id } }'),
    ];
    const { requestId: one } = a.errors![0]!.extensions;
    const { requestId: other } = b.errors![0]!.extensions;
    expect(one).not.toBe(other);
    expect(JSON.stringify(a).replace(one!, "")).toBe(JSON.stringify(b).replace(other!, ""));
    expect((await server.ask(own, "{ platforms { totalCount nodes { id } } }")).data.platforms).toEqual({
      totalCount: 1,
      nodes: [{ id: server.id("pharmacy-platform") }],
    });
  });

  it("asks nothing of an organization but what it sent", async () => {
    const { data } = await register(own, "pharmacy-platform", '{ name: "丙店", role: "STORE" }');
    const { id } = data.registerParticipants.results[0].organization;
    for (const field of [
      "suppliers { totalCount }",
      "degrees { count }",
      "relationships { totalCount }",
      "participations { totalCount }",
      "members { totalCount }",
    ]) {
      expect(
        (await server.ask(own, `{ organization(id: "${id}") { name ${field} } }`)).errors![0]!.extensions.code,
      ).toBe("FORBIDDEN");
    }
  });
});
