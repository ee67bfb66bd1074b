import { sql } from "kysely";
import { openEmbedded } from "../../src/database.ts";
import { runCli } from "../../src/shared/cli.ts";
import { asSystem } from "../../src/shared/session.ts";

/**
 * A process of its own for tests/lock.test.ts: opens an embedded directory, says "open <groups that were there>", and writes
 * one group for each line it is told, saying "written <n>" when it is acknowledged; ends with its input.
 */
await runCli(async () => {
  const database = await openEmbedded(process.argv[2]!);
  const count = async () => {
    const { rows } = await sql<{ count: string }>`select count(*) as count from entity`.execute(
      database.em.getKysely(),
    );
    return rows[0]!.count;
  };
  process.stdout.write(`open ${await count()}\n`);
  for await (const _ of process.stdin) {
    await asSystem(database.em, (tx) =>
      sql`insert into entity (type, name) values ('GROUP', 'one more')`.execute(tx.getKysely()),
    );
    process.stdout.write(`written ${await count()}\n`);
  }
  await database.close();
});
