import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";

export async function welcome(app: FastifyInstance, config: Config): Promise<void> {
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : config.port;
  process.stdout.write(`partner-graph listens on http://${config.host}:${port}/graphql\n`);
}
