import { type Chapter, OUTLET, pad } from "./builder.ts";
import { affiliate, member } from "./deals.ts";
import { CITY } from "./names.ts";

const ROSTER = "insulation-association";
/** 隔热和隔音材料制造 in the edition of 2011 (the edition of 2017 counts it as 3034). */
const INSULATION = { industry: "C3035", region: "360902" };

/**
 * The insulation association. In the file of a borrower stands that it is a member; its secretary-general and the bank
 * hold salons together; 14 more makers get credit. 45 members are no clients yet.
 */
export function insulation(chapter: Chapter): void {
  const { random } = chapter;
  const association = chapter.association("insulation-association", `${CITY}市绝热节能材料协会`);
  chapter.account(association, OUTLET, "2025-07-14");

  const borrower = chapter.organization("insulation-borrower", { ...INSULATION, word: "保温材料", size: "SMALL" });
  chapter.balances(chapter.account(borrower, OUTLET, "2024-12-09"), "2024-12-09", 83_206_941);
  chapter.facility(borrower, OUTLET, "WORKING_CAPITAL", 9_000_000, 9_000_000, "2025-03-18", "2028-03-18");
  member(chapter, borrower, association, ROSTER);
  affiliate(chapter, chapter.person("insulation-owner"), borrower, "LEGAL_REPRESENTATIVE");

  for (let index = 1; index <= 14; index++) {
    const maker = chapter.organization(`insulation-maker-${pad(index, 2)}`, {
      ...INSULATION,
      word: random.pick(["岩棉", "保温板", "隔热材料", "节能材料"]),
      size: "SMALL",
    });
    member(chapter, maker, association, ROSTER);
    const openedOn = random.day("2025-06-02", "2026-05-20");
    chapter.balances(chapter.account(maker, OUTLET, openedOn), openedOn, random.int(4_000_000, 60_000_000));
    const limit = random.int(10, 50) * 100_000;
    chapter.facility(
      maker,
      OUTLET,
      "ASSOCIATION_LOAN",
      limit,
      limit - random.int(0, 6) * 100_000,
      random.day(openedOn, "2026-06-26"),
      "2029-06-26",
    );
    if (index > 5) continue;
    const referral = chapter.relate(borrower, "REFERRED", maker, { since: openedOn });
    chapter.prove(referral, "DECLARATION", "ledger", openedOn);
  }
  const members: string[] = [];
  for (let index = 1; index <= 45; index++) {
    const [industry, word] =
      index % 6 === 0
        ? ["C2924", "泡沫塑料"]
        : index % 7 === 0
          ? ["C3024", "轻质建材"]
          : [INSULATION.industry, random.pick(["岩棉", "保温板", "隔热材料", "吸音材料"])];
    const maker = chapter.organization(`insulation-member-${pad(index, 2)}`, { industry, word });
    member(chapter, maker, association, ROSTER, index > 40);
    members.push(maker);
  }
  // The key contact: the secretary-general owns one of the makers that are still to be won.
  const secretary = chapter.person("insulation-secretary-general");
  affiliate(chapter, secretary, association, "SECRETARY_GENERAL");
  affiliate(chapter, secretary, members[0]!, "LEGAL_REPRESENTATIVE");
}
