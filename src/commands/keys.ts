import "reflect-metadata";
import Table from "cli-table3";
import { Command } from "commander";
import { sql } from "kysely";
import { readConfig } from "../config.ts";
import type { Database } from "../database.ts";
import { sealAll } from "../modules/access/audit.sealer.ts";
import { findKey, findKeys } from "../modules/access/platform-key.loader.ts";
import type { KeyMark } from "../modules/access/platform-key.secret.ts";
import { createKey, type KeyReply, revokeKey, rotateKey } from "../modules/access/platform-key.service.ts";
import type { PlatformKeyType } from "../modules/access/platform-key.type.ts";
import { openDatabase } from "../open.ts";
import { CliError, runCli } from "../shared/cli.ts";
import { keyOf } from "../shared/ids.ts";
import { type PlatformPermission, platformPermissions } from "../shared/viewer.ts";

const actor = { kind: "system", subject: "keys" } as const;

/** `npm run keys -- create|rotate|revoke|list` manages platforms' keys from the terminal, before anybody can sign in. */
await runCli(async () => {
  const command = new Command("keys").description("Platforms' keys. On the embedded database stop the server first.");
  command
    .command("create")
    .description("Make a key. It is printed this once.")
    .requiredOption("--platform <id or name>", "the one platform whose key it is")
    .requiredOption("--name <name>", "what to call it")
    .option("--permissions <list>", "separated by commas", platformPermissions.join(","))
    .option("--days <number>", "after how many days it stops, 1 to 400", "365")
    .action((options: { platform: string; name: string; permissions: string; days: string }) =>
      withDatabase(async (database) => {
        const input = {
          platformId: await platformNamed(database, options.platform),
          name: options.name,
          permissions: permissionsIn(options.permissions),
          validDays: Number(options.days),
        };
        tell(await createKey(database.em, actor, mark(), input));
      }),
    );
  command
    .command("rotate <key>")
    .description("Make a key's successor, named as the old one; both are taken until the overlap ends.")
    .option("--days <number>", "after how many days the new key stops, 1 to 400", "365")
    .option("--overlap-hours <number>", "how many hours the old key is still taken, 0 to 720", "168")
    .action((key: string, options: { days: string; overlapHours: string }) =>
      withDatabase(async (database) => {
        const input = { keyId: idIn(key), validDays: Number(options.days), overlapHours: Number(options.overlapHours) };
        tell(await rotateKey(database.em, actor, mark(), input));
      }),
    );
  command
    .command("revoke <key>")
    .description("End a key for good, on every server within five seconds.")
    .action((key: string) =>
      withDatabase(async (database) => {
        tell(await revokeKey(database.em, actor, idIn(key)));
        show([(await findKey(database.em, idIn(key)))!]);
      }),
    );
  command
    .command("list")
    .description("The newest hundred keys, without their secrets.")
    .action(() => withDatabase(async (database) => show((await findKeys(database.em, null, 100, null)).nodes)));
  await command.parseAsync();
});

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(readConfig());
  try {
    await work(database);
    await sealAll(database.em);
  } finally {
    await database.close();
  }
}

function mark(): KeyMark {
  return readConfig().production ? "live" : "test";
}

function permissionsIn(list: string): PlatformPermission[] {
  const permissions = list.split(",").map((one) => one.trim());
  const unknown = permissions.find((one) => !platformPermissions.includes(one as PlatformPermission));
  if (unknown !== undefined)
    throw new CliError(`--permissions has ${unknown}; there are ${platformPermissions.join(", ")}`);
  return permissions as PlatformPermission[];
}

/** The id in what begins as a key does: pgk_live_0123456789abcdef, the id alone, or a whole key. */
function idIn(key: string): string {
  const id = /^(?:pgk_(?:live|test)_)?([0-9a-f]{16})(?:_.*)?$/.exec(key)?.[1];
  if (!id) throw new CliError(`${key.slice(0, 30)} is no key: it begins with pgk_live_ or pgk_test_ and 16 digits`);
  return id;
}

async function platformNamed(database: Database, text: string): Promise<string> {
  const { rows } = await sql<{ id: string; name: string }>`select e.id, e.name from scenario_platform s
    join entity e on e.id = s.entity_id order by e.id`.execute(database.em.getKysely());
  const key = keyOf("entity", text);
  const found = rows.filter(({ id, name }) => id === key || name === text);
  if (found.length === 1) return found[0]!.id;
  const names = rows.slice(0, 20).map(({ name }) => `  ${name}`);
  throw new CliError(
    [found.length ? "Several platforms have this name; give the id." : "No such platform. There are", ...names].join(
      "\n",
    ),
  );
}

function tell({ secret, userErrors }: KeyReply): void {
  if (userErrors.length) throw new CliError(userErrors.map(({ code, message }) => `${message} (${code})`).join("\n"));
  if (secret) process.stdout.write(`${secret}\n`);
}

function show(keys: readonly PlatformKeyType[]): void {
  const table = new Table({
    head: ["密钥\nKey", "名称\nName", "权限\nPermissions", "状态\nStatus", "到期\nExpires", "最近使用\nLast used"],
    style: { head: [], border: [] },
  });
  for (const key of keys)
    table.push([key.prefix, key.name, key.permissions.join("\n"), key.status, key.expiresAt, key.lastUsedAt ?? "–"]);
  process.stdout.write(`${table.toString()}\n`);
}
