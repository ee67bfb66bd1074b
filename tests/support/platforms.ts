import { sql } from "kysely";
import type { Database } from "../../src/database.ts";
import { creditCodeCheckCharacter } from "../../src/modules/organizations/credit-code.ts";
import { asSystem } from "../../src/shared/session.ts";
import { type PlatformViewer, platformPermissions } from "../../src/shared/viewer.ts";

/** A valid credit code for a number; prefix: registering department and kind of holder. */
export function creditCode(n: number, prefix = "91"): string {
  const first = `${prefix}350500${String(n).padStart(9, "0")}`;
  return first + creditCodeCheckCharacter(first);
}

/** A new platform with the roles STORE and ADMINISTRATOR, as the machine that may register on it. */
export async function newPlatform(database: Database, name = "平台"): Promise<PlatformViewer> {
  const platformId = await asSystem(database.em, async (tx) => {
    const { rows } = await sql<{
      id: string;
    }>`insert into entity (type, name) values ('SCENARIO_PLATFORM', ${name}) returning id`.execute(tx.getKysely());
    await sql`insert into scenario_platform (entity_id, scenario, roles) values (${rows[0]!.id}, 'PHARMACY', array['STORE', 'ADMINISTRATOR'])`.execute(
      tx.getKysely(),
    );
    return rows[0]!.id;
  });
  const subject = `machine ${platformId}`;
  return {
    kind: "platform",
    subject,
    name,
    role: "PLATFORM",
    platformId,
    permissions: platformPermissions,
    client: null,
  };
}
