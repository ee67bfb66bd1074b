import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { textAsked } from "../../shared/asked.ts";
import { decodeCursor, decodeCursorOf, encodeCursor, type Page, pageSize, toPage } from "../../shared/connection.ts";
import { parseDay } from "../../shared/day.ts";
import { badInput } from "../../shared/errors.ts";
import { encodeId, keyOf } from "../../shared/ids.ts";
import { instantText } from "../../shared/instant.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";
import { answersNode } from "../../shared/nodes.ts";
import { asViewer } from "../../shared/session.ts";
import { seesWholeBank } from "../../shared/viewer.ts";
import { countLimit } from "../graph/relationship.loader.ts";
import type { PlatformCaseFilter } from "./case.call.type.ts";
import type { CasePartyType, CaseProceedsEdgeType, PlatformCaseEdgeType, PlatformCaseType } from "./case.type.ts";

export interface CasePage extends Page<PlatformCaseEdgeType> {
  countAll(context: Context): Promise<number | null>;
}

// Row-level security keeps other platforms' cases out; who sees the whole bank sees them all, a branch none.
const ask = <Row>(context: Context, statement: RawBuilder<Row>): Promise<Row[]> =>
  asViewer(context.em, context.viewer, async (tx) => (await statement.execute(tx.getKysely())).rows);

type Row = Omit<PlatformCaseType, "__typename" | "id" | "contractAmount"> & {
  amount: string | null;
  currency: string | null;
};
const columns = sql`c.id as key, c.number, c.kind, c.title, c.accepted_on as "acceptedOn", c.completed_on as "completedOn",
  c.administrator_id as "administratorKey", c.court, c.contract_amount as amount, c.contract_currency as currency, c.region,
  c.observed_on as "observedOn", ${instantText("c.recorded_at")} as "recordedAt"`;

const toCase = ({ amount, currency, ...row }: Row): PlatformCaseType => ({
  __typename: "PlatformCase",
  id: encodeId("case", row.key),
  ...row,
  contractAmount: amount === null ? null : { amount, currency: currency! },
});

/** A page of a platform's cases, by number; a cursor names a case, whose number is looked up. */
export async function findCases(
  context: Context,
  platformKey: string,
  filter: PlatformCaseFilter,
  first: number,
  after: string | null,
): Promise<CasePage> {
  const question = `cases:${platformKey}:${JSON.stringify(filter)}`;
  const cursor = decodeCursor(question, ["uuid"], after);
  const matching = sql<SqlBool>`c.platform_id = ${platformKey}::bigint and ${allOf(filter)}`;
  const behind = cursor
    ? sql`and c.number > (select one.number from platform_case one where one.id = ${cursor[0]}::uuid)`
    : sql``;
  const rows = await ask(
    context,
    sql<Row>`select ${columns} from platform_case c where ${matching} ${behind} order by c.number limit ${first + 1}`,
  );
  const edges = rows.map((row) => ({ cursor: encodeCursor(question, [row.key]), node: toCase(row) }));
  return { ...toPage(edges, first, after), countAll: (asker) => countAll(asker, matching) };
}

async function countAll(context: Context, matching: RawBuilder<SqlBool>): Promise<number | null> {
  const [row] = await ask(
    context,
    sql<{
      count: string;
    }>`select count(*) as count from (select 1 from platform_case c where ${matching} limit ${countLimit + 1}) l`,
  );
  return Number(row!.count) > countLimit ? null : Number(row!.count);
}

