import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { ErasureOutcome, ErasureReason } from "./personal.enums.ts";

@InputType("ExportPersonalDataInput", { description: "Whose data." })
export class ExportPersonalDataInput {
  @Field(() => ID, { nullable: true, description: "Id of the person. Exactly one of personId and relationshipId." })
  personId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: "Id of the person's relationship with an organization: the way to name a masked person.",
  })
  relationshipId?: string | null;
}

@ObjectType("PersonalTable", { description: "What one table holds of a person.", simpleResolvers: true })
export class PersonalTableType {
  @Field(() => String, { description: "Name of the table, as docs/personal-data.md lists it." })
  table!: string;
  @Field(() => Int, { description: "How many rows." })
  rows!: number;
}

@ObjectType("ExportPersonalDataPayload", {
  description: "Everything that is kept of a person (PIPL article 45).",
  simpleResolvers: true,
})
export class ExportPersonalDataPayload {
  @Field(() => String, {
    nullable: true,
    description: "A JSON object: for each table the list of its rows, unmasked. Null when there are userErrors.",
  })
  document!: string | null;
  @Field(() => [PersonalTableType], { description: "How many rows of each table the document has." })
  tables!: PersonalTableType[];
  @Field(() => [UserErrorType], { description: "Why nothing was exported; empty when it was." })
  userErrors!: UserErrorType[];
}

@InputType("ErasePersonalDataInput", { description: "Whose data, and why." })
export class ErasePersonalDataInput extends ExportPersonalDataInput {
  @Field(() => ErasureReason, { description: "Why." })
  reason!: ErasureReason;
  @Field(() => Boolean, { defaultValue: false, description: "true: only say what would be done." })
  dryRun!: boolean;
}

@ObjectType("ErasedTable", { description: "What erasing a person does to one table.", simpleResolvers: true })
export class ErasedTableType extends PersonalTableType {
  @Field(() => ErasureOutcome, { description: "What is done with the rows." })
  outcome!: ErasureOutcome;
  @Field(() => String, { description: "Why, in one sentence." })
  because!: string;
}

@ObjectType("ErasePersonalDataPayload", {
  description: "What was erased of a person and what the law keeps (PIPL article 47).",
  simpleResolvers: true,
})
export class ErasePersonalDataPayload {
  @Field(() => [ErasedTableType], {
    description: "Table by table, those without a row of the person left out; empty when there are userErrors.",
  })
  tables!: ErasedTableType[];
  @Field(() => [UserErrorType], { description: "Why nothing was done; empty when all is well." })
  userErrors!: UserErrorType[];
}
