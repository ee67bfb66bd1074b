import { ObjectType } from "type-graphql";
import { EntityType, NodeType } from "../graph/entity.type.ts";

@ObjectType("Person", {
  description:
    "A person behind an organization. Names of legal representatives, executives and shareholders are open to staff; everybody else is masked.",
  implements: [NodeType, EntityType],
  simpleResolvers: true,
})
export class PersonType extends EntityType {}
