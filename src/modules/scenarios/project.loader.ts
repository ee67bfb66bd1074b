import { sql } from "kysely";
import { requestLoader } from "../../shared/loader.ts";
import type { PlatformProjectType, PlatformStatus } from "./project.type.ts";

type ProjectRow = Omit<PlatformProjectType, "status"> & { id: string };

/** The order in which a platform passes through its statuses, and where the day of each is said. */
export const statusDays = {
  PROPOSED: "proposedOn",
  IN_BUILD: "inBuildOn",
  LIVE: "launchedOn",
  ENDED: "endedOn",
} as const satisfies Record<PlatformStatus, keyof PlatformProjectType>;

/** Platforms as projects, by entity id. */
export const loadProject = requestLoader<string, PlatformProjectType | null>(async ({ em, today }, keys) => {
  const { rows } =
    await sql<ProjectRow>`select s.entity_id as id, j.proposed_on as "proposedOn", j.in_build_on as "inBuildOn",
      s.launched_on as "launchedOn", j.ended_on as "endedOn"
    from scenario_platform s left join platform_project j on j.platform_id = s.entity_id
    where s.entity_id = any(${[...keys]}::bigint[])`.execute(em.getKysely());
  const statuses = Object.keys(statusDays) as PlatformStatus[];
  const found = new Map(
    rows.map(({ id, ...days }) => {
      const reached = statuses.filter((one) => days[statusDays[one]] !== null && days[statusDays[one]]! <= today);
      return [id, { ...days, status: reached.at(-1) ?? null }];
    }),
  );
  return keys.map((key) => found.get(key) ?? null);
});
