import { type CodeKind, creditCode } from "./codes.ts";
import type { FileName, Row } from "./csv.ts";
import { brand, CITY, COUNTIES, personName, TRADES } from "./names.ts";
import { monthEnds, Random } from "./random.ts";

/** The day on which the story is told; it began two years before. */
export const ANCHOR = "2026-11-01";
export const BEGIN = "2024-11-01";
/** The last day on which something happens: no later than a 28th, see Random.day. */
export const END = "2026-10-28";
/** The outlet of 400 clients. */
export const OUTLET = "B02";

type Category =
  | "ENTERPRISE"
  | "INDIVIDUAL_BUSINESS"
  | "BRANCH"
  | "ASSOCIATION"
  | "GOVERNMENT"
  | "PUBLIC_INSTITUTION"
  | "OTHER";
export type Size = "LARGE" | "MEDIUM" | "SMALL" | "MICRO";
export interface OrganizationOptions {
  name?: string;
  city?: string;
  /** Leading characters of the credit code; null: the bank knows no code. */
  code?: CodeKind | null;
  category?: Category;
  status?: "ACTIVE" | "DEREGISTERED" | "REVOKED" | "INSOLVENT" | "UNKNOWN";
  region?: string | null;
  industry?: string;
  /** What a generated name says the firm does. */
  word?: string;
  size?: Size;
  doNotContact?: boolean;
  /** A second firm of the same name on purpose. */
  sameName?: boolean;
}
export interface Period {
  role?: string;
  since?: string;
  until?: string;
}

/** Everything told so far, shared by all chapters. */
export class Story {
  readonly tables: Record<FileName, Row[]> = {
    branches: [],
    staff: [],
    entities: [],
    relationships: [],
    evidence: [],
    accounts: [],
    balances: [],
    facilities: [],
    cases: [],
    contacts: [],
    consents: [],
    moneyEvents: [],
  };
  readonly names = new Set<string>();
  readonly entities = new Map<string, Row>();
  readonly relationships = new Map<string, Row>();
  serial = 101;

  organizations = () => this.tables.entities.filter((row) => row.type === "ORGANIZATION");
  persons = () => this.tables.entities.filter((row) => row.type === "PERSON");
  /** Organizations with an open account, at one branch or anywhere. */
  clients(branch?: string): Set<string> {
    const open = this.tables.accounts.filter((row) => !row.closedOn && (!branch || row.branch === branch));
    return new Set(
      open.map((row) => row.holder!).filter((holder) => this.entities.get(holder)!.type === "ORGANIZATION"),
    );
  }
  borrowers = () => new Set(this.tables.facilities.map((row) => row.holder!));
}

/** One chapter: its own dice, so that a change to one chapter leaves the others as they are. */
export class Chapter {
  readonly random: Random;
  private relationshipCount = 0;
  private personCount = 0;
  private referenceCount = 0;

  constructor(
    readonly story: Story,
    readonly title: string,
  ) {
    this.random = new Random(title);
  }

  organization(key: string, options: OrganizationOptions = {}): string {
    const [industry, word] = options.industry ? [options.industry, options.word ?? ""] : this.random.pick(TRADES);
    const size = options.size ?? this.random.pick<Size>(["MEDIUM", "SMALL", "SMALL", "MICRO", "MICRO"]);
    const region = options.region === undefined ? this.random.pick(COUNTIES) : options.region;
    const ending = size === "LARGE" ? "股份有限公司" : "有限公司";
    const name = options.name ?? this.freshName(() => `${options.city ?? CITY}${brand(this.random)}${word}${ending}`);
    if (this.story.names.has(name) && !options.sameName) throw new Error(`two organizations are called ${name}`);
    this.story.names.add(name);
    const code = options.code === undefined ? "ENTERPRISE" : options.code;
    this.story.serial += this.random.int(3, 97);
    return this.entity(key, "ORGANIZATION", name, {
      creditCode: code && region ? creditCode(code, region, 28_629_151 + this.story.serial * 37) : undefined,
      category: options.category ?? "ENTERPRISE",
      status: options.status ?? "ACTIVE",
      region: region ?? undefined,
      industry,
      sizeClass: size,
      doNotContact: String(options.doNotContact ?? false),
    });
  }

  association(key: string, name: string, industry = "S9422"): string {
    return this.organization(key, {
      name,
      code: "ASSOCIATION",
      category: "ASSOCIATION",
      industry,
      size: "SMALL",
      region: COUNTIES[0]!,
    });
  }

