import { creditCode } from "../seeds/story/codes.ts";
import { Random } from "../seeds/story/random.ts";

/** Rows as columns, the way they are written: a few thousand a statement. Days are days before today, negative ones to come. */
export type Columns = Record<string, (string | number | boolean | null)[]>;

export interface City {
  entity: Columns;
  organization: Columns;
  scenario_platform: Columns;
  relationship: Columns;
  evidence: Columns;
  evidence_detail: Columns;
  branch: Columns;
  account: Columns;
  facility: Columns;
  /** Keys of organizations by how many relationships were drawn for them, most first. */
  byDegree: number[];
}

/** How large a city is drawn; the same numbers draw the same city. */
export interface CitySize {
  organizations: number;
  relationships: number;
  /** Relationships of the largest buyers, one entry each; beside them the tail falls off by itself. */
  hubs: readonly number[];
}

const regions = ["360100", "360700", "110000", "310000", "440300", "330100", "320500", "510100"];
const industries = ["C3011", "C3512", "F5121", "L7221", "I6510", "Q8311", "E4710", "G5430"];
const partsOf = { AFFILIATED_WITH: ["LEGAL_REPRESENTATIVE", "EXECUTIVE", "SHAREHOLDER", "FINANCE"] };
const branches = 40;

/** Draws a city whose numbers of relationships have a heavy tail: most organizations have a few, a handful have thousands. */
export function drawCity(size: CitySize): City {
  const random = new Random(`city of ${size.organizations}`);
  const unit = () => random.int(0, 2 ** 30 - 1) / 2 ** 30;
  const n = size.organizations;
  const [persons, groups, platforms] = [Math.ceil(n / 20), Math.ceil(n / 2_000), 20];
  // Large and small stand mixed among the ids, as they would; the factor shares no divisor with n.
  const organization = (rank: number) => ((rank * 48_271) % n) + 1;
  const ranked = (power: number) => organization(Math.floor(n * unit() ** power));
  const person = () => n + random.int(1, persons);
  const group = () => n + persons + 1 + Math.floor(groups * unit() ** 3);
  const platform = () => n + persons + groups + 1 + Math.floor(platforms * unit() ** 2);
  const association = () => (1 + Math.floor((n / 500) * unit() ** 3)) * 500 - 1;

  const rows = new Relationships();
  for (const [rank, count] of size.hubs.entries()) {
    const hub = organization(rank);
    while ((rows.degree.get(hub) ?? 0) < count) {
      const [source, target] = random.chance(80) ? [ranked(1), hub] : [hub, ranked(1)];
      rows.add(random, "SUPPLIES", source, target, null);
    }
  }
  while (rows.count < size.relationships) {
    const kind = random.int(1, 1_000);
    if (kind <= 840) rows.add(random, "SUPPLIES", ranked(1.3), ranked(2.2), null);
    else if (kind <= 910) rows.add(random, "MEMBER_OF", ranked(1), random.chance(70) ? association() : group(), null);
    else if (kind <= 955)
      rows.add(random, "PARTICIPATES_IN", ranked(1), platform(), random.pick(["STORE", "ADMINISTRATOR", "DEBTOR"]));
    else if (kind <= 980)
      rows.add(random, "AFFILIATED_WITH", person(), ranked(1.2), random.pick(partsOf.AFFILIATED_WITH));
    else if (kind <= 990) rows.add(random, "OWNS", random.chance(50) ? person() : ranked(1.5), ranked(1), null);
    else if (kind <= 995) rows.add(random, "GUARANTEES", ranked(1.2), ranked(1.2), null);
    else rows.add(random, "BRANCH_OF", ranked(1), ranked(2.2), "STORE");
  }
  return {
    ...drawEntities(random, n, persons, groups, platforms),
    ...rows.columns(random),
    ...drawBank(random, n),
    byDegree: [...rows.degree.keys()]
      .filter((key) => key <= n)
      .sort((a, b) => rows.degree.get(b)! - rows.degree.get(a)! || a - b),
  };
}

/** Relationships as they are drawn; no two of the same ends, kind and role, so that no two periods can overlap. */
class Relationships {
  readonly degree = new Map<number, number>();
  readonly #seen = new Set<string>();
  readonly #rows: Columns = { id: [], kind: [], source_id: [], target_id: [], role: [], since: [], until: [] };

  get count(): number {
    return this.#rows.id!.length;
  }

