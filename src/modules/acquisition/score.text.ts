import type { Language } from "../../context.ts";
import type { ServedChannel } from "./acquisition.enums.ts";
import type { ScoreFactorType } from "./acquisition.type.ts";
import { type Factor, roundedTo } from "./likelihood.score.ts";

/** Nearly certain is not certain. */
const percent = (value: number) =>
  value >= 0.995 && value < 1 ? ">99%" : `${(value * 100).toFixed(value < 0.1 ? 1 : 0)}%`;

const channels: Record<ServedChannel, { zh: string; en: string }> = {
  SUPPLY_CHAIN: { zh: "供应链", en: "supply chain" },
  ASSOCIATION: { zh: "协会/群体", en: "association" },
  PLATFORM: { zh: "场景平台", en: "platform" },
  PERSON: { zh: "公私联动", en: "person" },
};

const sentences: Record<
  Factor["name"],
  { zh(value: string, channel: string): string; en(value: string, channel: string): string }
> = {
  prior: {
    zh: (v, c) => `${c}渠道的先验开户率为${v}（假设值，尚无本行统计）`,
    en: (v, c) => `The prior of the ${c} channel is ${v} (an assumption, no base rate of our own yet)`,
  },
  confidence: {
    zh: (v) => `引向该客户的关系可信度为${v}`,
    en: (v) => `The relationship that leads to it is ${v} certain`,
  },
  recency: {
    zh: (v) => `关系的新近程度为${v}（一年减半）`,
    en: (v) => `The relationship was last seen recently to a degree of ${v} (halved by each year)`,
  },
  shareOfAmount: {
    zh: (v) => `占该批潜在客户往来金额的${v}（无金额依据时为零）`,
    en: (v) => `It has ${v} of the amount that flows in the batch (zero where no amount is known)`,
  },
  independentPaths: {
    zh: (v) => `各引荐人的独立路径合计可信度为${v}`,
    en: (v) => `The independent ways of all introducers are together ${v} certain`,
  },
};

/** A score as the API answers it: nine decimals, the same as it is compared by; what a float has behind them is noise. */
export const shown = (score: number): number => roundedTo(9, score);

/** Factors as the API answers them, with a sentence in the reader's language. */
export const explained = (factors: readonly Factor[], channel: ServedChannel, language: Language): ScoreFactorType[] =>
  factors.map((factor) => ({
    ...factor,
    contribution: shown(factor.contribution),
    text: sentences[factor.name][language](percent(factor.value), channels[channel][language]),
  }));
