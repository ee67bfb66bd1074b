import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Database } from "../database.ts";
import { notNow } from "./refusal.ts";

/** /health tells of the process, /ready of the database. */
export function healthRoutes(app: FastifyInstance, database: Database): void {
  app.get("/health", () => ({ status: "ok" }));
  app.get("/ready", async () => {
    try {
      await sql`select 1`.execute(database.em.getKysely());
      return { status: "ready" };
    } catch {
      throw notNow(503, "UNAVAILABLE", 1_000);
    }
  });
}
