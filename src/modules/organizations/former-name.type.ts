import { Field, ObjectType } from "type-graphql";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";

export const FormerNameReason = defineEnum("FormerNameReason", "Why a name is a former one.", {
  RENAMED: "The organization bears another name since; a source said so.",
  MERGED: "Another organization bore it, which head office merged into this one.",
});
export type FormerNameReason = EnumValue<typeof FormerNameReason>;

@ObjectType("FormerName", {
  description: "A name that an organization no longer bears (曾用名). It is found under it all the same.",
  simpleResolvers: true,
})
export class FormerNameType {
  @Field(() => String, { description: "The name, as it was written." })
  name!: string;
  @Field(() => DateTimeScalar, {
    description: "When the bank learned of the new name, or merged the two; not when the register changed it.",
  })
  replacedAt!: string;
  @Field(() => FormerNameReason, { description: "Why it is a former one." })
  reason!: FormerNameReason;
}
