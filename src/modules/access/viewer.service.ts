import { sql } from "kysely";
import { LRUCache } from "lru-cache";
import type { Em } from "../../database.ts";
import { keyOf } from "../../shared/ids.ts";
import { platformPermissions, type StaffRole, type Viewer, viewerRoles } from "../../shared/viewer.ts";
import type { Claims } from "./token.claims.ts";

const ofBranch: readonly string[] = ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "STAFF"] satisfies StaffRole[];

/** Turns the claims of valid tokens into viewers; null when they name no role, branch or platform that exists. */
export function viewerService(em: Em): (claims: Claims) => Promise<Viewer | null> {
  // Branches and platforms come and go by the month; a minute's memory spares two statements a request.
  const known = new LRUCache<string, string>({ max: 10_000, ttl: 60_000 });
  const remember = async (mark: string, find: () => Promise<string | null>): Promise<string | null> => {
    const found = known.get(mark) ?? (await find());
    if (found) known.set(mark, found);
    return found;
  };
  const branchId = (code: string) =>
    remember(`branch:${code}`, () => findId(em, sql`select id::text as id from branch where code = ${code}`));
  const platformId = (id: string) => {
    const key = keyOf("entity", id);
    return key
      ? remember(`platform:${key}`, () =>
          findId(em, sql`select entity_id::text as id from scenario_platform where entity_id = ${key}::bigint`),
        )
      : null;
  };

  return async ({ subject, name, role, branch, platform, client }) => {
    if (role === "PLATFORM") {
      const key = platform && (await platformId(platform));
      return key
        ? { kind: "platform", subject, name, role, platformId: key, permissions: platformPermissions, client }
        : null;
    }
    if (!viewerRoles.includes(role)) return null;
    const own = ofBranch.includes(role) ? branch && (await branchId(branch)) : null;
    if (ofBranch.includes(role) && !own) return null;
    return { kind: "staff", subject, name, role: role as StaffRole, branchId: own, client };
  };
}

async function findId(em: Em, statement: ReturnType<typeof sql<{ id: string }>>): Promise<string | null> {
  const { rows } = await statement.execute(em.getKysely());
  return rows[0]?.id ?? null;
}
