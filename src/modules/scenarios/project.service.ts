import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { reserveIds } from "../../shared/bulk.ts";
import { type Day, parseDay } from "../../shared/day.ts";
import { onceOnly } from "../../shared/idempotency.service.ts";
import { keyOf } from "../../shared/ids.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { callerOf } from "../../shared/viewer.ts";
import { writePlatforms } from "../platforms/platform.writer.ts";
import { writeDeclared } from "./declared.writer.ts";
import { dayProblems, problem } from "./problem.ts";
import { statusDays } from "./project.loader.ts";
import type {
  CreatePlatformInput,
  PlatformPayload,
  PlatformStatus,
  SetPlatformStatusInput,
  UpdatePlatformInput,
} from "./project.type.ts";

const refused = (...userErrors: UserError[]): PlatformPayload => ({ platformKey: null, userErrors });

/** Makes a platform that is proposed, in one transaction with its operator. */
export function createPlatform({ em, viewer, today }: Context, input: CreatePlatformInput): Promise<PlatformPayload> {
  const name = cleanText(input.name);
  const proposedOn = input.proposedOn == null ? today : parseDay(input.proposedOn);
  const key = input.idempotencyKey == null ? null : cleanText(input.idempotencyKey, { maxLength: 200 });
  const errors = [
    ...(name.error ? [problem(name.error, "name")] : []),
    ...(key?.error ? [problem(key.error, "idempotencyKey")] : []),
    ...rolesProblems("roles", input.roles ?? []),
    ...dayProblems("proposedOn", proposedOn, today),
  ];
  if (errors.length) return Promise.resolve(refused(...errors));
  return retrying(() =>
    asSystem(em, async (tx) => {
      const work = async (): Promise<PlatformPayload> => {
        const operator = await readOperator(tx, input.operatorId);
        if (operator === undefined) return refused(problem("NOT_FOUND", "operatorId"));
        const { scenario } = input;
        const known = await rolesOf(tx, scenario);
        const roles = input.roles ?? known;
        const unknown = unknownRoles("roles", roles, known);
        if (unknown.length > 0) return refused(...unknown);
        const [platformKey] = (await reserveIds(tx, "entity", 1)) as [string];
        await sql`insert into entity (id, type, name) values (${platformKey}, 'SCENARIO_PLATFORM', ${name.text})`.execute(
          tx.getKysely(),
        );
        await writePlatforms(tx, [{ entityId: platformKey, scenario, roles }]);
        await sql`insert into platform_project (platform_id, proposed_on) values (${platformKey}, ${proposedOn}::date)`.execute(
          tx.getKysely(),
        );
        if (operator) await operate(tx, operator, platformKey, null, today);
        const subjects = [platformKey, operator].filter((one) => one !== null).map((id) => auditSubject("entity", id));
        await recordAct(tx, viewer, { operation: "createPlatform", subjects });
        return { platformKey, userErrors: [] };
      };
      if (!key) return work();
      const { idempotencyKey: _, ...content } = input;
      const request = { caller: callerOf(viewer), mutation: "createPlatform", key: input.idempotencyKey!, content };
      return (await onceOnly(tx, request, work)) ?? refused(problem("IDEMPOTENCY_KEY_REUSED", "idempotencyKey"));
    }),
  );
}

/** Changes a platform's name, adds roles and says who operates it. */
export function updatePlatform({ em, viewer, today }: Context, input: UpdatePlatformInput): Promise<PlatformPayload> {
  const name = input.name == null ? null : cleanText(input.name);
  const since = input.operatorSince == null ? null : parseDay(input.operatorSince);
  const errors = [
    ...(name?.error ? [problem(name.error, "name")] : []),
    ...rolesProblems("addRoles", input.addRoles ?? []),
    ...(input.operatorSince == null ? [] : dayProblems("operatorSince", since, today)),
  ];
  if (errors.length) return Promise.resolve(refused(...errors));
  return retrying(() =>
    asSystem(em, async (tx) => {
      const platform = await lockPlatform(tx, input.platformId);
      if (!platform) return refused(problem("PLATFORM_NOT_FOUND", "platformId"));
      const operator = await readOperator(tx, input.operatorId);
      if (operator === undefined) return refused(problem("NOT_FOUND", "operatorId"));
      const { scenario } = platform;
      const roles = input.addRoles ?? [];
      const unknown = unknownRoles("addRoles", roles, roles.length > 0 ? await rolesOf(tx, scenario) : []);
      if (unknown.length > 0) return refused(...unknown);
      if (name)
        await sql`update entity set name = ${name.text} where id = ${platform.key} and name <> ${name.text}`.execute(
          tx.getKysely(),
        );
      if (roles.length > 0) await writePlatforms(tx, [{ entityId: platform.key, scenario, roles }]);
      if (operator) await operate(tx, operator, platform.key, since, today);
      const subjects = [platform.key, operator].filter((one) => one !== null).map((id) => auditSubject("entity", id));
      await recordAct(tx, viewer, { operation: "updatePlatform", subjects });
      return { platformKey: platform.key, userErrors: [] };
    }),
  );
}

