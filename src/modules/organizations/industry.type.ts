import { Field, ObjectType } from "type-graphql";

@ObjectType("Industry", {
  description: "An industry of GB/T 4754-2011 (国民经济行业分类), of any of its four levels.",
  simpleResolvers: true,
})
export class IndustryType {
  @Field(() => String, { description: "Section letter and up to four digits: C, C30, C301, C3011." })
  code!: string;
  @Field(() => String, { description: "Its Chinese name." })
  name!: string;
  @Field(() => String, { nullable: true, description: "Code of the industry above it; null for a section." })
  parentCode!: string | null;
}
