import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asViewer } from "../src/shared/session.ts";
import type { StaffViewer } from "../src/shared/viewer.ts";
import { asOwner } from "./support/owner.ts";
import { startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const today = sql`(now() at time zone 'Asia/Shanghai')::date`;

describe("a branch sees of a client what an open account there shows it", () => {
  // What B05 sees of the core manufacturer, with which it has one account.
  const seen = async () => {
    const client = server.id("core-manufacturer");
    const key = Buffer.from(client, "base64url").toString().slice(7);
    const [branch] = await asOwner<{ id: string }>(server.database, sql`select id from branch where code = 'B05'`);
    const staff = { kind: "staff", subject: "h", name: "h", role: "BRANCH_HEAD", client: null } as const;
    const viewer: StaffViewer = { ...staff, branchId: branch!.id };
    return asViewer(server.database.em, viewer, async (tx) => {
      const { rows } = await sql<Record<"facilities" | "details" | "contacts", number>>`select
        (select count(*)::int from facility f where f.holder_id = ${key}::bigint) as facilities,
        (select count(*)::int from evidence_detail d join relationship r on r.id = d.relationship_id
          where r.target_id = ${key}::bigint and not exists (select from account a where a.holder_id = r.source_id)) as details,
        (select count(*)::int from contact c where c.organization_id = ${key}::bigint) as contacts`.execute(
        tx.getKysely(),
      );
      return rows[0]!;
    });
  };
  const change = (what: ReturnType<typeof sql>) =>
    asOwner(
      server.database,
      sql`update account a set ${what} from branch b, entity e where b.id = a.branch_id and b.code = 'B05'
        and e.id = a.holder_id and e.id = ${Buffer.from(server.id("core-manufacturer"), "base64url").toString().slice(7)}::bigint`,
    );
  const reset = sql`opened_on = '2020-01-01', closed_on = null, withdrawn_at = null`;

  it.each([
    ["open", reset, true],
    ["opened today", sql`opened_on = ${today}, closed_on = null`, true],
    ["closing tomorrow", sql`closed_on = ${today} + 1`, true],
    ["closed today", sql`closed_on = ${today}`, false],
    ["closed long ago", sql`closed_on = '2021-01-01'`, false],
    ["opening tomorrow", sql`opened_on = ${today} + 1, closed_on = null`, false],
    ["withdrawn", sql`withdrawn_at = now()`, false],
  ])("%s", async (_, what, isSeen) => {
    await change(reset);
    await change(what);
    const { facilities, details, contacts } = await seen();
    expect({ facilities: facilities > 0, details: details > 0, contacts: contacts > 0 }).toEqual({
      facilities: isSeen,
      details: isSeen,
      contacts: isSeen,
    });
  });
});
