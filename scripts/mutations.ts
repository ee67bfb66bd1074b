import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Deliberate mistakes in the walks, each of which the comparison with brute force must catch, in what keeps personal data, and in what was known. */
const mutations = [
  {
    what: "a former relationship counts as current",
    file: "src/modules/graph/relationship.sql.ts",
    from: "r.until > $",
    to: "r.until >= $",
    test: "traversal",
  },
  {
    what: "a self-loop's neighbour is walked against the direction asked",
    file: "src/modules/graph/edge.sql.ts",
    from: 'if (filter.direction !== "IN")',
    to: 'if (filter.direction !== "OUT")',
    test: "traversal",
  },
  {
    what: "a path may visit an entity twice",
    file: "src/modules/graph/path.enumeration.ts",
    from: "if (isSimple && ",
    to: "if (",
    test: "traversal",
  },
  {
    what: "the budget takes one node too many",
    file: "src/modules/graph/frontier.traversal.ts",
    from: "neighbour limit $",
    to: "neighbour limit 1 + $",
    test: "traversal",
  },
  {
    what: "of a hub one relationship too many is followed",
    file: "src/modules/graph/fan-out.sql.ts",
    from: "place <= $",
    to: "place <= 1 + $",
    test: "traversal",
  },
  {
    what: "walks go through banks though nobody asked for it",
    file: "src/modules/graph/stop.sql.ts",
    from: "when e.is_bank then 'BANK'",
    to: "",
    test: "traversal",
  },
  {
    what: "of equally certain paths the longer comes first",
    file: "src/modules/graph/path.enumeration.ts",
    from: "return a.length - b.length;",
    to: "return b.length - a.length;",
    test: "traversal",
  },
  {
    what: "a path's step is held to the filter of the hop before",
    file: "src/modules/graph/path.enumeration.ts",
    from: "step.hops & (1 << best.steps.length)",
    to: "step.hops & (1 << Math.max(0, best.steps.length - 1))",
    test: "traversal",
  },
  {
    what: "paths to prospects may be one hop too long",
    file: "src/modules/acquisition/batch.assembly.ts",
    from: "this.setting.maxHops - tier.length;",
    to: "this.setting.maxHops - Math.min(1, tier.length);",
    test: "batches",
  },
  {
    what: "an introducer's path may run through the prospect",
    file: "src/modules/acquisition/batch.assembly.ts",
    from: "isFree ? this.layers",
    to: "true || isFree ? this.layers",
    test: "batches",
  },
  {
    what: "banks are walked through",
    file: "src/modules/acquisition/network.traversal.ts",
    from: "&& !this.facts.get(key)!.isBank",
    to: "",
    test: "batches",
  },
  {
    what: "an organization is found once for each of its names",
    file: "src/modules/organizations/name.search.ts",
    from: "(k.key, k.name_id) < (c.key, c.id)",
    to: "k.name_id < 0",
    test: "search-order",
  },
  {
    what: "an undone merge leaves its names",
    file: "src/modules/organizations/merge.names.ts",
    from: "where n.id = v.id and n.entity_id",
    to: "where n.id = v.id and n.id < 0 and n.entity_id",
    test: "search",
  },
  {
    what: "a merged organization is counted still",
    file: "migrations/021-reference.ts",
    from: "union all select 'REGION', new.region, 1 where new.merged_into is null",
    to: "union all select 'REGION', new.region, 1",
    test: "reference-trees",
  },
  {
    what: "a value is shown without consent",
    file: "src/modules/people/reveal.service.ts",
    from: "if (asked.isPersonal && !",
    to: "if (asked.isPersonal && false && !",
    test: "people",
  },
  {
    what: "a value is shown and the audit log does not have it",
    file: "src/modules/people/reveal.service.ts",
    from: "await recordAct(tx",
    to: "if (!tx) await recordAct(tx",
    test: "people",
  },
  {
    what: "contacts are open to every branch",
    file: "migrations/011-personal-data.ts",
    from: 'holds("contact.organization_id, contact.subject_id")})',
    to: 'holds("contact.organization_id, contact.subject_id")} or true)',
    test: "people",
  },
  {
    what: "a branch writes under another's name",
    file: "migrations/011-personal-data.ts",
    from: "then branch_id is null else",
    to: "then true else true or",
    test: "people",
  },
  {
    what: "a withdrawn consent counts",
    file: "src/modules/people/consent.loader.ts",
    from: "(c.withdrawn_on is null or",
    to: "(true or",
    test: "people",
  },
  {
    what: "an erased person's number is forgotten, not buried",
    file: "src/modules/people/erasure.service.ts",
    from: "await buryIdentities(tx, person);",
    to: 'await db.deleteFrom("source_identity" as never).where("entity_id" as never, "=", person as never).execute();',
    test: "erasure",
  },
  {
    what: "an import gives an erased person an address again",
    file: "src/modules/imports/import.writer.ts",
    from: "entityId === null || isErased",
    to: "entityId === null",
    test: "erasure",
  },
  {
    what: "one digit less is hidden",
    file: "src/modules/people/personal.mask.ts",
    from: "(1[3-9]\\d)\\d{4}(\\d{4})",
    to: "(1[3-9]\\d)\\d{3}(\\d{5})",
    test: "masking",
  },
  {
    what: "what changed leaves no past",
    file: "migrations/018-history.ts",
    from: "began < ended then",
    to: "false then",
    test: "backtest",
  },
  {
    what: "what is recorded later was known before",
    file: "src/modules/graph/known.sql.ts",
    from: "known_from`)} <= ",
    to: "known_from`)} <> ",
    test: "backtest",
  },
  {
    what: "a backtest sees who became a client",
    file: "src/modules/graph/known.sql.ts",
    from: 'isKnownAt("c", knownAt)',
    to: 'isKnownAt("c", "9999-01-01T00:00:00Z")',
    test: "backtest",
  },
  {
    what: "a backtest sees who was struck off",
    file: "src/modules/acquisition/network.loader.ts",
    from: "f.entity_id is null then",
    to: "true then",
    test: "backtest",
  },
  {
    what: "a backtest sees the priors that were learnt from it",
    file: "src/modules/acquisition/prior.loader.ts",
    from: 'isKnownAt("a", knownAt)',
    to: 'isKnownAt("a", "9999-01-01T00:00:00Z")',
    test: "backtest",
  },
  {
    what: "the past of another branch's account is open",
    file: "migrations/018-history.ts",
    from: "using (branch_id = any",
    to: "using (true or branch_id = any",
    test: "backtest",
  },
  {
    what: "a merge of later is known before",
    file: "src/modules/graph/merged.service.ts",
    from: "m.merged_at <= ",
    to: "m.merged_at <> ",
    test: "backtest",
  },
];

