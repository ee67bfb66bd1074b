import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import type { Scenario } from "./platform.type.ts";
import type { AddParticipantRoleInput, GivePlatformRolesInput, ParticipantRoleType } from "./role.type.ts";

const nameLimit = 100;
const roleLimit = 50;

const refusal = (code: ErrorCode, ...field: string[]): UserError => ({ code, message: errorCodes[code], field });

/** The roles of a scenario, by code. */
export async function rolesOf(context: Context, scenario: Scenario): Promise<ParticipantRoleType[]> {
  const { rows } = await sql<ParticipantRoleType>`
    select code, name, chinese_name as "chineseName" from scenario_role where scenario = ${scenario} order by code`.execute(
    context.em.getKysely(),
  );
  return rows;
}

/** Adds a role to a scenario; its platforms have it once it is given to them. */
export async function addRole({ em, viewer }: Context, input: AddParticipantRoleInput) {
  const { scenario, code } = input;
  const [name, chineseName] = (["name", "chineseName"] as const).map((field) => {
    return cleanText(input[field], { maxLength: nameLimit });
  }) as [ReturnType<typeof cleanText>, ReturnType<typeof cleanText>];
  const userErrors = [
    ...(/^[A-Z][A-Z0-9_]{0,39}$/.test(code) ? [] : [refusal("ROLE_CODE_INVALID", "code")]),
    ...(name.error ? [refusal(name.error, "name")] : []),
    ...(chineseName.error ? [refusal(chineseName.error, "chineseName")] : []),
  ];
  if (userErrors.length > 0) return { role: null, userErrors };
  return asSystem(em, async (tx) => {
    const { rows } = await sql<ParticipantRoleType>`insert into scenario_role (scenario, code, name, chinese_name)
      values (${scenario}, ${code}, ${name.text}, ${chineseName.text}) on conflict do nothing
      returning code, name, chinese_name as "chineseName"`.execute(tx.getKysely());
    if (!rows[0]) return { role: null, userErrors: [refusal("ROLE_EXISTS", "code")] };
    await recordAct(tx, viewer, {
      operation: "addParticipantRole",
      subjects: [auditSubject("role", `${scenario}.${code}`)],
    });
    return { role: rows[0], userErrors: [] };
  });
}

/** Gives a platform roles of its scenario. Those that it has stay, for participants may have them. */
export async function giveRoles({ em, viewer }: Context, input: GivePlatformRolesInput) {
  if (input.roles.length > roleLimit) return { platformKey: null, userErrors: [refusal("TOO_MANY_ROWS", "roles")] };
  const key = keyOf("entity", input.platformId) ?? "0";
  return asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const { rows } = await sql<{ scenario: string }>`
      select scenario from scenario_platform where entity_id = ${key} for update`.execute(db);
    if (!rows[0]) return { platformKey: null, userErrors: [refusal("PLATFORM_NOT_FOUND", "platformId")] };
    const { rows: known } = await sql<{ code: string }>`
      select code from scenario_role where scenario = ${rows[0].scenario}`.execute(db);
    const codes = new Set(known.map((row) => row.code));
    const unknown = input.roles.flatMap((role, index) =>
      codes.has(role) ? [] : [refusal("ROLE_UNKNOWN", "roles", String(index))],
    );
    if (unknown.length > 0) return { platformKey: null, userErrors: unknown };
    const { numAffectedRows } = await sql`update scenario_platform set roles = roles || array(
        select distinct r from unnest(${[...input.roles]}::text[]) r where r <> all(roles) order by r)
      where entity_id = ${key} and not roles @> ${[...input.roles]}::text[]`.execute(db);
    if (numAffectedRows) {
      await recordAct(tx, viewer, { operation: "givePlatformRoles", subjects: [auditSubject("entity", key)] });
    }
    return { platformKey: key, userErrors: [] };
  });
}
