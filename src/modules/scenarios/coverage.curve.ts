import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { addMonths, type Day, endOfMonth } from "../../shared/day.ts";
import { badInput } from "../../shared/errors.ts";
import { within } from "../graph/walk.input.ts";
import { digitsOf } from "./coverage.enums.ts";
import { counts } from "./coverage.loader.ts";
import { type Bucket, bucketAsked, platformAsked } from "./coverage.question.ts";
import { clientOn, projectOf, standingOf } from "./coverage.sql.ts";
import type { CoverageCurveArgs, CoveragePointType } from "./coverage.type.ts";

/** The curve of a platform, a point a month, the earliest first. */
export async function curveAsked(context: Context, args: CoverageCurveArgs): Promise<CoveragePointType[]> {
  const until = dayAsked(context, args.until).asOf;
  const months = within("months", args.months, 1, 60);
  const bucket = bucketAsked(args.bucket);
  if (bucket?.by.includes("MONTH")) throw badInput("bucket must not be set apart by month: a curve runs over months.");
  if (until < addMonths("0001-01-31", months)) throw badInput("until lies too early.");
  const platform = await platformAsked(context, args.platformId);
  return loadCurve(context, { platform, bucket, days: monthEnds(until, months) });
}

/** The last days of so many months; that of the last one is the day itself. */
export const monthEnds = (until: Day, months: number): Day[] =>
  Array.from({ length: months }, (_, i) =>
    i === months - 1 ? until : endOfMonth(addMonths(`${until.slice(0, 7)}-01`, i + 1 - months)),
  );

/** Whose participants (a bucket's alone, when one is given), on which days. */
export interface CurveQuestion {
  platform: string;
  bucket: Bucket | null;
  days: Day[];
}

/** The organizations that ever take part, with their periods: id, since, until; who has several roles stands there several times. */
export const heldBy = ({ platform, bucket }: CurveQuestion): RawBuilder<unknown> => sql`(
  select distinct r.source_id as id, r.since, r.until from relationship r join entity e on e.id = r.source_id and e.type = 'ORGANIZATION'
  where r.target_id = ${platform}::bigint and r.kind = 'PARTICIPATES_IN' and r.withdrawn_at is null
    ${bucket?.by.includes("ROLE") ? sql`and r.role is not distinct from ${bucket.values.role}::text` : sql``}
    ${
      bucket?.by.includes("REGION")
        ? sql`and left(e.region, ${sql.lit(digitsOf[bucket.level])}) is not distinct from ${bucket.values.region}::text`
        : sql``
    })`;

/** How the platform stood on each day, in one statement. */
export async function loadCurve({ em }: Context, question: CurveQuestion): Promise<CoveragePointType[]> {
  const { rows } = await sql<CoveragePointType>`
    select to_char(u.day, 'YYYY-MM') as month, u.day, ${counts} from (
      select d.day, h.id, ${standingOf(sql`c.entity_id`, sql`c.since`)} as standing
      from unnest(${question.days}::date[]) d(day) cross join ${projectOf(question.platform)}
      left join ${heldBy(question)} h on (h.since is null or h.since <= d.day) and (h.until is null or h.until > d.day)
      left join client_period c on c.entity_id = h.id and ${clientOn(sql`d.day`)}) u
    group by u.day order by u.day`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, question }));
}
