import { Command } from "commander";
import { readConfig } from "../config.ts";
import { signDevelopmentToken } from "../modules/access/token.service.ts";
import { runCli } from "../shared/cli.ts";

const roles = ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "HEAD_OFFICE", "AUDITOR", "STAFF", "PLATFORM"];

/** `npm run -s token -- --role HEAD_OFFICE [--branch B02] [--platform <id>]` prints one development token. */
await runCli(async () => {
  const command = new Command("token")
    .description("Print a development token, valid for a day.")
    .requiredOption("--role <role>", roles.join(", "))
    .option("--branch <code>", "code of the branch, for the roles that belong to one")
    .option("--platform <id>", "id of the scenario platform, for PLATFORM")
    .option("--name <name>", "display name")
    .parse();
  const { role, branch, platform, name } = command.opts<{
    role: string;
    branch?: string;
    platform?: string;
    name?: string;
  }>();
  if (!roles.includes(role)) command.error(`--role must be one of ${roles.join(", ")}`);
  if (["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "STAFF"].includes(role) && !branch)
    command.error(`${role} needs --branch`);
  if (role === "PLATFORM" && !platform) command.error("PLATFORM needs --platform");
  const claims = { role, name: name ?? role, branch: branch ?? null, platform: platform ?? null };
  process.stdout.write(`${await signDevelopmentToken(readConfig(), claims)}\n`);
});