  group(key: string, name: string, region: string): string {
    return this.entity(key, "GROUP", name, { region });
  }

  platform(key: string, name: string, scenario: string, roles: string[], launchedOn: string): string {
    return this.entity(key, "SCENARIO_PLATFORM", name, {
      region: "360900",
      scenario,
      roles: roles.join("|"),
      launchedOn,
    });
  }

  person(key?: string, name?: string): string {
    this.personCount++;
    const called = name ?? this.freshName(() => personName(this.random));
    this.story.names.add(called);
    return this.entity(key ?? `${this.title}-person-${pad(this.personCount, 3)}`, "PERSON", called, {});
  }

  relate(source: string, kind: string, target: string, period: Period = {}): string {
    for (const end of [source, target]) if (!this.story.entities.has(end)) throw new Error(`nobody is called ${end}`);
    const key = `${this.title}-${pad(++this.relationshipCount, 4)}`;
    const row = { key, source, target, kind, ...period };
    this.story.relationships.set(key, row);
    this.story.tables.relationships.push(row);
    return key;
  }

  /** Evidence without an amount; `prove` is chained behind `relate`. */
  prove(relationship: string, kind: string, source: string, observedOn: string, reference?: string): string {
    this.story.tables.evidence.push({ relationship, kind, source, observedOn, reference });
    return relationship;
  }

  proveAmount(relationship: string, kind: string, observedOn: string, cents: number, currency = "CNY"): void {
    const source = kind === "INVOICE" ? "invoice-platform" : kind === "CONTRACT" ? "contract-desk" : "core-banking";
    const reference = `${kind.slice(0, 3)}-${this.title.toUpperCase()}-${pad(++this.referenceCount, 5)}`;
    this.story.tables.evidence.push({
      relationship,
      kind,
      source,
      observedOn,
      reference,
      amount: money(cents),
      currency,
    });
  }

  account(
    holder: string,
    branch: string,
    openedOn: string,
    options: { type?: string; closedOn?: string; number?: string } = {},
  ) {
    const type = options.type ?? "BASIC";
    const kindDigit = { BASIC: "1", GENERAL: "2", SPECIAL_PURPOSE: "3", TEMPORARY: "4" }[type]!;
    const serial = pad(this.story.tables.accounts.length + 1, 6);
    const number =
      options.number ?? `6309${branch.slice(1)}${kindDigit}${serial}${(this.story.tables.accounts.length * 7) % 10}`;
    this.story.tables.accounts.push({ number, holder, branch, type, openedOn, closedOn: options.closedOn });
    return number;
  }

  /** The last six month ends, climbing to the amount named. */
  balances(account: string, openedOn: string, lastCents: number): void {
    const ends = monthEnds("2026-10", 6).filter((end) => end >= openedOn);
    ends.forEach((monthEnd, index) => {
      const share =
        index === ends.length - 1 ? 100 : 40 + Math.floor((50 * index) / ends.length) + this.random.int(0, 8);
      this.story.tables.balances.push({
        account,
        monthEnd,
        amount: money(Math.floor((lastCents * share) / 100)),
        currency: "CNY",
      });
    });
  }

  facility(
    holder: string,
    branch: string,
    product: string,
    limitYuan: number,
    usedYuan: number,
    grantedOn: string,
    expiresOn: string,
  ) {
    const amounts = { limitAmount: money(limitYuan * 100), usedAmount: money(usedYuan * 100), currency: "CNY" };
    this.story.tables.facilities.push({ holder, branch, product, ...amounts, grantedOn, expiresOn });
  }

  private entity(key: string, type: string, name: string, rest: Row): string {
    if (this.story.entities.has(key)) throw new Error(`two entities have the key ${key}`);
    const row = { key, type, name, ...rest };
    this.story.entities.set(key, row);
    this.story.tables.entities.push(row);
    return key;
  }

  fail(message: string): never {
    throw new Error(`${this.title}: ${message}`);
  }

  /** Rolls until the name is new to the story. */
  freshName(roll: () => string): string {
    for (let name = roll(); ; name = roll()) if (!this.story.names.has(name)) return name;
  }
}

export const pad = (value: number, width: number) => String(value).padStart(width, "0");
/** Cents to an exact decimal text with two digits. */
export const money = (cents: number) => `${Math.floor(cents / 100)}.${pad(cents % 100, 2)}`;
