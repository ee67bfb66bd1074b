import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type AsOf, holds, relationshipsOf } from "./relationship.sql.ts";

/** Nothing with more current relationships than this is walked through. */
const crowdLimit = 1_000;

/** True for an entity e that paths between others do not lead through: a bank, or one with too many current relationships (docs/rules.md, "Batches"). */
export const isStop = (time: AsOf, limit: number = crowdLimit): RawBuilder<SqlBool> => sql<SqlBool>`(e.is_bank or (
  select count(*) from (
    (select 1 from ${relationshipsOf(time)} r where r.source_id = e.id and ${holds("CURRENT", time)} limit ${limit + 1})
    union all
    (select 1 from ${relationshipsOf(time)} r where r.target_id = e.id and r.source_id <> r.target_id and ${holds("CURRENT", time)} limit ${limit + 1})
  ) c) > ${limit})`;
