import type { Language } from "../../context.ts";
import type { MatchFactor, MatchReason } from "./match.score.ts";

const texts: Record<Exclude<MatchReason, "FORMER_NAME">, Record<Language, string>> = {
  SAME_CODE: { en: "Both have the same credit code.", zh: "统一社会信用代码相同。" },
  DIFFERENT_CODE: { en: "They have two different credit codes.", zh: "统一社会信用代码不同。" },
  DECIDED_SAME: { en: "A person of the bank decided that they are one.", zh: "行内人员已认定为同一机构。" },
  DECIDED_DIFFERENT: { en: "A person of the bank decided that they are two.", zh: "行内人员已认定为不同机构。" },
  SAME_NAME: { en: "The names are the same.", zh: "名称相同。" },
  SAME_CORE: { en: "The names differ in the legal form alone.", zh: "名称除企业后缀外相同。" },
  OTHER_LEGAL_FORM: { en: "The names are the same, and the legal forms differ.", zh: "名称相同，组织形式不同。" },
  SAME_WITHOUT_PLACE: {
    en: "The names are the same without the place that one of them begins with.",
    zh: "名称除地名外相同。",
  },
  SIMILAR_NAME: { en: "The names have most of their characters in common.", zh: "名称相近。" },
  SAME_REGION: { en: "Both are in the same county.", zh: "所在县区相同。" },
  SAME_PREFECTURE: { en: "Both are in the same prefecture.", zh: "所在地市相同。" },
  SAME_PROVINCE: { en: "Both are in the same province.", zh: "所在省份相同。" },
  OTHER_PROVINCE: { en: "They are in different provinces.", zh: "所在省份不同。" },
};

/** Why, in one sentence, in the reader's language. */
export function reasonText({ reason, name }: MatchFactor, language: Language): string {
  if (reason !== "FORMER_NAME") return texts[reason][language];
  return language === "en" ? `That is by a former name, "${name}".` : `按曾用名“${name}”比较。`;
}
