import { sql } from "kysely";
import type { Em } from "../src/database.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { DEMO_SOURCE } from "./load-demo.ts";

/** Where the demo is best entered: its outlet of 400 clients, and the pharmacy chain's platform. */
export async function demoShowcase(em: Em): Promise<{ branch: string; platform: string | null }> {
  const { rows } = await asSystem(em, (tx) =>
    sql<{ id: string }>`select entity_id as id from source_identity
      where source = ${DEMO_SOURCE} and number = 'pharmacy-platform'`.execute(tx.getKysely()),
  );
  return { branch: "B02", platform: rows[0] ? encodeId("entity", rows[0].id) : null };
}
