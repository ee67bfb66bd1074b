import { sql } from "kysely";
import { requestLoader } from "../../shared/loader.ts";
import type { FormerNameType } from "./former-name.type.ts";

const limit = 50;

/** Former names of an organization, latest first; one statement for all organizations. */
export const loadFormerNames = requestLoader<string, FormerNameType[]>(async (context, keys) => {
  const { rows } = await sql<FormerNameType & { parent: string }>`
    select p.id as parent, n.name, n.replaced_at as "replacedAt", n.reason from unnest(${[...keys]}::bigint[]) p(id) cross join lateral (
      select * from organization_name f where f.entity_id = p.id and f.replaced_at is not null order by f.replaced_at desc, f.id desc limit ${limit}) n
    order by p.id, n.replaced_at desc, n.id desc`.execute(context.em.getKysely());
  const names = new Map<string, FormerNameType[]>(keys.map((key) => [key, []]));
  for (const { parent, ...name } of rows) names.get(parent)!.push(name);
  return keys.map((key) => names.get(key)!);
});
