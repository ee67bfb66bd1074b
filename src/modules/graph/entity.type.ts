import { Field, ID, Int, InterfaceType, ObjectType } from "type-graphql";
import { Direction, RelationshipKind } from "./graph.enums.ts";

/** Anything that node(id) answers. */
@InterfaceType("Node", {
  description: "Anything that has an id and that node(id) answers again.",
  resolveType: (value) => value.__typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: "Opaque and stable; read no meaning into it." })
  id!: string;
}

/** Names of the GraphQL types that stand in the graph. */
export type EntityTypename = "Organization" | "Person" | "Group" | "ScenarioPlatform";

/** Anything that stands in the ecosystem graph. `key` and `typename` are ours and are no fields of the API. */
@InterfaceType("Entity", {
  description: "Anything that stands in the ecosystem graph: Organization, Person, Group, ScenarioPlatform.",
  implements: NodeType,
  resolveType: (value) => value.__typename,
})
export abstract class EntityType extends NodeType {
  __typename!: EntityTypename;
  /** The entity's id in the database; null for what only a platform's own view holds. */
  key!: string | null;
  @Field(() => String, { description: "The name as the first source wrote it; a placeholder when masked." })
  name!: string;
  @Field(() => Boolean, {
    description:
      "True when the viewer may know that something stands here but not what: name is a placeholder, id a token no query accepts.",
  })
  isMasked!: boolean;
}

@ObjectType("Group", {
  description:
    "Organizations that belong together without being a legal person (群体): a trade in a place, an industrial park, a concept.",
  implements: [NodeType, EntityType],
  simpleResolvers: true,
})
export class GroupType extends EntityType {}

@ObjectType("Degree", {
  description: "How many relationships of one kind and direction an entity has.",
  simpleResolvers: true,
})
export class DegreeType {
  @Field(() => RelationshipKind, { description: "The kind counted." })
  kind!: RelationshipKind;
  @Field(() => Direction, { description: "OUT or IN, as seen from the entity; a self-loop counts in both." })
  direction!: Direction;
  @Field(() => Int, { description: "Exact up to 10,000." })
  count!: number;
  @Field(() => Boolean, { description: "True when there are more than count says." })
  isCapped!: boolean;
}
