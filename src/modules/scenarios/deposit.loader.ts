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
 * What a platform's cases brought in for each u.id by a day, a row d each, as far as the viewer may know: of whom its branch keeps an account, the
 * whole bank for head office and auditors. Read as the system, for a branch may not read the cases themselves. Looked up for one after the other:
 * joined freely, each by each, it takes minutes where the tables have no statistics, as those of the embedded database never do.
 */
const depositsOfEach = ({ viewer }: Context, platform: string, day: Day): RawBuilder<unknown> => sql`join lateral (
  select d.received_on, d.amount, d.currency from participant n join case_proceeds d on d.participant_id = n.id
  where n.entity_id = u.id and n.platform_id = ${platform}::bigint and d.received_on <= ${day}::date and ${
    seesWholeBank(viewer)
      ? sql`true`
      : sql`exists (select from account a where a.holder_id = u.id and a.withdrawn_at is null
          and a.branch_id = ${viewer.kind === "staff" ? viewer.branchId : null}::bigint)`
  } offset 0) d on true`;

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
      ${depositsOfEach(context, platform, time.asOf)}
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
      select y.day, d.currency, sum(d.amount)::text as amount from (
        select h.id, array_agg(distinct y.day) as days from ${heldBy(question)} h join unnest(${question.days}::date[]) y(day)
          on (h.since is null or h.since <= y.day) and (h.until is null or h.until > y.day) group by h.id) u
      ${depositsOfEach(context, question.platform, question.days.at(-1)!)}
      join unnest(u.days) y(day) on d.received_on <= y.day
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
        select u.id, d.currency, sum(d.amount)::text as amount from unnest(${parents}::bigint[]) u(id)
        ${depositsOfEach(context, platform, day)} group by 1, 2 order by 2`,
    );
    const found = byKey(rows, ({ id }) => id);
    return new Map(parents.map((parent) => [parent, found.get(parent) ?? []]));
  }),
);
