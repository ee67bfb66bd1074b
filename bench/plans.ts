import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, readConfig } from "../src/config.ts";
import { openPostgres } from "../src/database.ts";
import { signDevelopmentToken } from "../src/modules/access/token.service.ts";
import { createServer } from "../src/server.ts";
import { encodeId } from "../src/shared/ids.ts";
import { recordStatements } from "../tests/support/statements.ts";
import type { Plan, Plans } from "./bare.reply.ts";
import { on } from "./database.ts";

/** What is measured: a committed operation, and its variables for a start; by all that is known now unless an instant is given. */
export const operations = {
  SuppliersOfSuppliers: (id: string, knownAt: string | null = null) => ({ id, knownAt }),
  Neighborhood: (id: string, knownAt: string | null = null) => ({ id, knownAt }),
  AcquisitionBatches: (id: string, knownAt: string | null = null) => ({ input: { from: [id], knownAt } }),
};
export type Operation = keyof typeof operations;
export const selectionOf = (operation: Operation): string =>
  readFileSync(join(import.meta.dirname, "operations", `${operation}.graphql`), "utf8");

/** Ids to start from: organizations taken at random, and those with the most relationships. Batches start from clients. */
export interface Starts {
  random: string[];
  hub: string[];
}

/** The same starts for the same city, each time. */
export async function findStarts(url: string, operation: Operation, count: number): Promise<Starts> {
  const among = operation === "AcquisitionBatches" ? "e.is_client" : "true";
  return on(url, async (client) => {
    const find = async (order: string, limit: number) => {
      const { rows } = await client.query(`select e.id from entity e join (
          select id, count(*) as degree from (select source_id as id from relationship union all select target_id from relationship) ends
          group by id) d on d.id = e.id
        where e.type = 'ORGANIZATION' and ${among} order by ${order}, e.id limit ${limit}`);
      return rows.map((row) => encodeId("entity", row.id));
    };
    return { random: await find("md5(e.id::text)", count), hub: await find("d.degree desc", Math.ceil(count / 10)) };
  });
}

/** Runs every operation once for every start on a server of this process, and notes the statements that it sent. */
export async function notePlans(
  url: string,
  key: string,
  starts: Record<Operation, Starts>,
  knownAt: string | null = null,
): Promise<Plans> {
  const config: Config = readConfig({ DATABASE_URL: url, JWT_SECRET: key });
  const database = await openPostgres(url, { migrate: false });
  const app = await createServer({ config, database });
  const token = await signDevelopmentToken(config, {
    name: "bench",
    role: "HEAD_OFFICE",
    branch: null,
    platform: null,
  });
  const ask = async (operation: Operation, id: string): Promise<Plan> => {
    let data: unknown;
    const statements = await recordStatements(database, async () => {
      const reply = await app.inject({
        method: "POST",
        url: "/graphql",
        headers: { authorization: `Bearer ${token}` },
        payload: { query: selectionOf(operation), variables: operations[operation](id, knownAt) },
      });
      data = reply.json().data;
    });
    return operation === "AcquisitionBatches" ? { statements, data } : { statements };
  };
  const plans: Plans = {};
  for (const operation of Object.keys(starts) as Operation[]) {
    plans[operation] = {};
    const { random, hub } = starts[operation];
    for (const id of [...random, ...hub]) plans[operation][id] = await ask(operation, id);
  }
  await app.close();
  await database.close();
  return plans;
}
