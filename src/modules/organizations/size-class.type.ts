import { Field, ObjectType } from "type-graphql";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";

export const SizeClassCode = defineEnum("SizeClassCode", "How large an enterprise is (企业规模).", {
  LARGE: "大型.",
  MEDIUM: "中型.",
  SMALL: "小型.",
  MICRO: "微型.",
});
export type SizeClassCode = EnumValue<typeof SizeClassCode>;

@ObjectType("SizeClass", {
  description:
    "A class of size of enterprises, as their sources say it; what makes an enterprise small differs by industry and is not worked out here.",
  simpleResolvers: true,
})
export class SizeClassType {
  @Field(() => SizeClassCode, { description: "Its code." })
  code!: SizeClassCode;
  @Field(() => String, { description: "Its Chinese name." })
  name!: string;
  @Field(() => String, { description: "Its English name." })
  nameEn!: string;
}

/** All of them, largest first. */
export const sizeClasses: readonly SizeClassType[] = [
  { code: "LARGE", name: "大型", nameEn: "Large" },
  { code: "MEDIUM", name: "中型", nameEn: "Medium" },
  { code: "SMALL", name: "小型", nameEn: "Small" },
  { code: "MICRO", name: "微型", nameEn: "Micro" },
];
