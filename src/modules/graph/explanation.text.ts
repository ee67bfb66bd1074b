import type { Language } from "../../context.ts";
import { addMonths, type Day } from "../../shared/day.ts";
import type { Explained, Origin } from "./explanation.loader.ts";
import type { RelationshipFactorType } from "./explanation.type.ts";
import type { EvidenceKind } from "./graph.enums.ts";

const kinds: Record<EvidenceKind, Record<Language, string>> = {
  BILL: { zh: "票据", en: "bills" },
  INVOICE: { zh: "发票", en: "invoices" },
  CONTRACT: { zh: "合同", en: "contracts" },
  FACTORING: { zh: "保理", en: "factoring" },
  REGISTRY: { zh: "工商登记", en: "the register" },
  PLATFORM: { zh: "平台登记", en: "platform registrations" },
  ASSOCIATION_ROSTER: { zh: "协会名册", en: "association rosters" },
  DECLARATION: { zh: "申报或声明", en: "declarations" },
  OTHER: { zh: "其他依据", en: "other evidence" },
};

const rounded = (value: number) => String(Math.round(value * 1e4) / 1e4);
const daysBetween = (from: Day, to: Day) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Why a relationship is answered as it is: what speaks for it, what age makes of that, and where its amounts and days come from. */
export function explanation(
  one: Explained,
  origins: readonly Origin[],
  day: Day,
  language: Language,
): RelationshipFactorType[] {
  const pick = (text: Record<Language, string>) => text[language];
  const latest = origins.map((origin) => origin.latest).sort();
  const factor = (
    name: string,
    text: Record<Language, string>,
    value: number | null = null,
    on: Day | null = null,
  ) => ({
    ...{ name, value, day: on, text: pick(text) },
  });
  return [
    factor("evidence", evidence(origins), origins[0]?.total ?? 0, latest.at(-1) ?? null),
    ...origins.map((origin) => factor("source", source(origin, day), origin.strength, origin.latest)),
    factor("confidence", confidence(one, origins.length > 0), one.confidence),
    factor("annualAmounts", amounts(one, day)),
    ...(one.share === null ? [] : [factor("share", share(one), Number(one.share))]),
    factor("period", period(one)),
  ];
}

function evidence(origins: readonly Origin[]): Record<Language, string> {
  const [first] = origins;
  if (!first) return { zh: "没有依据，按登记内容采信", en: "There is no evidence; it is taken as it was recorded" };
  return {
    zh: `共${first.total}份依据，来自${first.origins}个独立来源`,
    en: `Pieces of evidence: ${first.total}, from independent sources: ${first.origins}`,
  };
}

function source(
  { origin, pieces, latest, kind, seen, fresh, halfLife, strength }: Origin,
  day: Day,
): Record<Language, string> {
  const counts = (language: Language, between: string) =>
    pieces.map((piece) => `${kinds[piece.kind][language]} ${piece.count}`).join(between);
  const age = daysBetween(seen, day);
  return {
    zh: `来源“${origin}”：${counts("zh", "、")}；最近一份为${latest}；其中最有力的是${kinds[kind].zh}（${seen}），初始可信度${rounded(fresh)}，每${halfLife}天减半，距今${age}天，余${rounded(strength)}`,
    en: `Source "${origin}": ${counts("en", ", ")}; the latest of ${latest}; the strongest is of ${kinds[kind].en} (${seen}): ${rounded(fresh)} when fresh, halved every ${halfLife} days, after ${age} days ${rounded(strength)}`,
  };
}

const confidence = ({ confidence: value }: Explained, hasEvidence: boolean): Record<Language, string> =>
  hasEvidence
    ? {
        zh: `合计可信度${rounded(value)}：1减去各独立来源均不成立的概率之积`,
        en: `Together ${rounded(value)} certain: one minus the product of what each independent source leaves open`,
      }
    : { zh: `可信度${rounded(value)}，为登记时所给`, en: `${rounded(value)} certain, as it was recorded` };

function amounts({ annualAmounts, amountKinds }: Explained, day: Day): Record<Language, string> {
  const from = addMonths(day, -12);
  const [winner, ...others] = amountKinds;
  if (!winner)
    return {
      zh: `${from}之后至${day}没有带金额的依据`,
      en: `No evidence after ${from} up to ${day} carries an amount`,
    };
  const sums = annualAmounts.map(({ amount, currency }) => `${currency} ${amount}`);
  const named = (language: Language, between: string) => others.map((kind) => kinds[kind][language]).join(between);
  return {
    zh: `${from}之后至${day}的金额按${kinds[winner].zh}计：${sums.join("、")}${others.length ? `；${named("zh", "、")}折算人民币较小，不相加` : ""}`,
    en: `After ${from} up to ${day} the amount is that of ${kinds[winner].en}: ${sums.join(", ")}${others.length ? `; ${named("en", ", ")}, less in CNY, not added` : ""}`,
  };
}

const share = ({ share: part, shareFrom }: Explained): Record<Language, string> => ({
  zh: `持股比例${rounded(Number(part) * 100)}%，由“${shareFrom}”最近一次说明`,
  en: `It owns ${rounded(Number(part) * 100)}%, as "${shareFrom}" said last`,
});

function period({ since, until, sinceFrom, untilFrom, isDerived }: Explained): Record<Language, string> {
  const by = (who: string | null): Record<Language, string> => {
    if (who !== null) return { zh: `，“${who}”所说`, en: `, as "${who}" says` };
    return isDerived
      ? { zh: "，由多份依据推得", en: ", as its evidence makes it together" }
      : { zh: "，登记所载", en: ", as it was recorded" };
  };
  const start =
    since === null
      ? { zh: "起始日不明", en: "Nobody says since when" }
      : { zh: `自${since}起${by(sinceFrom).zh}`, en: `Since ${since}${by(sinceFrom).en}` };
  const end =
    until === null
      ? { zh: "没有来源说已终止", en: "nobody says that it has ended" }
      : { zh: `至${until}前${by(untilFrom).zh}`, en: `until before ${until}${by(untilFrom).en}` };
  return { zh: `${start.zh}；${end.zh}`, en: `${start.en}; ${end.en}` };
}
