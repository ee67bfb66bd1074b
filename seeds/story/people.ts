import { BEGIN, type Chapter, END, OUTLET, type Story } from "./builder.ts";
import type { City } from "./city.ts";
import { affiliate } from "./deals.ts";

const PERSONS = 200;

/**
 * The people behind the firms: from the person to the firm. 15 are retail clients; some have a firm that banks with us
 * and one that does not; bookkeepers are finance staff only and stay masked.
 */
export function people(chapter: Chapter, story: Story, city: City): void {
  const { random } = chapter;
  const clients = random.sample(city.clients, city.clients.length);
  const others = random.sample(city.others.slice(66), city.others.length);
  const client = () => clients.pop()!;
  const other = () => others.pop()!;
  const since = () => (random.chance(50) ? random.day("2024-11-04", "2026-07-28") : undefined);
  const owns = (person: string, organization: string) => {
    const begun = since();
    const share = chapter.relate(person, "OWNS", organization, { since: begun });
    chapter.prove(share, "REGISTRY", "registry", random.day(begun ?? BEGIN, END));
  };

  // Retail clients: nine own a firm that we do not have, three run one, three keep somebody's books.
  for (let index = 0; index < 15; index++) {
    const person = chapter.person(`retail-client-${String(index + 1).padStart(2, "0")}`);
    chapter.account(person, random.pick([OUTLET, "B01", "B03"]), random.day("2024-11-04", "2026-05-28"), {
      type: "GENERAL",
    });
    const firm = other();
    affiliate(
      chapter,
      person,
      firm,
      index < 9 ? "LEGAL_REPRESENTATIVE" : index < 12 ? "EXECUTIVE" : "FINANCE_STAFF",
      since(),
    );
    if (index < 9) owns(person, firm);
  }
  // More than one firm: ours and another, sometimes two.
  for (let index = 0; index < 30; index++) {
    const person = chapter.person();
    affiliate(chapter, person, client(), random.pick(["LEGAL_REPRESENTATIVE", "SHAREHOLDER"]), since());
    const second = other();
    affiliate(chapter, person, second, random.pick(["LEGAL_REPRESENTATIVE", "EXECUTIVE", "SHAREHOLDER"]), since());
    if (index % 3 === 0) owns(person, second);
    if (index % 4 === 0) affiliate(chapter, person, other(), "SHAREHOLDER", since());
  }
  // Bookkeepers, half of them with two firms.
  for (let index = 0; index < 24; index++) {
    const person = chapter.person();
    affiliate(chapter, person, client(), "FINANCE_STAFF", since());
    if (index % 2 === 0) affiliate(chapter, person, other(), "FINANCE_STAFF", since());
  }
  // Changes of office: who led a firm until last year is a former legal representative; the name stays open.
  for (let index = 0; index < 6; index++) {
    const firm = client();
    affiliate(chapter, chapter.person(), firm, "LEGAL_REPRESENTATIVE", undefined, "2025-10-20");
    affiliate(chapter, chapter.person(), firm, "LEGAL_REPRESENTATIVE", "2025-10-20");
  }
  // Two people of one name who are not one person.
  for (const firm of [client(), other()]) affiliate(chapter, chapter.person(undefined, "林知澜"), firm, "EXECUTIVE");
  while (story.persons().length < PERSONS) {
    const firm = random.chance(55) ? client() : other();
    affiliate(
      chapter,
      chapter.person(),
      firm,
      random.pick(["LEGAL_REPRESENTATIVE", "LEGAL_REPRESENTATIVE", "EXECUTIVE", "SHAREHOLDER"]),
      since(),
    );
  }
}
