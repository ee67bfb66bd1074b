import pg from "pg";
import { CliError } from "../shared/cli.ts";

/** What PostgreSQL says of the user that logs in, and of how far the database was migrated. */
interface Login {
  user: string;
  /** Superuser or BYPASSRLS: the user itself, or a role that its sessions take. */
  passes_rules: boolean;
  /** Owns a table, or is a member of the role that does: either may switch the table's rules off. */
  owns_tables: boolean;
  /** May take the role of the server's sessions. */
  may_serve: boolean;
}

const question = `select session_user::text as user,
  exists (select from pg_roles where (rolname = session_user or rolname in
    ('partner_graph_login', 'partner_graph_staff', 'partner_graph_platform', 'partner_graph_system'))
    and (rolsuper or rolbypassrls)) as passes_rules,
  exists (select from pg_class where relnamespace = to_regnamespace('public') and relkind in ('r', 'p')
    and pg_has_role(session_user, relowner, 'member')) as owns_tables,
  coalesce((select pg_has_role(session_user, oid, 'member') from pg_roles where rolname = 'partner_graph_login'), false) as may_serve`;

/** Why a user must not serve in production: the first line is the reason, the second the SQL that mends it. Null: it may. */
export async function unfitToServe(url: string): Promise<string | null> {
  const { user, passes_rules, owns_tables } = await onClient(url, async (client) => {
    // As it logged in, not as the role that its sessions may take by default.
    await client.query("set role none");
    return (await client.query<Login>(question)).rows[0]!;
  });
  if (!passes_rules && !owns_tables) return null;
  const reason = passes_rules
    ? "is a superuser or passes over row-level security"
    : "owns the tables and could switch their rules off";
  return `The user "${user}" of DATABASE_URL ${reason}: the rules of the database would not bind the server. Serve as a user of its own: ${servingUser}`;
}

/** Whether a user may make tables, and so migrate. Who only serves may not, and finds the database migrated or says what it lacks. */
export const mayMigrate = (url: string): Promise<boolean> =>
  onClient(url, async (client) => {
    await client.query("set role none");
    const { rows } = await client.query<{ may: boolean }>("select has_schema_privilege('public', 'create') as may");
    return rows[0]!.may;
  });

const servingUser = `create role partner_graph_server login noinherit password '...' in role partner_graph_login; (docs/operations.md)`;

/** Throws, in one line, when the user cannot serve this database as it is: not migrated, or without the role of the sessions. */
export async function assertServable(url: string, migrations: readonly string[]): Promise<void> {
  await onClient(url, async (client) => {
    const { user, may_serve } = (await client.query<Login>(question)).rows[0]!;
    if (!may_serve)
      throw new CliError(
        `The user "${user}" of DATABASE_URL may not serve this database. Migrate it (npm run migrate), then: grant partner_graph_login to "${user}";`,
      );
    await client.query("set role partner_graph_login");
    const { rows } = await client.query<{ readable: boolean }>(
      "select coalesce(has_table_privilege(to_regclass('public.migration'), 'select'), false) as readable",
    );
    const applied = rows[0]!.readable ? (await client.query<{ name: string }>("select name from migration")).rows : [];
    const missing = migrations.filter((name) => !applied.some((row) => row.name === name));
    if (missing.length)
      throw new CliError(
        `The database of DATABASE_URL lacks ${missing.join(", ")}. Run npm run migrate with MIGRATION_DATABASE_URL, the user that owns it.`,
      );
  });
}

/** Runs work under a lock that one process of all that use the database holds: two servers that start together must not both migrate. */
export const whileMigrating = <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  onClient(url, async (client) => {
    await client.query("select pg_advisory_lock(7099)");
    return work(client);
  });

/** What the user of a database address can mend, in one line; any other error as it is. */
export function refusedByDatabase(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (typeof code !== "string") return error;
  const hint =
    code === "42501"
      ? " Who migrates must own the database and may create roles (CREATEROLE): set MIGRATION_DATABASE_URL to that user."
      : code === "3D000"
        ? " Create it first: create database <name> owner <user>;"
        : "";
  return new CliError(`The database could not be opened or migrated: ${message?.split("\n").at(-1)} (${code}).${hint}`);
}

/** Runs work on a connection of its own, past the ORM; what the database refuses is told in one line. */
export async function onClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000 });
  client.on("error", () => {});
  try {
    await client.connect().catch((error) => {
      throw error.code ? error : new CliError(`The database does not answer: ${error.message}.`);
    });
    return await work(client);
  } catch (error) {
    throw refusedByDatabase(error);
  } finally {
    await client.end();
  }
}
