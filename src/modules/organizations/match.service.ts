import type { Context } from "../../context.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { ApiError } from "../../shared/errors.ts";
import { encodeId, keyOf } from "../../shared/ids.ts";
import { Pace } from "../../shared/pace.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { checkCreditCode } from "./credit-code.ts";
import {
  type Found,
  findByIds,
  findDecisions,
  findStanding,
  pairKey,
  type Standing,
  type Wanted,
} from "./match.loader.ts";
import { compareNames, type Decision, type MatchScore } from "./match.score.ts";
import { reasonText } from "./match.text.ts";
import type { MatchRowInput, OrganizationMatchesType, OrganizationMatchType } from "./match.type.ts";

/** At most this many rows a call. */
export const matchRowLimit = 10_000;
/** At most this many organizations are shown for a row. */
const shown = 5;

interface Judged {
  wanted: Wanted | null;
  errors: UserError[];
}

/** For each row, in their order, the organizations that it may mean. Changes nothing; a row that cannot be read is answered with its errors. */
export async function matchOrganizations(
  { em, language }: Context,
  rows: readonly MatchRowInput[],
): Promise<OrganizationMatchesType> {
  if (rows.length > matchRowLimit) throw new ApiError("TOO_MANY_ROWS", `rows holds more than ${matchRowLimit}.`);
  const named = await findByIds(
    em,
    rows.flatMap(({ id }) => (id ? (keyOf("entity", id) ?? []) : [])),
  );
  const judged = rows.map((row, index) => judge(row, index, named));
  const asked = judged.map(({ wanted }) => wanted ?? { id: null, name: null, creditCode: null, region: null });
  const standing = await findStanding(em, asked);
  // A row that names an organization, by id or by its code, is that one: what was decided about it holds for the row.
  const own = asked.map((row, index) => row.id ?? standing[index]!.find((one) => isOf(row, one))?.id ?? null);
  const pairs = own.flatMap((id, index) =>
    id === null ? [] : standing[index]!.filter((one) => one.id !== id).map((one) => [id, one.id] as const),
  );
  const decisions = await findDecisions(em, pairs);
  const matches: OrganizationMatchType[] = [];
  const pace = new Pace();
  for (const [index, { wanted, errors }] of judged.entries()) {
    if (pace.isDue()) await pace.rest();
    const found = wanted ? rank(wanted, standing[index]!, own[index]!, decisions) : [];
    const candidates = found.map(({ one, score }) => ({
      organizationId: encodeId("entity", one.id),
      ...{ name: one.name, creditCode: one.creditCode, region: one.region, isClient: one.isClient },
      ...{ score: score.score, verdict: score.verdict },
      factors: score.factors.map((factor) => ({ ...factor, text: reasonText(factor, language) })),
    }));
    matches.push({ index, verdict: wanted ? (candidates[0]?.verdict ?? "NONE") : null, candidates, errors });
  }
  return { matches };
}

const isOf = (row: Wanted, one: Standing) => row.creditCode !== null && one.creditCode === row.creditCode;

const places = { MATCH: 0, POSSIBLE: 1, NONE: 2 };

/** Likeliest first. Whoever is ruled out by a code or a decision, and would be likely without, is told of too. */
function rank(
  wanted: Wanted,
  standing: readonly Found[],
  own: string | null,
  decisions: ReadonlyMap<string, Decision>,
): { one: Standing; score: MatchScore }[] {
  const scored = standing.flatMap((one) => {
    if (one.id === wanted.id) return [];
    const decision = own && own !== one.id ? (decisions.get(pairKey(own, one.id)) ?? null) : null;
    const score = compareNames(wanted, one, decision);
    const isTold = score.verdict !== "NONE" || compareNames({ ...wanted, creditCode: null }, one).verdict !== "NONE";
    return isTold ? [{ one, score }] : [];
  });
  return scored
    .sort(
      (a, b) =>
        places[a.score.verdict] - places[b.score.verdict] ||
        b.score.score - a.score.score ||
        (BigInt(a.one.id) < BigInt(b.one.id) ? -1 : 1),
    )
    .slice(0, shown);
}

function judge(row: MatchRowInput, index: number, named: ReadonlyMap<string, Standing>): Judged {
  const errors: UserError[] = [];
  const say = (code: ErrorCode, field: string, message: string = errorCodes[code]) =>
    errors.push({ code, message, field: ["rows", String(index), field] });
  const one = row.id == null ? null : named.get(keyOf("entity", row.id) ?? "");
  if (one === undefined) say("NOT_FOUND", "id");
  const name = row.name == null ? null : cleanText(row.name);
  if (name?.error) say(name.error, "name");
  const code = row.creditCode == null ? null : checkCreditCode(row.creditCode.slice(0, 100));
  if (code?.errors[0]) say(code.errors[0], "creditCode");
  if (row.region != null && !/^\d{6}$/.test(row.region))
    say("BAD_INPUT", "region", "A region is a GB/T 2260 code of six digits.");
  if (!one && !name && !code && !errors.length) say("BAD_INPUT", "name", "A row gives a name, a credit code or an id.");
  if (errors.length) return { wanted: null, errors };
  const wanted = {
    id: one?.id ?? null,
    name: name?.text ?? one?.name ?? null,
    creditCode: code?.code ?? one?.creditCode ?? null,
    region: row.region ?? one?.region ?? null,
  };
  return { wanted, errors };
}
