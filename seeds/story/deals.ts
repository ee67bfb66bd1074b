import { BEGIN, type Chapter, END } from "./builder.ts";
import { monthsLater } from "./random.ts";

/** No amount falls out of the last twelve months while the month of the anchor runs. */
export const YEAR_BEGIN = "2025-12-02";

/**
 * An ordinary sale: invoices through both years, now and then a contract above them. Returns the relationship.
 * `since` null: nobody knows when it began.
 */
export function sale(
  chapter: Chapter,
  seller: string,
  buyer: string,
  yearlyYuan: number,
  period: { since?: string; until?: string } = {},
): string {
  const { random } = chapter;
  const relationship = chapter.relate(seller, "SUPPLIES", buyer, period);
  const from = period.since ?? BEGIN;
  const to = period.until ? beforeDay(period.until) : END;
  const count = random.int(2, 4);
  for (let index = 0; index < count; index++) {
    const recent = index > 0 && to >= YEAR_BEGIN;
    const day = random.day(recent && from < YEAR_BEGIN ? YEAR_BEGIN : from, to);
    chapter.proveAmount(
      relationship,
      "INVOICE",
      day,
      Math.floor((yearlyYuan * 100 * random.int(80, 120)) / (100 * count)),
    );
  }
  if (random.chance(25)) chapter.proveAmount(relationship, "CONTRACT", random.day(from, to), yearlyYuan * 100);
  return relationship;
}

/** A member on the association's yearly lists of 15 January; one that came later stands on the second list only. */
export function member(chapter: Chapter, organization: string, club: string, roster: string, newcomer = false): string {
  const period = newcomer ? { since: "2026-01-15" } : {};
  const relationship = chapter.relate(organization, "MEMBER_OF", club, { role: "MEMBER", ...period });
  if (!newcomer) chapter.prove(relationship, "ASSOCIATION_ROSTER", `roster:${roster}`, "2025-01-15");
  return chapter.prove(relationship, "ASSOCIATION_ROSTER", `roster:${roster}`, "2026-01-15");
}

/** A person's part in a firm; the registry knows all parts but finance staff, which is asked at the counter. */
export function affiliate(
  chapter: Chapter,
  person: string,
  organization: string,
  role: string,
  since?: string,
  until?: string,
): string {
  const relationship = chapter.relate(person, "AFFILIATED_WITH", organization, { role, since, until });
  const [kind, source] = role === "FINANCE_STAFF" ? ["DECLARATION", "ledger"] : ["REGISTRY", "registry"];
  return chapter.prove(
    relationship,
    kind!,
    source!,
    chapter.random.day(since ?? BEGIN, until ? beforeDay(until) : END),
  );
}

export function participate(
  chapter: Chapter,
  organization: string,
  platform: string,
  role: string,
  since: string,
): string {
  const relationship = chapter.relate(organization, "PARTICIPATES_IN", platform, { role, since });
  return chapter.prove(relationship, "PLATFORM", `platform:${platform}`, since);
}

/** A day that surely lies inside a period that ends on the day given. */
const beforeDay = (until: string) => monthsLater(until, -1);
