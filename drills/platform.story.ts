import { creditCodeCheckCharacter } from "../src/modules/organizations/credit-code.ts";

/** A server that a story is played on, by whoever reaches it: over HTTP, or within a test. */
export interface Stage {
  /** The day on which the story ends, YYYY-MM-DD. */
  today: string;
  /** Code of a branch that the server has. */
  branch: string;
  /** Asks as head office; throws what the answer refuses. */
  // biome-ignore lint/suspicious/noExplicitAny: read by paths that the question beside it shows
  ask(query: string, variables?: Record<string, unknown>): Promise<any>;
  /** Loads a list as an import job, and waits for its end. */
  load(kind: string, source: string, csv: string): Promise<void>;
}

/** A firm of a story. */
export interface Firm {
  code: string;
  name: string;
  category?: string;
  industry?: string;
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

/** A platform with its operator and the days of its project; answers its id. */
export async function makePlatform(
  stage: Stage,
  platform: { name: string; scenario: string; operator: Firm; proposed: number; inBuild: number; launched: number },
): Promise<string> {
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
  return id;
}

/** Registers firms in a role, a batch a day as a platform does it. */
export async function register(
  stage: Stage,
  platformId: string,
  role: string,
  list: readonly { firm: Firm; since: string }[],
): Promise<void> {
  const participants = list.map(({ firm, since }) => ({
    ...{ creditCode: firm.code, name: firm.name, role, region, since, observedOn: since },
  }));
  const { registerParticipants } = await stage.ask(
    "mutation ($input: RegisterParticipantsInput!) { registerParticipants(input: $input) { counts { outcome count } userErrors { code field } } }",
    { input: { platformId, participants } },
  );
  const created = registerParticipants.counts.find((one: { outcome: string }) => one.outcome === "CREATED")?.count;
  if (created !== list.length) throw new Error(`registered ${created} of ${list.length}`);
}
