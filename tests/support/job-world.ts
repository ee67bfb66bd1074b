import { sql } from "kysely";
import type { Database } from "../../src/database.ts";
import { asSystem } from "../../src/shared/session.ts";
import type { JobFile } from "./jobs.ts";

/** Two lists of so many rows together, a fifth organizations: one row in a hundred is bad, some ends are unknown for ever, rows repeat. */
export function drawLists(rows: number, seed = 7): JobFile[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const firms = Math.floor(rows / 5);
  const organizations = ["number,name,region,industry,status"];
  for (let at = 0; at < firms; at += 1)
    organizations.push(
      next(100) === 0 ? `,无名${at},,,` : `N${next(firms)},公司${next(firms)},350${100 + next(9) * 100},C3011,ACTIVE`,
    );
  const supplies = ["supplier_number,buyer_number,since,until,observed_on,evidence_kind,reference,amount,currency"];
  for (let at = 0; at < rows - firms; at += 1) {
    const [from, to] = [next(firms), next(Math.ceil(firms / 20))];
    const year = 2015 + next(11);
    const amount = next(100) === 0 ? "abc" : `${next(1_000_000)}.${next(90) + 10}`;
    supplies.push(
      `N${from},N${to},${next(3) ? `${year}-01-01` : ""},${next(4) ? "" : `${year + 1}-0${1 + next(9)}-01`},${year}-12-2${next(9)},${["INVOICE", "BILL", "CONTRACT"][next(3)]},${next(2) ? `R${next(rows)}` : ""},${amount},${next(9) ? "CNY" : "USD"}`,
    );
  }
  return [
    { kind: "ORGANIZATION", content: `${organizations.join("\n")}\n`, chunkBytes: 100_000 },
    { kind: "SUPPLY", content: `${supplies.join("\n")}\n`, chunkBytes: 100_000 },
  ];
}

/** All that the jobs of a database came to, ids aside: entities, relationships, evidence, refusals, rows that wait, counts. */
export async function dumpOf({ em }: Database): Promise<Record<string, unknown[]>> {
  return asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const read = async (query: ReturnType<typeof sql<Record<string, unknown>>>) =>
      (await query.execute(db)).rows.map((row) => JSON.stringify(Object.values(row))).sort();
    const name = sql`(select string_agg(i.source || ' ' || i.number, ', ' order by i.source, i.number) from source_identity i where i.entity_id = e.id)`;
    const ends = sql`(select min(i.number) from source_identity i where i.entity_id = r.source_id) as a,
      (select min(i.number) from source_identity i where i.entity_id = r.target_id) as b, r.kind, r.role, r.since, r.until`;
    return {
      entities:
        await read(sql`select e.type, e.name, e.category, e.status, e.region, e.industry, e.import_id, o.credit_code, o.warnings,
        ${name} as numbers from entity e left join organization o on o.entity_id = e.id`),
      relationships:
        await read(sql`select ${ends}, r.base_amount, r.annual_amounts, r.confidence, r.last_observed_on, r.share
        from relationship r where r.withdrawn_at is null`),
      evidence:
        await read(sql`select ${ends}, v.kind as evidence, v.source, v.observed_on, v.valid_from, v.valid_to, v.import_id,
        d.reference, d.amount, d.currency from evidence v join relationship r on r.id = v.relationship_id
        left join evidence_detail d on d.evidence_id = v.id where v.withdrawn_at is null`),
      errors: await read(sql`select job_id, line, field, code, message, fields from import_error`),
      pending: await read(sql`select p.job_id, p.line, p.cells from import_pending p`),
      jobs: await read(sql`select id, state, read_count, created_count, updated_count, unchanged_count, rejected_count, pending_count,
        position, read_bytes from import_job`),
    };
  });
}
