import { openPostgres } from "../../src/database.ts";
import { sealAll } from "../../src/modules/access/audit.sealer.ts";

/** A process of its own for tests/audit-sealing.test.ts: seals a database without a pause, saying "sealing" before each round. */
const database = await openPostgres(process.argv[2]!, { migrate: false });
for (;;) {
  process.stdout.write("sealing\n");
  await sealAll(database.em);
}
