import {
  daysBefore,
  type Firm,
  firms,
  idOf,
  loadAccounts,
  loadFirms,
  makePlatform,
  numbered,
  type PlayedPlatform,
  playCases,
  register,
  type Stage,
  type StoryCase,
} from "./platform.story.ts";

/**
 * The court: the bank offers a system for bankruptcy cases to the association of administrators, which recommends it to the court. A year on it has
 * accepted 50 cases and completed 30; administrators of 20 have accounts, with 70 million yuan of proceeds; and ten further members of the association
 * have become clients.
 */
export async function playCourt(stage: Stage, first = 610_000_000): Promise<PlayedPlatform> {
  const [court] = firms(first, ["澜州市中级人民法院"], "11", { category: "GOVERNMENT" }) as [Firm];
  const [association] = firms(first + 1, ["澜州市破产管理人协会"], "51", { category: "ASSOCIATION" }) as [Firm];
  const [bank] = firms(first + 2, ["澜州商业银行"], "91", { industry: "J6621" }) as [Firm];
  const administrators = firms(
    first + 10,
    numbered(28, (n) => `澜州第${n}律师事务所`),
  );
  const members = firms(
    first + 100,
    numbered(24, (n) => `澜州第${n}清算事务所`),
  );
  const debtors = firms(
    first + 200,
    numbered(50, (n) => `澜州第${n}机械制造有限公司`),
  );
  await loadFirms(stage, [court, association, bank, ...administrators, ...members, ...debtors]);

  const platform = await makePlatform(stage, {
    ...{ name: "澜州破产案件审理平台", scenario: "COURT", operator: court },
    ...{ proposed: 460, inBuild: 440, launched: 365 },
  });
  await stage.load(
    "MEMBERSHIP",
    "association roster",
    ["member_code,association_code,since,observed_on"]
      .concat(
        [...administrators, ...members].map(({ code }) =>
          [code, association.code, "2019-05-01", daysBefore(stage, 400)].join(),
        ),
        // In return for the system the bank became the only commercial bank among them.
        [bank.code, association.code, daysBefore(stage, 330), daysBefore(stage, 330)].join(),
      )
      .join("\n"),
  );
  await stage.ask(
    "mutation ($input: RecordRecommendationsInput!) { recordRecommendations(input: $input) { results { outcome } userErrors { code field } } }",
    {
      input: {
        recommendations: [
          {
            ...{ fromId: await idOf(stage, association), toId: await idOf(stage, court) },
            ...{ on: daysBefore(stage, 450), note: "秘书长向法院推荐了案件审理系统" },
          },
        ],
      },
    },
  );

  // The year: a case a week, by turns with one of the administrators.
  const cases = debtors.map((debtor, i): StoryCase => {
    const acceptedOn = daysBefore(stage, 360 - 7 * i);
    const administrator = administrators[i % administrators.length]!;
    const completedOn = i < 30 ? daysBefore(stage, 360 - 7 * i - 120) : null;
    const proceeds =
      i < 20 ? { reference: `R${i + 1}`, amount: "3500000.00", receivedOn: daysBefore(stage, 360 - 7 * i - 90) } : null;
    return { number: `破${i + 1}`, debtor, administrator, acceptedOn, completedOn, proceeds };
  });
  const firstCase = new Map([...cases].reverse().map((one) => [one.administrator, one.acceptedOn]));
  await register(
    stage,
    platform,
    "ADMINISTRATOR",
    [...firstCase].map(([firm, since]) => ({ firm, since })),
  );
  await register(
    stage,
    platform,
    "DEBTOR",
    cases.map(({ debtor, acceptedOn }) => ({ firm: debtor, since: acceptedOn })),
  );
  await loadAccounts(stage, [
    ...administrators.slice(0, 20).map((firm, i) => ({ firm, openedOn: daysBefore(stage, 340 - 7 * i) })),
    ...members.slice(0, 10).map((firm, i) => ({ firm, openedOn: daysBefore(stage, 300 - 20 * i) })),
    // One had an account long before anybody recommended anything: nobody's merit.
    { firm: members[10]!, openedOn: "2015-03-02" },
  ]);
  await playCases(stage, platform, cases);
  return platform;
}
