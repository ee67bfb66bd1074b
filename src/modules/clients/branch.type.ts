import { Field, ObjectType } from "type-graphql";
import { NodeType } from "../graph/entity.type.ts";

@ObjectType("Branch", { description: "An outlet of the bank (网点).", implements: NodeType, simpleResolvers: true })
export class BranchType extends NodeType {
  __typename!: "Branch";
  @Field(() => String, { description: "The bank's own code of it, e.g. B02; what tokens name." })
  code!: string;
  @Field(() => String, { description: "Its name; in English where the reader asks for English and there is one." })
  name!: string;
  @Field(() => String, { nullable: true, description: "GB/T 2260 code of its place, six digits; null: unknown." })
  region!: string | null;
}