function allOf(filter: PlatformCaseFilter): RawBuilder<SqlBool> {
  const all: RawBuilder<SqlBool>[] = [
    filter.status === "OPEN"
      ? sql`c.completed_on is null`
      : filter.status === "COMPLETED"
        ? sql`c.completed_on is not null`
        : sql`true`,
  ];
  if (filter.kinds) all.push(sql`c.kind = any(${[...new Set(filter.kinds)]}::text[])`);
  const search = textAsked("search", filter.search, 100);
  if (search) all.push(sql`position(lower(${search}) in lower(c.number || ' ' || coalesce(c.title, ''))) > 0`);
  const participant = (name: "administratorId" | "partyId") => {
    const key = filter[name] == null ? null : keyOf("participant", filter[name]);
    if (filter[name] != null && key === null) throw badInput(`${name} is no id of a participant.`);
    return key;
  };
  const administrator = participant("administratorId");
  if (administrator) all.push(sql`c.administrator_id = ${administrator}::uuid`);
  const party = participant("partyId");
  if (party)
    all.push(sql`exists (select from case_party y where y.participant_id = ${party}::uuid and y.case_id = c.id)`);
  if (filter.acceptedSince != null) {
    const day = parseDay(filter.acceptedSince);
    if (!day) throw badInput("acceptedSince must be a day of the calendar, YYYY-MM-DD.");
    all.push(sql`c.accepted_on >= ${day}::date`);
  }
  return sql.join(all, sql` and `);
}

/** A case by key; null for another platform's. */
export const loadCase = requestLoader<string, PlatformCaseType | null>(async (context, keys) => {
  const rows = await ask(
    context,
    sql<Row>`select ${columns} from platform_case c where c.id = any(${[...keys]}::uuid[])`,
  );
  const found = new Map(rows.map((row) => [row.key, toCase(row)]));
  return keys.map((key) => found.get(key) ?? null);
});

/** The parties of cases, by role. */
export const loadParties = requestLoader<string, CasePartyType[]>(async (context, keys) => {
  const rows = await ask(
    context,
    sql<CasePartyType & { parent: string }>`select y.case_id as parent, y.participant_id as "participantKey", y.role
      from case_party y where y.case_id = any(${[...keys]}::uuid[]) order by y.role, y.participant_id`,
  );
  return keys.map((key) => rows.filter((row) => row.parent === key));
});

/** What cases brought in, a sum a currency. */
export const loadProceedsTotals = requestLoader<string, MoneyType[]>(async (context, keys) => {
  const rows = await ask(
    context,
    sql<MoneyType & { parent: string }>`select d.case_id as parent, sum(d.amount)::text as amount, d.currency
      from case_proceeds d where d.case_id = any(${[...keys]}::uuid[]) group by d.case_id, d.currency order by d.currency`,
  );
  return keys.map((key) => rows.filter((row) => row.parent === key));
});

export interface ProceedsKey {
  parent: string;
  first: number;
  after: string | null;
}

interface ProceedsFound {
  parent: string;
  id: string;
  recipientKey: string;
  reference: string;
  amount: string;
  currency: string;
  receivedOn: string;
  accountNumber: string | null;
  observedOn: string;
}

/** Pages of the receipts of cases, oldest first. */
export const loadProceeds = requestLoader<ProceedsKey, Page<CaseProceedsEdgeType>>((context, keys) =>
  byArguments(keys, async (parents, { first, after }) => {
    const questionOf = (parent: string) => `proceeds:${parent}`;
    const { key, open, refused } = decodeCursorOf(parents, questionOf, ["day", "uuid"], after);
    const behind = key ? sql`and (one.received_on, one.id) > (${key[0]}::date, ${key[1]}::uuid)` : sql``;
    const rows = await ask(
      context,
      sql<ProceedsFound>`select p.id as parent, d.* from unnest(${open}::uuid[]) p(id) cross join lateral (
          select one.id, one.participant_id as "recipientKey", one.reference, one.amount, one.currency, one.received_on as "receivedOn",
            one.account_number as "accountNumber", one.observed_on as "observedOn"
          from case_proceeds one where one.case_id = p.id ${behind}
          order by one.received_on, one.id limit ${pageSize(first) + 1}) d
        order by p.id, d."receivedOn", d.id`,
    );
    const pages = new Map<string, Page<CaseProceedsEdgeType> | Error>(refused);
    for (const parent of open) {
      const edges = rows
        .filter((row) => row.parent === parent)
        .map(({ parent: _, id, amount, currency, ...node }) => ({
          cursor: encodeCursor(questionOf(parent), [node.receivedOn, id]),
          node: { ...node, amount: { amount, currency } },
        }));
      pages.set(parent, toPage(edges, first, after));
    }
    return pages;
  }),
);

answersNode("case", async (context, key) =>
  context.viewer.kind === "platform" || seesWholeBank(context.viewer) ? loadCase(context, key) : null,
);
