import { creditCodeCheckCharacter } from "../src/modules/organizations/credit-code.ts";

/** A server that a story is played on, by whoever reaches it: over HTTP, or within a test. */
export interface Stage {
  /** The day on which the story ends, YYYY-MM-DD. */
  today: string;
  /** Code of a branch that the server has. */
  branch: string;
  /** Asks as head office, or with a platform's key; throws what the answer refuses. */
  // biome-ignore lint/suspicious/noExplicitAny: read by paths that the question beside it shows
  ask(query: string, variables?: Record<string, unknown>, key?: string): Promise<any>;
  /** Loads a list as an import job, and waits for its end. */
  load(kind: string, source: string, csv: string): Promise<void>;
}

/** A firm of a story. */
export interface Firm {
  code: string;
  name: string;
  category?: string;
  industry?: string;
  /** Code of the firm whose store it is. */
  headOffice?: string;
}

/** A case of a court's story; the money that it brought in is its administrator's. */
export interface StoryCase {
  number: string;
  debtor: Firm;
  administrator: Firm;
  acceptedOn: string;
  completedOn: string | null;
  proceeds: { reference: string; amount: string; receivedOn: string } | null;
}

const region = "360900";

/** Firms with valid credit codes, counted from a number that nobody else uses; prefix: registering department and kind. */
export const firms = (first: number, names: readonly string[], prefix = "91", rest: Partial<Firm> = {}): Firm[] =>
  names.map((name, i) => {
    const digits = `${prefix}${region}${String(first + i).padStart(9, "0")}`;
    return { code: digits + creditCodeCheckCharacter(digits), name, ...rest };
  });

export const numbered = (count: number, name: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => name(i + 1));

/** So many days before the end of the story. */
export const daysBefore = ({ today }: Stage, days: number): string =>
  new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);

/** The story's firms as the registry lists them. */
export const loadFirms = (stage: Stage, list: readonly Firm[]): Promise<void> =>
  stage.load(
    "ORGANIZATION",
    "registry",
    ["name,credit_code,category,region,industry,status"]
      .concat(
        list.map(({ name, code, category, industry }) => [name, code, category, region, industry, "ACTIVE"].join()),
      )
      .join("\n"),
  );

/** Accounts that firms opened, each on its day. */
export const loadAccounts = (stage: Stage, accounts: readonly { firm: Firm; openedOn: string }[]): Promise<void> =>
  stage.load(
    "ACCOUNT",
    "core",
    ["holder_code,account_number,branch,type,opened_on"]
      .concat(
        accounts.map(({ firm, openedOn }) => [firm.code, `S${firm.code}`, stage.branch, "BASIC", openedOn].join()),
      )
      .join("\n"),
  );

/** The API's ids of firms, by their codes. */
export async function idOf(stage: Stage, { code }: Firm): Promise<string> {
  return (await stage.ask(`{ organization(creditCode: "${code}") { id } }`)).organization.id;
}

/** A platform and the key that its machine comes with. */
export interface PlayedPlatform {
  id: string;
  key: string;
}

/** A new platform with its operator, the days of its project and a key. */
export async function makePlatform(
  stage: Stage,
  platform: { name: string; scenario: string; operator: Firm; proposed: number; inBuild: number; launched: number },
): Promise<PlayedPlatform> {
  const { name, scenario, operator, proposed, inBuild, launched } = platform;
  const input = { name, scenario, operatorId: await idOf(stage, operator), proposedOn: daysBefore(stage, proposed) };
  const made = await stage.ask(
    "mutation ($input: CreatePlatformInput!) { createPlatform(input: $input) { platform { id } userErrors { code field } } }",
    { input },
  );
  const { id } = made.createPlatform.platform;
  for (const [status, days] of [
    ["IN_BUILD", inBuild],
    ["LIVE", launched],
  ] as const)
    await stage.ask(
      "mutation ($input: SetPlatformStatusInput!) { setPlatformStatus(input: $input) { userErrors { code field } } }",
      { input: { platformId: id, status, since: daysBefore(stage, days) } },
    );
  const permissions = ["REGISTER_PARTICIPANTS", "READ_PARTICIPANTS"];
  const { createPlatformKey } = await stage.ask(
    "mutation ($input: CreatePlatformKeyInput!) { createPlatformKey(input: $input) { secret userErrors { code field } } }",
    { input: { platformId: id, name: "machine", permissions } },
  );
  return { id, key: createPlatformKey.secret };
}

