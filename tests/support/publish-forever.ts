import { openPostgres } from "../../src/database.ts";
import { publishAll } from "../../src/modules/events/event.publisher.ts";

/** A process of its own for tests/event-publishing.test.ts: publishes without a pause, saying "publishing" before each round. */
const database = await openPostgres(process.argv[2]!, { migrate: false });
for (;;) {
  process.stdout.write("publishing\n");
  await publishAll(database.em);
}
