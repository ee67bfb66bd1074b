import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Day } from "../../shared/day.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";
import { asSystem } from "../../shared/session.ts";
import { seesWholeBank } from "../../shared/viewer.ts";
import { type CurveQuestion, heldBy } from "./coverage.curve.ts";
import { type BucketValues, bucketKey, type CoverageQuestion } from "./coverage.question.ts";
import { participantsOn } from "./coverage.sql.ts";

/** Amounts per currency under the key of whom they are of; null: of all. */
type Sums = ReadonlyMap<string | null, MoneyType[]>;
interface SumRow {
  currency: string;
  amount: string;
}

/**
 * What a platform's cases brought in, a row d each, as far as the viewer may know: of whom its branch keeps an account, the whole bank for head
 * office and auditors. Read as the system, for a branch may not read the cases themselves.
 */
const depositsOn = ({ viewer }: Context, platform: string): RawBuilder<unknown> => sql`(
  select d.entity_id, d.received_on, d.amount, d.currency from case_deposit d where d.platform_id = ${platform}::bigint and ${
    seesWholeBank(viewer)
      ? sql`true`
      : sql`exists (select from account a where a.holder_id = d.entity_id and a.withdrawn_at is null
          and a.branch_id = ${viewer.kind === "staff" ? viewer.branchId : null}::bigint)`
  })`;

const ask = <Row extends SumRow>(context: Context, statement: RawBuilder<Row>): Promise<Row[]> =>
  asSystem(context.em, async (tx) => (await statement.execute(tx.getKysely())).rows);

function byKey<Row extends SumRow>(rows: readonly Row[], keyOf: (row: Row) => string | null): Sums {
  const found = new Map<string | null, MoneyType[]>();
  for (const row of rows) {
    const key = keyOf(row);
    found.set(key, [...(found.get(key) ?? []), { amount: row.amount, currency: row.currency }]);
  }
  return found;
}

/** What the participants of each bucket deposited by the day, by the buckets' keys. */
export const loadBucketDeposits = requestLoader<CoverageQuestion, Sums>((context, questions) =>
  Promise.all(questions.map((question) => ofBuckets(context, question))),
);

async function ofBuckets(context: Context, { platform, by, level, time }: CoverageQuestion): Promise<Sums> {
  // Who stands in several buckets counts once in all: n is 1 in one of them.
  const rows = await ask(
    context,
    sql<SumRow & BucketValues & { isTotal: boolean; once: string }>`
      select u.role, u.region, u.month, grouping(u.role, u.region, u.month) > 0 as "isTotal", d.currency,
        sum(d.amount)::text as amount, (sum(d.amount) filter (where u.n = 1))::text as once
      from (select u.*, row_number() over (partition by u.id) as n from ${participantsOn(platform, { by, level }, time)} u) u
      join ${depositsOn(context, platform)} d on d.entity_id = u.id and d.received_on <= ${time.asOf}::date
      group by grouping sets ((d.currency), (u.role, u.region, u.month, d.currency)) order by d.currency`,
  );
  const sums = rows.map((row) => (row.isTotal ? { ...row, amount: row.once } : row));
  return byKey(sums, ({ isTotal, role, region, month }) =>
    isTotal ? null : bucketKey({ by, level, values: { role, region, month } }),
  );
}

/** What those who took part on each day of a curve had deposited by then, by the day. */
export const loadCurveDeposits = requestLoader<CurveQuestion, Sums>((context, questions) =>
  Promise.all(questions.map((question) => ofCurve(context, question))),
);

async function ofCurve(context: Context, question: CurveQuestion): Promise<Sums> {
  const rows = await ask(
    context,
    sql<SumRow & { day: Day }>`
      select y.day, d.currency, sum(d.amount)::text as amount from unnest(${question.days}::date[]) y(day)
      join ${depositsOn(context, question.platform)} d on d.received_on <= y.day
      where exists (select from ${heldBy(question)} h where h.id = d.entity_id
        and (h.since is null or h.since <= y.day) and (h.until is null or h.until > y.day))
      group by y.day, d.currency order by d.currency`,
  );
  return byKey(rows, ({ day }) => day);
}

/** What one participant deposited on a platform by a day. */
interface ParticipantDeposits {
  parent: string;
  platform: string;
  day: Day;
}

export const loadParticipantDeposits = requestLoader<ParticipantDeposits, MoneyType[]>((context, keys) =>
  byArguments(keys, async (parents, { platform, day }) => {
    const rows = await ask(
      context,
      sql<SumRow & { id: string }>`
        select d.entity_id as id, d.currency, sum(d.amount)::text as amount from ${depositsOn(context, platform)} d
        where d.entity_id = any(${parents}::bigint[]) and d.received_on <= ${day}::date group by 1, 2 order by 2`,
    );
    const found = byKey(rows, ({ id }) => id);
    return new Map(parents.map((parent) => [parent, found.get(parent) ?? []]));
  }),
);
