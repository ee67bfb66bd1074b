import type { Context } from "../../context.ts";
import { dayAsked, type TimeAsked } from "../../shared/asked.ts";
import { badInput, notFound } from "../../shared/errors.ts";
import { keyOf } from "../../shared/ids.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { CoverageDimension, type RegionLevel, RegionLevel as RegionLevels } from "./coverage.enums.ts";

/** Whose participants, on which day, set apart by what. */
export interface CoverageQuestion {
  platform: string;
  by: CoverageDimension[];
  level: RegionLevel;
  time: TimeAsked;
}

/** What the participants of one bucket share; null: unknown, or not asked for. */
export interface BucketValues {
  role: string | null;
  region: string | null;
  month: string | null;
}

/** A bucket as its key names it, so that its participants can be listed. */
export interface Bucket {
  by: CoverageDimension[];
  level: RegionLevel;
  values: BucketValues;
}

/** The key of a platform; NOT_FOUND for everything else. */
export async function platformAsked(context: Context, id: string): Promise<string> {
  const key = keyOf("entity", id);
  const entity = key ? await loadEntity(context, key) : null;
  if (entity?.__typename !== "ScenarioPlatform") throw notFound("platform");
  return entity.key!;
}

export async function coverageAsked(
  context: Context,
  {
    platformId,
    by,
    regionLevel,
    asOf,
  }: { platformId: string; by: CoverageDimension[]; regionLevel: RegionLevel; asOf?: string | null },
): Promise<CoverageQuestion> {
  const platform = await platformAsked(context, platformId);
  return {
    platform,
    by: dimensions.filter((one) => by.includes(one)),
    level: regionLevel,
    time: dayAsked(context, asOf),
  };
}

const dimensions = Object.values(CoverageDimension);

export const bucketKey = ({ by, level, values: { role, region, month } }: Bucket): string =>
  Buffer.from(JSON.stringify([by, level, role, region, month])).toString("base64url");

/** The bucket that a key names; null without one, which is everybody. Throws BAD_INPUT for what is no key of ours. */
export function bucketAsked(key: string | null | undefined): Bucket | null {
  if (key == null) return null;
  try {
    const [by, level, role, region, month] = JSON.parse(Buffer.from(key, "base64url").toString("utf8"));
    const bucket: Bucket = { by, level, values: { role, region, month } };
    const isText = [role, region, month].every((one) => one === null || typeof one === "string");
    const isOurs = isText && by.every((one: CoverageDimension) => dimensions.includes(one)) && level in RegionLevels;
    if (isOurs && bucketKey(bucket) === key) return bucket;
  } catch {
    // falls through to the one answer for everything that is no key
  }
  throw badInput("bucket must be the key of a bucket that platformCoverage answered.");
}
