import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { type BucketValues, bucketKey, type CoverageQuestion } from "./coverage.question.ts";
import { participantsOn, projectOf } from "./coverage.sql.ts";
import type { CoverageCounts, PlatformCoverageType } from "./coverage.type.ts";

/** So many buckets one answer holds. */
export const bucketLimit = 1_000;

type BucketRow = CoverageCounts &
  BucketValues & { isTotal: boolean; launchedOn: string | null; beganOn: string | null };

/** How many distinct participants stand how. */
export const counts = sql`count(distinct u.id)::int as participants,
  (count(distinct u.id) filter (where u.standing <> 'REMAINING'))::int as "withAccount",
  (count(distinct u.id) filter (where u.standing = 'OPENED_DURING_PROJECT'))::int as "openedDuringProject",
  (count(distinct u.id) filter (where u.standing = 'OPENED_SINCE_LAUNCH'))::int as "openedSinceLaunch"`;

/** All participants of a platform, and each bucket of them, in one statement. */
export async function loadCoverage({ em }: Context, question: CoverageQuestion): Promise<PlatformCoverageType> {
  const { platform, by, level, time } = question;
  const { rows } = await sql<BucketRow>`
    select b.*, p.launched_on as "launchedOn", p.began_on as "beganOn" from ${projectOf(platform)} cross join (
      select u.role, u.region, u.month, grouping(u.role, u.region, u.month) > 0 as "isTotal", ${counts}
      from ${participantsOn(platform, { by, level }, time)} u group by grouping sets ((), (u.role, u.region, u.month))) b
    order by b."isTotal" desc, b.role, b.region, b.month limit ${bucketLimit + 2}`.execute(em.getKysely());
  const [total, ...buckets] = rows.map(({ role, region, month, isTotal, ...row }) => {
    const values = { role, region, month };
    return { ...row, ...values, key: isTotal ? null : bucketKey({ by, level, values }), question };
  });
  return {
    asOf: time.asOf,
    launchedOn: total!.launchedOn,
    beganOn: total!.beganOn,
    total: total!,
    buckets: by.length > 0 ? buckets.slice(0, bucketLimit) : [],
    isTruncated: buckets.length > bucketLimit,
  };
}
