import "reflect-metadata";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { enterSession } from "../src/database.ts";
import { type Plans, replies } from "./bare.reply.ts";

/**
 * The other side of the comparison: sends the statements that the server was seen to send, makes the same bytes of their rows, and
 * does nothing else. `bare.ts <plans.json>` with BENCH_DATABASE_URL; prints its port.
 */
const plans = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Plans;
// As the product reads them: days are text.
pg.types.setTypeParser(1082, (text: string) => text);
const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: 10 });
pool.on("connect", (client) => void client.query(enterSession));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    try {
      const { operation, id } = JSON.parse(Buffer.concat(chunks).toString()) as { operation: string; id: string };
      const body = await answer(operation, id);
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`listening on ${typeof address === "object" && address?.port}\n`);
});

async function answer(operation: string, id: string): Promise<string> {
  const plan = plans[operation]![id]!;
  const client = await pool.connect();
  try {
    const results: Record<string, unknown>[][] = [];
    for (const { sql, parameters } of plan.statements) results.push((await client.query(sql, parameters)).rows);
    return `${JSON.stringify({ data: replies[operation]!(results, plan) })}\n`;
  } finally {
    client.release();
  }
}