/** `npm run mutations`: plants each in a copy and runs the tests there. Exits 1 when one survives. */
let survived = 0;
for (const { what, file, from, to, test } of mutations) {
  const copy = mkdtempSync(join(tmpdir(), "partner-graph-mutation-"));
  for (const part of [
    "src",
    "tests",
    "seeds",
    "migrations",
    "schema",
    "docs",
    "package.json",
    "tsconfig.json",
    "vitest.config.ts",
  ])
    cpSync(part, join(copy, part), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
  const source = readFileSync(join(copy, file), "utf8");
  if (source.split(from).length < 2) throw new Error(`${file} has no "${from}" any more`);
  writeFileSync(join(copy, file), source.replace(from, to));
  const run = spawnSync("npx", ["vitest", "run", `tests/${test}.test.ts`, "--bail=1"], {
    cwd: copy,
    env: { ...process.env, PROPERTY_RUNS: "200", ORACLE_WORLDS: "200" },
  });
  const said = `${run.stdout}${run.stderr}`;
  const caught = run.status !== 0 && /Property failed|AssertionError/.test(said);
  if (run.status !== 0 && !caught) throw new Error(`the tests did not run:\n${said.slice(0, 2_000)}`);
  console.log(`${caught ? "caught  " : "SURVIVED"}  ${what}`);
  if (!caught) survived++;
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = survived ? 1 : 0;
