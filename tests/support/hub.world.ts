import { sql } from "kysely";
import type { Em } from "../../src/database.ts";
import { asSystem } from "../../src/shared/session.ts";
import { onPostgres } from "./database.ts";

/** How many relationships the hub has; fewer on the embedded database, which takes three times as long to load them. */
export const firmCount = Number(process.env.HUB_SIZE ?? (onPostgres ? 100_000 : 20_000));
/** Whom all firms supply; an association of every fifth; a bank that guarantees for every tenth. */
export const hub = "1";
export const association = "2";
export const bank = "3";
const before = 11;
/** The n-th firm, from 0; the first hundred own one another in a circle. */
export const firm = (n: number): string => String(before + n);
/** What the hub buys of it in a year, in CNY; no two are alike. */
export const amountOf = (n: number): number => (n * 7_919) % 100_003;
/** The numbers of all firms, those of which the hub buys most first. */
export const byAmount = Array.from({ length: firmCount }, (_, n) => n).sort((a, b) => amountOf(b) - amountOf(a));

/** One hub with everything beside it, in an empty database. The hub and its first firm supply themselves, too. */
export async function loadHub(em: Em): Promise<void> {
  await asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const firms = sql`generate_series(0, ${firmCount - 1}::int) n`;
    await sql`insert into entity (id, type, name, category, status, industry) values
      (1, 'ORGANIZATION', 'hub', 'ENTERPRISE', 'ACTIVE', 'C3011'),
      (2, 'ORGANIZATION', 'association', 'ASSOCIATION', 'ACTIVE', 'S9421'),
      (3, 'ORGANIZATION', 'bank', 'ENTERPRISE', 'ACTIVE', 'J6621')`.execute(db);
    await sql`insert into entity (id, type, name, category, status, industry)
      select ${before}::int + n, 'ORGANIZATION', 'firm ' || n, 'ENTERPRISE', 'ACTIVE', 'C3011' from ${firms}`.execute(
      db,
    );
    const relate = (kind: string, source: string, target: string, amount: string, where: string) =>
      sql`insert into relationship (kind, source_id, target_id, base_amount)
        select ${kind}, ${sql.raw(source)}, ${sql.raw(target)}, ${sql.raw(amount)} from ${firms} where ${sql.raw(where)}`.execute(
        db,
      );
    await relate("SUPPLIES", `${before} + n`, hub, "(n::bigint * 7919) % 100003", "true");
    await relate("MEMBER_OF", `${before} + n`, association, "0", "n % 5 = 0");
    await relate("GUARANTEES", bank, `${before} + n`, "0", "n % 10 = 0");
    await relate("OWNS", `${before} + n`, `${before} + (n + 1) % 100`, "0", "n < 100");
    await relate("SUPPLIES", `${before} + n`, `${before} + n`, "5", "n = 0");
    await relate("SUPPLIES", hub, hub, "5", "n = 0");
  });
}
