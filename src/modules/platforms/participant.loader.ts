import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { decodeCursor, encodeCursor, pageSize, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersCreditCode, answersNode } from "../../shared/nodes.ts";
import { asViewer } from "../../shared/session.ts";
import { seesWholeBank } from "../../shared/viewer.ts";
import type { Validity } from "../graph/graph.enums.ts";
import type { PageArgs } from "../graph/relationship.args.ts";
import { countLimit, type RelationshipPage } from "../graph/relationship.loader.ts";
import type { RelationshipEdgeType, RelationshipType } from "../graph/relationship.type.ts";
import type { OrganizationType } from "../organizations/organization.type.ts";
import { categoryOf } from "./registration.plan.ts";
import type { PlannedChange } from "./registration.slot.ts";

/** An organization as the platform that registered it sees it: what it sent, under an id private to it. */
export interface ParticipantColumns {
  participant_id: string;
  platform_id: string;
  name: string;
  credit_code: string | null;
  category: string;
  region: string | null;
  industry: string | null;
}

/** A registration as the platform that made it sees it. */
interface ParticipationRow extends ParticipantColumns {
  id: string;
  role: string;
  since: string | null;
  until: string | null;
}

const columns = sql`n.id, n.participant_id, n.role, n.since, n.until, n.platform_id, p.name, p.credit_code, p.category, p.region, p.industry`;

// Row-level security keeps other platforms' rows out; who sees the whole bank sees them all.
const ask = <Row>(context: Context, statement: RawBuilder<Row>): Promise<Row[]> =>
  asViewer(context.em, context.viewer, async (tx) => (await statement.execute(tx.getKysely())).rows);

/** A page of the platform's own registrations, by registration id. */
export async function ownParticipants(
  context: Context,
  platform: { key: string | null },
  args: PageArgs,
): Promise<RelationshipPage> {
  const { asOf } = dayAsked(context, args.asOf, args.knownAt);
  const first = pageSize(args.first);
  const question = `own:${args.validity}:${asOf}`;
  const cursor = decodeCursor(question, ["uuid"], args.after);
  const matching = sql<SqlBool>`n.platform_id = ${platform.key}::bigint and ${holds(args.validity, asOf)}`;
  const behind = cursor ? sql`and n.id > ${cursor[0]}::uuid` : sql``;
  const rows = await ask(
    context,
    sql<ParticipationRow>`select ${columns} from participation n join participant p on p.id = n.participant_id
    where ${matching} ${behind} order by n.id limit ${first + 1}`,
  );
  const edges = rows.map((row): RelationshipEdgeType => {
    return {
      cursor: encodeCursor(question, [row.id]),
      node: toRelationship(row),
      entityKey: "",
      entity: toOrganization(row),
    };
  });
  return { ...toPage(edges, first, args.after), countAll: (asker) => countOwn(asker, matching) };
}

async function countOwn(context: Context, matching: RawBuilder<SqlBool>): Promise<number | null> {
  const [row] = await ask(
    context,
    sql<{ count: string }>`select count(*) as count from (
    select 1 from participation n where ${matching} limit ${countLimit + 1}) c`,
  );
  return Number(row!.count) > countLimit ? null : Number(row!.count);
}

function holds(validity: Validity, asOf: string): RawBuilder<SqlBool> {
  const started = sql<SqlBool>`(n.since is null or n.since <= ${asOf}::date)`;
  if (validity === "FORMER") return sql`n.until <= ${asOf}::date`;
  return validity === "ANY" ? started : sql`${started} and (n.until is null or n.until > ${asOf}::date)`;
}

/** A participant as its platform sees it, by participant id; null for another platform's. */
export const loadParticipant = requestLoader<string, OrganizationType | null>(async (context, keys) => {
  const rows = await ask(
    context,
    sql<ParticipantColumns>`select p.id as participant_id, p.platform_id, p.name, p.credit_code, p.category, p.region,
    p.industry from participant p where p.id = any(${[...keys]}::uuid[])`,
  );
  const found = new Map(rows.map((row) => [row.participant_id, toOrganization(row)]));
  return keys.map((key) => found.get(key) ?? null);
});

/** A registration as its platform sees it, by participation id; null for another platform's. */
export const loadParticipation = requestLoader<string, RelationshipType | null>(async (context, keys) => {
  const rows = await ask(
    context,
    sql<ParticipationRow>`select ${columns} from participation n join participant p on p.id = n.participant_id
    where n.id = any(${[...keys]}::uuid[])`,
  );
  const found = new Map(rows.map((row) => [row.id, toRelationship(row)]));
  return keys.map((key) => found.get(key) ?? null);
});

export const toOrganization = (row: ParticipantColumns): OrganizationType => ({
  __typename: "Organization",
  id: encodeId("participant", row.participant_id),
  key: null,
  name: row.name,
  isMasked: false,
  creditCode: row.credit_code,
  category: row.category as OrganizationType["category"],
  status: "UNKNOWN",
  region: row.region,
  industry: row.industry,
  isClient: null,
});

// Confidence and amounts are the bank's own judgement: towards the platform its registration is simply certain and carries no amount.
const toRelationship = (row: ParticipationRow, source = toOrganization(row)): RelationshipType => ({
  __typename: "Relationship",
  id: encodeId("participation", row.id),
  key: "",
  sourceKey: "",
  targetKey: row.platform_id,
  time: null,
  source,
  kind: "PARTICIPATES_IN",
  role: row.role,
  annualAmounts: [],
  share: null,
  since: row.since,
  until: row.until,
  confidence: 1,
});

/** Keeps what a call of this request has written, as it is stored now: its results need not be read again. */
export function rememberWritten(context: Context, platformId: string, planned: readonly PlannedChange[]): void {
  for (const { slot, participation } of planned) {
    const { name, creditCode, region, industry } = slot.values;
    const columns: ParticipantColumns = {
      participant_id: slot.id,
      platform_id: platformId,
      ...{ name, credit_code: creditCode, category: categoryOf(slot.values), region, industry },
    };
    const organization = toOrganization(columns);
    loadParticipant.prime(context, slot.id, organization);
    if (participation)
      loadParticipation.prime(
        context,
        participation.id,
        toRelationship({ ...columns, ...participation }, organization),
      );
  }
}

const mayAsk = ({ viewer }: Context) => viewer.kind === "platform" || seesWholeBank(viewer);
answersNode("participant", async (context, key) => (mayAsk(context) ? loadParticipant(context, key) : null));
answersCreditCode("platform", async (context, creditCode) => {
  const [row] = await ask(
    context,
    sql<{ id: string }>`select p.id from participant p where p.credit_code = ${creditCode} order by p.id limit 1`,
  );
  return row ? loadParticipant(context, row.id) : null;
});
answersNode("participation", async (context, key) => (mayAsk(context) ? loadParticipation(context, key) : null));
