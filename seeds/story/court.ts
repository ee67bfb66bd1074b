import { type Chapter, END, money, OUTLET, pad, type Story } from "./builder.ts";
import { member, participate } from "./deals.ts";
import { CITY } from "./names.ts";

const LAUNCH = "2025-10-01";
const PROCEEDS = 7_360_000_000; // cents: over CNY 70 million, deposited within a year
const ROSTER = "bankruptcy-administrators";

/**
 * The court. The bank offers a bankruptcy-case system to the administrators' association; the association recommends
 * it to the court; the court adopts it; administrators open accounts for their cases; the bank becomes a member and
 * wins further members. Every step of the recommendation is an acquisition.
 */
export function court(chapter: Chapter, story: Story): void {
  const { random } = chapter;
  const association = chapter.association("bankruptcy-association", `${CITY}市破产管理人协会`, "S9421");
  chapter.organization("court", {
    name: `${CITY}市中级人民法院`,
    code: "GOVERNMENT",
    category: "GOVERNMENT",
    industry: "S9131",
    region: "360902",
    size: "LARGE",
  });
  const platform = chapter.platform(
    "court-platform",
    "破产案件协同办理平台",
    "COURT",
    ["ADMINISTRATOR", "DEBTOR", "CREDITOR"],
    LAUNCH,
  );

  chapter.account(association, "B01", "2025-05-12");
  const recommend = (source: string, target: string, since: string) =>
    chapter.prove(chapter.relate(source, "RECOMMENDED", target, { since }), "DECLARATION", "ledger", since);
  recommend("bank", association, "2025-04-21");
  recommend(association, "court", "2025-06-10");
  recommend(association, platform, "2025-06-10");
  chapter.account("court", "B01", "2025-08-18");
  chapter.prove(
    chapter.relate("court", "OPERATES", platform, { since: LAUNCH }),
    "PLATFORM",
    `platform:${platform}`,
    LAUNCH,
  );
  const ourSeat = chapter.relate("bank", "MEMBER_OF", association, { role: "MEMBER", since: "2025-11-20" });
  chapter.prove(ourSeat, "ASSOCIATION_ROSTER", `roster:${ROSTER}`, "2026-01-15");

  const professional = (key: string, index: number, kinds: number) =>
    index % kinds === 0
      ? chapter.organization(key, { industry: "L7299", word: "企业清算事务" })
      : chapter.organization(key, {
          name: lawFirm(chapter),
          code: "LAW_FIRM",
          category: "OTHER",
          industry: "L7221",
          size: "SMALL",
        });

  const administrators: { key: string; account?: string; openedOn?: string }[] = [];
  for (let index = 1; index <= 31; index++) {
    const key = professional(`administrator-${pad(index, 2)}`, index, 3);
    member(chapter, key, association, ROSTER);
    const since = random.day(LAUNCH, "2026-03-28");
    participate(chapter, key, platform, "ADMINISTRATOR", since);
    if (index > 23) {
      administrators.push({ key });
      continue;
    }
    const openedOn = random.day(since, "2026-08-28");
    const account = chapter.account(key, random.pick(["B01", "B01", OUTLET]), openedOn, { type: "SPECIAL_PURPOSE" });
    administrators.push({ key, account, openedOn });
    recommend("court", key, since);
  }
  for (let index = 1; index <= 12; index++) {
    const key = professional(`association-client-${pad(index, 2)}`, index, 2);
    member(chapter, key, association, ROSTER, index > 9);
    chapter.account(key, random.pick(["B01", OUTLET]), random.day("2025-12-01", END));
  }
  for (let index = 1; index <= 38; index++) {
    const key = professional(`association-member-${pad(index, 2)}`, index, 4);
    if (index > 2) member(chapter, key, association, ROSTER, index > 34);
    else {
      const left = chapter.relate(key, "MEMBER_OF", association, { role: "MEMBER", until: "2026-01-15" });
      chapter.prove(left, "ASSOCIATION_ROSTER", `roster:${ROSTER}`, "2025-01-15");
    }
  }
  cases(chapter, story, platform, administrators);
}

/** 54 cases accepted, 33 reviewed to completion; the proceeds of 23 stand on special-purpose accounts with the bank. */
function cases(
  chapter: Chapter,
  story: Story,
  platform: string,
  administrators: { key: string; account?: string; openedOn?: string }[],
): void {
  const { random } = chapter;
  let left = PROCEEDS;
  for (let index = 0; index < 54; index++) {
    const debtor = chapter.organization(`debtor-${pad(index + 1, 2)}`, {
      status: index < 46 ? "INSOLVENT" : "ACTIVE",
      doNotContact: index === 0,
    });
    const administrator = administrators[index % 31]!;
    const acceptedOn = random.day(LAUNCH, index < 33 ? "2026-04-28" : END);
    participate(chapter, debtor, platform, "DEBTOR", acceptedOn);
    const proceeds =
      index === 22 ? left : Math.floor(((PROCEEDS / 23) * (random.int(70, 115) / 100)) / 100_000) * 100_000;
    const deposited = index < 23 && administrator.account;
    if (deposited) {
      if (proceeds <= 0) chapter.fail("the last case is left without proceeds");
      left -= proceeds;
      chapter.balances(administrator.account!, administrator.openedOn!, proceeds);
    }
    story.tables.cases.push({
      platform,
      reference: `临破字第${pad(index + 1, 3)}号`,
      debtor,
      administrator: administrator.key,
      acceptedOn,
      completedOn: index < 33 ? random.day("2026-05-01", END) : undefined,
      ...(deposited ? { proceeds: money(proceeds), currency: "CNY", depositAccount: administrator.account } : {}),
    });
  }
  if (left !== 0) chapter.fail("the proceeds of the cases miss their total");
  for (let index = 1; index <= 10; index++)
    participate(
      chapter,
      chapter.organization(`creditor-${pad(index, 2)}`),
      platform,
      "CREDITOR",
      random.day("2025-11-01", END),
    );
}

const lawFirm = (chapter: Chapter) =>
  chapter.freshName(
    () =>
      `${CITY}${chapter.random.pick([..."澜砚衡岑槿朗"])}${chapter.random.pick([..."正言川理明和度远安平"])}律师事务所`,
  );