/** Says when a platform reached a status, or takes that back. */
export function setPlatformStatus(
  { em, viewer, today }: Context,
  input: SetPlatformStatusInput,
): Promise<PlatformPayload> {
  const since = input.since == null ? null : parseDay(input.since);
  const errors = input.since == null ? [] : dayProblems("since", since, today);
  if (errors.length) return Promise.resolve(refused(...errors));
  return retrying(() =>
    asSystem(em, async (tx) => {
      const platform = await lockPlatform(tx, input.platformId);
      if (!platform) return refused(problem("PLATFORM_NOT_FOUND", "platformId"));
      const days = { ...platform.days, [statusDays[input.status]]: since };
      const inOrder = Object.values(statusDays)
        .map((one) => days[one])
        .filter((day) => day !== null);
      if (inOrder.some((day, i) => i > 0 && day < inOrder[i - 1]!)) return refused(problem("DATE_ORDER", "since"));
      const db = tx.getKysely();
      await sql`update scenario_platform set launched_on = ${days.launchedOn}::date where entity_id = ${platform.key}`.execute(
        db,
      );
      await sql`insert into platform_project (platform_id, proposed_on, in_build_on, ended_on)
        values (${platform.key}, ${days.proposedOn}::date, ${days.inBuildOn}::date, ${days.endedOn}::date)
        on conflict (platform_id) do update set proposed_on = excluded.proposed_on, in_build_on = excluded.in_build_on,
          ended_on = excluded.ended_on`.execute(db);
      await recordAct(tx, viewer, { operation: "setPlatformStatus", subjects: [auditSubject("entity", platform.key)] });
      return { platformKey: platform.key, userErrors: [] };
    }),
  );
}

interface LockedPlatform {
  key: string;
  scenario: string;
  days: Record<(typeof statusDays)[PlatformStatus], Day | null>;
}

/** A platform, held until the transaction ends; null: there is none. */
export async function lockPlatform(tx: Em, id: string): Promise<LockedPlatform | null> {
  const { rows } = await sql<LockedPlatform["days"] & { key: string; scenario: string }>`
    select s.entity_id as key, s.scenario, j.proposed_on as "proposedOn", j.in_build_on as "inBuildOn", s.launched_on as "launchedOn", j.ended_on as "endedOn"
    from scenario_platform s left join platform_project j on j.platform_id = s.entity_id
    where s.entity_id = ${keyOf("entity", id)}::bigint for no key update of s`.execute(tx.getKysely());
  if (!rows[0]) return null;
  const { key, scenario, ...days } = rows[0];
  return { key, scenario, days };
}

/** The key of an organization that is named as operator; null: none is named; undefined: there is none. */
async function readOperator(tx: Em, id: string | null | undefined): Promise<string | null | undefined> {
  if (id == null) return null;
  const { rows } = await sql<{ id: string }>`select coalesce(merged_into, id) as id from entity
    where id = ${keyOf("entity", id)}::bigint and type = 'ORGANIZATION'`.execute(tx.getKysely());
  return rows[0]?.id;
}

async function rolesOf(tx: Em, scenario: string): Promise<string[]> {
  const { rows } = await sql<{
    code: string;
  }>`select code from scenario_role where scenario = ${scenario} order by code`.execute(tx.getKysely());
  return rows.map(({ code }) => code);
}

const operate = (tx: Em, operator: string, platform: string, since: Day | null, day: Day) =>
  writeDeclared(tx, [{ kind: "OPERATES", sourceId: operator, targetId: platform, since }], day);

/** A role must be one of the scenario first: a slip of the pen would become a role that nobody knows. */
const unknownRoles = (field: string, roles: readonly string[], known: readonly string[]): UserError[] =>
  roles.flatMap((role, index) => (known.includes(role) ? [] : [problem("ROLE_UNKNOWN", `${field}.${index}`)]));

const rolesProblems = (field: string, roles: readonly string[]): UserError[] =>
  roles.length <= 50 && roles.every((role) => /^[A-Z][A-Z0-9_]{0,49}$/.test(role))
    ? []
    : [problem("BAD_INPUT", field, "At most 50 codes of capital letters, digits and _, each of at most 50.")];
