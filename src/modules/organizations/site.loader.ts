import { sql } from "kysely";
import { requestLoader } from "../../shared/loader.ts";
import type { SiteType } from "./organization.type.ts";

const limit = 200;

/** Addresses of an organization, latest seen first, undated last; one statement for all organizations. */
export const loadSites = requestLoader<string, SiteType[]>(async (context, keys) => {
  const { rows } = await sql<{
    parent: string;
    address: string;
    source: string;
    first_observed_on: string | null;
    last_observed_on: string | null;
  }>`
    select p.id as parent, s.address, s.source, s.first_observed_on, s.last_observed_on from unnest(${[...keys]}::bigint[]) p(id) cross join lateral (
      select * from organization_site o where o.entity_id = p.id order by o.last_observed_on desc nulls last, o.address, o.source limit ${limit}) s
    order by p.id, s.last_observed_on desc nulls last, s.address, s.source`.execute(context.em.getKysely());
  const sites = new Map<string, SiteType[]>(keys.map((key) => [key, []]));
  for (const { parent, address, source, first_observed_on, last_observed_on } of rows) {
    sites.get(parent)!.push({ address, source, firstObservedOn: first_observed_on, lastObservedOn: last_observed_on });
  }
  return keys.map((key) => sites.get(key)!);
});