/** Registers firms in a role, as the platform's machine does. */
export const register = (
  stage: Stage,
  platform: PlayedPlatform,
  role: string,
  list: readonly { firm: Firm; since: string }[],
): Promise<void> =>
  send(
    stage,
    platform,
    { field: "registerParticipants", input: "RegisterParticipantsInput", rows: "participants", outcome: "CREATED" },
    list.map(({ firm, since }) => ({
      ...{ creditCode: firm.code, name: firm.name, role, region, since, observedOn: since },
      headOfficeCreditCode: firm.headOffice ?? null,
    })),
  );

/** One bulk call of the platform's machine, of which every row must come to the outcome. */
async function send(
  stage: Stage,
  { id, key }: PlayedPlatform,
  { field, input, rows, outcome }: { field: string; input: string; rows: string; outcome: string },
  list: readonly object[],
): Promise<void> {
  if (list.length === 0) return;
  const data = await stage.ask(
    `mutation ($input: ${input}!) { ${field}(input: $input) { counts { outcome count } results { errors { code field } } userErrors { code field } } }`,
    { input: { platformId: id, [rows]: list } },
    key,
  );
  const { counts, results } = data[field];
  const reached = counts.find((one: { outcome: string }) => one.outcome === outcome)?.count ?? 0;
  if (reached !== list.length) throw new Error(`${field}: ${reached} of ${list.length}: ${JSON.stringify(results)}`);
}

/** A year of cases: month by month what was accepted, brought in and completed, as the platform tells it at the month's end. */
export async function playCases(stage: Stage, platform: PlayedPlatform, cases: readonly StoryCase[]): Promise<void> {
  const days = cases.flatMap((one) => [one.acceptedOn, one.completedOn, one.proceeds?.receivedOn]);
  const months = [...new Set(days.flatMap((day) => (day ? [day.slice(0, 7)] : [])))].sort();
  for (const month of months) {
    const isIn = (day: string | null | undefined) => day?.startsWith(month) ?? false;
    await send(
      stage,
      platform,
      { field: "registerCases", input: "RegisterCasesInput", rows: "cases", outcome: "CREATED" },
      cases
        .filter((one) => isIn(one.acceptedOn))
        .map(({ number, acceptedOn, administrator, debtor }) => ({
          ...{ number, kind: "BANKRUPTCY_LIQUIDATION", acceptedOn, administrator: { creditCode: administrator.code } },
          ...{ parties: [{ participant: { creditCode: debtor.code }, role: "DEBTOR" }], observedOn: acceptedOn },
        })),
    );
    await send(
      stage,
      platform,
      { field: "recordProceeds", input: "RecordProceedsInput", rows: "proceeds", outcome: "CREATED" },
      cases.flatMap(({ number, proceeds }) => {
        if (!proceeds || !isIn(proceeds.receivedOn)) return [];
        const { reference, amount, receivedOn } = proceeds;
        return [{ caseNumber: number, reference, amount: { amount }, receivedOn, observedOn: receivedOn }];
      }),
    );
    await send(
      stage,
      platform,
      { field: "completeCases", input: "CompleteCasesInput", rows: "cases", outcome: "UPDATED" },
      cases
        .filter((one) => isIn(one.completedOn))
        .map(({ number, completedOn }) => ({ number, completedOn, observedOn: completedOn })),
    );
  }
}
