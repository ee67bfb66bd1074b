import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";
import type { FastifyInstance } from "fastify";

const folder = join(import.meta.dirname, "../..", "schema", "operations");

/** /graphiql: scripts and styles stand within the page, which the policy for everything else forbids. */
export function developerPage(app: FastifyInstance): void {
  app.get("/graphiql", { helmet: { contentSecurityPolicy: false } }, (_request, reply) =>
    reply.type("text/html").send(graphiqlPage()),
  );
}

/** GraphiQL from a package that carries its own assets, with our operations in its tabs; it works without reaching the internet. */
function graphiqlPage(): string {
  const documents = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".graphql"))
    .sort();
  return renderGraphiQL({
    title: "partner-graph",
    endpoint: "/graphql",
    defaultTabs: documents.map((file) => ({
      query: readFileSync(join(folder, file), "utf8"),
      headers: '{ "authorization": "Bearer <npm run -s token -- --role HEAD_OFFICE>" }',
    })),
    defaultQuery:
      "# Paste a token into the headers below: npm run -s token -- --role HEAD_OFFICE\n{ viewer { name role } }\n",
  } as Parameters<typeof renderGraphiQL>[0]);
}