  add(random: Random, kind: string, source: number, target: number, role: string | null): void {
    const mark = `${kind}:${source}:${target}:${role}`;
    if (source === target || this.#seen.has(mark)) return;
    this.#seen.add(mark);
    for (const end of [source, target]) this.degree.set(end, (this.degree.get(end) ?? 0) + 1);
    const since = random.chance(10) ? null : random.int(100, 2_500);
    const until = random.chance(5) && since !== null ? random.int(1, since - 1) : null;
    const row = { id: this.count + 1, kind, source_id: source, target_id: target, role, since, until };
    for (const [name, value] of Object.entries(row)) this.#rows[name]!.push(value);
  }

  /** Invoices for most of what is supplied, a roster, a registration or a declaration for the rest. */
  columns(random: Random): Pick<City, "relationship" | "evidence" | "evidence_detail"> {
    const evidence: Columns = { id: [], relationship_id: [], kind: [], source: [], observed_on: [] };
    const detail: Columns = { evidence_id: [], relationship_id: [], reference: [], amount: [], currency: [] };
    const others: Record<string, string> = { MEMBER_OF: "ASSOCIATION_ROSTER", PARTICIPATES_IN: "PLATFORM" };
    const { id: ids, kind: kinds } = this.#rows;
    for (const [at, relationship] of ids!.entries()) {
      const isInvoiced = kinds![at] === "SUPPLIES" && random.chance(65);
      for (let left = isInvoiced && random.chance(30) ? 2 : 1; left > 0; left--) {
        const id = evidence.id!.length + 1;
        const kind = isInvoiced ? "INVOICE" : (others[kinds![at] as string] ?? "DECLARATION");
        const row = {
          id,
          relationship_id: relationship,
          kind,
          source: `S${random.int(1, 5)}`,
          observed_on: random.int(1, 500),
        };
        for (const [name, value] of Object.entries(row)) evidence[name]!.push(value);
        if (!isInvoiced) continue;
        const amount = Math.round(10 ** (3 + random.int(0, 5_000) / 1_000) * 100) / 100;
        const currency = random.chance(90) ? "CNY" : random.pick(["USD", "EUR"]);
        const facts = { evidence_id: id, relationship_id: relationship, reference: `R${id}`, amount, currency };
        for (const [name, value] of Object.entries(facts)) detail[name]!.push(value);
      }
    }
    return { relationship: this.#rows, evidence, evidence_detail: detail };
  }
}

function drawEntities(random: Random, n: number, persons: number, groups: number, platforms: number) {
  const entity: Columns = { id: [], type: [], name: [], category: [], status: [], region: [], industry: [] };
  const organization: Columns = { entity_id: [], credit_code: [] };
  const platform: Columns = { entity_id: [], scenario: [], roles: [] };
  const add = (row: Record<string, string | number | null>) => {
    for (const name of Object.keys(entity)) entity[name]!.push(row[name] ?? null);
  };
  for (let id = 1; id <= n; id++) {
    const region = random.pick(regions);
    const isAssociation = id % 500 === 499;
    const category = isAssociation ? "ASSOCIATION" : random.chance(95) ? "ENTERPRISE" : "INDIVIDUAL_BUSINESS";
    const status = random.chance(2) ? "DEREGISTERED" : "ACTIVE";
    // Two or three in a thousand are banks: nothing is walked through them.
    const industry = id % 400 === 77 ? "J6620" : random.pick(industries);
    const name = isAssociation
      ? `第${id}行业协会`
      : `${random.pick(["华", "盛", "恒", "远", "嘉", "瑞"])}${random.pick(["泰", "达", "丰", "源", "信", "联"])}${id}有限公司`;
    add({ id, type: "ORGANIZATION", name, category, status, region, industry });
    organization.entity_id!.push(id);
    organization.credit_code!.push(creditCode(isAssociation ? "ASSOCIATION" : "ENTERPRISE", region, id));
  }
  for (let id = n + 1; id <= n + persons; id++) add({ id, type: "PERSON", name: `自然人${id}`, status: "UNKNOWN" });
  for (let id = n + persons + 1; id <= n + persons + groups; id++)
    add({ id, type: "GROUP", name: `群体${id}`, status: "UNKNOWN" });
  for (let id = n + persons + groups + 1; id <= n + persons + groups + platforms; id++) {
    add({ id, type: "SCENARIO_PLATFORM", name: `平台${id}`, status: "UNKNOWN" });
    platform.entity_id!.push(id);
    platform.scenario!.push(random.pick(["COURT", "HOSPITAL", "PHARMACY", "HOUSING", "EDUCATION"]));
    platform.roles!.push("{STORE,ADMINISTRATOR,DEBTOR}");
  }
  return { entity, organization, scenario_platform: platform };
}

/** One organization in five is a client, at one of the branches; one client in twenty has a facility. */
function drawBank(random: Random, n: number): Pick<City, "branch" | "account" | "facility"> {
  const branch: Columns = { id: [], code: [], name: [] };
  for (let id = 1; id <= branches; id++) {
    branch.id!.push(id);
    branch.code!.push(`B${String(id).padStart(2, "0")}`);
    branch.name!.push(`第${id}支行`);
  }
  const account: Columns = { number: [], holder_id: [], branch_id: [], type: [], opened_on: [], closed_on: [] };
  const facility: Columns = {
    holder_id: [],
    branch_id: [],
    product: [],
    limit_amount: [],
    used_amount: [],
    currency: [],
    granted_on: [],
  };
  for (let id = 1; id <= n; id++) {
    if (!random.chance(20)) continue;
    const at = random.int(1, branches);
    const opened_on = random.int(30, 2_000);
    const row = {
      number: `A${id}`,
      holder_id: id,
      branch_id: at,
      type: "BASIC",
      opened_on,
      closed_on: random.chance(3) ? random.int(1, opened_on - 1) : null,
    };
    for (const [name, value] of Object.entries(row)) account[name]!.push(value);
    if (!random.chance(5)) continue;
    const granted = {
      holder_id: id,
      branch_id: at,
      product: "LOAN",
      limit_amount: 1_000_000,
      used_amount: 0,
      currency: "CNY",
      granted_on: 20,
    };
    for (const [name, value] of Object.entries(granted)) facility[name]!.push(value);
  }
  return { branch, account, facility };
}
