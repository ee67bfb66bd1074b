import { Field, ObjectType } from "type-graphql";

@ObjectType("ImportColumn", { description: "A column of a kind of list.", simpleResolvers: true })
export class ImportColumnType {
  @Field(() => String, { description: "Its name in the header, or the key in an object of NDJSON." })
  name!: string;
  @Field(() => Boolean, { description: "Whether a file must have it." })
  required!: boolean;
  @Field(() => String, { description: "What it means." })
  about!: string;
}

@ObjectType("ImportKind", { description: "A kind of list that can be imported.", simpleResolvers: true })
export class ImportKindType {
  @Field(() => String, { description: "Its name, for createImport." })
  name!: string;
  @Field(() => String, { description: "What one row is; of a mapping what the set is." })
  about!: string;
  @Field(() => [ImportColumnType], { description: "Its columns; empty for a mapping, which reads somebody else's." })
  columns!: ImportColumnType[];
  @Field(() => [String], {
    description: "Names of the files that a mapping reads; empty for the other kinds, which read one.",
  })
  files!: string[];
}
