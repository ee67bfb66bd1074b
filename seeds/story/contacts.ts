import { type Chapter, END, money, OUTLET, pad, type Story } from "./builder.ts";

/**
 * Whom to call: contacts of clients and the people behind them, what they agreed to, and money events of retail clients. Mobile numbers
 * begin with 154, which no operator has, and landlines with 0 behind the area code, which no line has: nobody is called by mistake.
 */
export function contacts(chapter: Chapter, story: Story): void {
  const { random } = chapter;
  let mobiles = 0;
  let lines = 0;
  const branchOf = (holder: string) =>
    story.tables.accounts.find((row) => row.holder === holder && !row.closedOn)?.branch;
  const keep = (subject: string, organization: string | undefined, branch: string, kind: string, value: string) =>
    story.tables.contacts.push({ subject, organization, branch, kind, value, source: "COUNTER" });
  const mobile = (subject: string, organization: string | undefined, branch: string) =>
    keep(subject, organization, branch, "MOBILE", `+861540000${pad(++mobiles, 4)}`);
  const agree = (subject: string, branch: string, ...purposes: string[]) => {
    for (const purpose of purposes) {
      const givenOn = random.day("2025-11-02", END);
      story.tables.consents.push({
        subject,
        branch,
        purpose,
        source: random.pick(["COUNTER", "FORM", "APP"]),
        givenOn,
      });
    }
  };

  // The core manufacturer banks with two branches; its treasurer, who is masked, and its chairman gave their numbers to the outlet.
  for (const person of ["core-treasurer", "core-chairman"]) {
    mobile(person, "core-manufacturer", OUTLET);
    agree(person, OUTLET, "CONTACT");
  }
  agree("core-chairman", OUTLET, "MARKETING");
  keep("core-chairman", "core-manufacturer", OUTLET, "EMAIL", "chairman@example.com");
  keep("core-manufacturer", undefined, OUTLET, "LANDLINE", "+867950000001");

  // Individual businesses: the number of the shop is its owner's. Every third agreed to be offered products.
  for (let index = 1; index <= 30; index++) {
    const shop = `tobacconist-${pad(index, 3)}`;
    mobile(shop, undefined, branchOf(shop)!);
    agree(shop, branchOf(shop)!, "CONTACT", ...(index % 3 === 0 ? ["MARKETING"] : []));
  }
  // Switchboards of firms, and bookkeepers and directors of theirs.
  const firms = random.sample(
    [...story.clients()].filter((key) => key.startsWith("firm-")),
    40,
  );
  for (const firm of firms) {
    keep(firm, undefined, branchOf(firm)!, "LANDLINE", `+867950000${pad(100 + ++lines, 3)}`);
    if (story.entities.get(firm)!.category === "INDIVIDUAL_BUSINESS") agree(firm, branchOf(firm)!, "CONTACT");
    const people = story.tables.relationships.filter((row) => row.target === firm && row.kind === "AFFILIATED_WITH");
    const person = people.find((row) => !row.until)?.source;
    if (!person || story.tables.contacts.some((row) => row.subject === person)) continue;
    mobile(person, firm, branchOf(firm)!);
    agree(person, branchOf(firm)!, "CONTACT", ...(random.chance(40) ? ["MARKETING"] : []));
  }
  // Retail clients: money events of the first eight, half of whom agreed to their being looked at; one took that back.
  for (let index = 1; index <= 15; index++) {
    const person = `retail-client-${pad(index, 2)}`;
    const branch = branchOf(person)!;
    mobile(person, undefined, branch);
    agree(person, branch, "CONTACT");
    if (index > 8) continue;
    const transfer = index % 3 === 0;
    story.tables.moneyEvents.push({
      ...{ person, branch, kind: transfer ? "LARGE_TRANSFER" : "EARLY_WITHDRAWAL", source: "core-banking" },
      happenedOn: random.day("2026-06-02", END),
      amount: money(random.int(30, 400) * 1_000_000),
      currency: "CNY",
      payee: transfer ? firms[index] : undefined,
    });
    if (index <= 4) agree(person, branch, "SENSITIVE_FINANCIAL");
  }
  const taken = story.tables.consents.find(
    (row) => row.subject === "retail-client-04" && row.purpose === "SENSITIVE_FINANCIAL",
  )!;
  taken.withdrawnOn = "2026-10-28";
}
