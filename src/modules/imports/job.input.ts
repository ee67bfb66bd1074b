import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { EnumValue } from "../../shared/enum.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { ImportFormat, ImportJobType } from "./job.type.ts";

@InputType("ImportFileInput", { description: "A file that will be uploaded." })
export class ImportFileInput {
  @Field(() => String, { description: "Its name, 1 to 200 characters; of a mapping one of the names in importKinds." })
  name!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      "How many chunks it will have, so that a missing one at the end is noticed, 1 to 10,000; null: not said.",
  })
  chunkCount!: number | null;
}

@InputType("CreateImportInput", { description: "A new import." })
export class CreateImportInput {
  @Field(() => String, { description: "Name of a kind in importKinds." })
  kind!: string;
  @Field(() => ImportFormat, { defaultValue: "CSV", description: "How the file is written; mappings read CSV." })
  format!: EnumValue<typeof ImportFormat>;
  @Field(() => String, {
    nullable: true,
    description:
      "Name of the source, 1 to 100 characters, never to be changed for the same list; null for a mapping, which has its own.",
  })
  source!: string | null;
  @Field(() => Boolean, {
    defaultValue: false,
    description: "Take a name for the source's own number where a row has neither code nor number.",
  })
  namesIdentify!: boolean;
  @Field(() => [ImportFileInput], { description: "One file; of a mapping all that it reads." })
  files!: ImportFileInput[];
}

@InputType("ImportJobInput", { description: "Which import." })
export class ImportJobInput {
  @Field(() => ID, { description: "The import." })
  id!: string;
}

@ObjectType("ImportJobPayload", { description: "What became of it.", simpleResolvers: true })
export class ImportJobPayload {
  @Field(() => ImportJobType, { nullable: true, description: "The import as it stands; null: there is none." })
  job!: ImportJobType | null;
  @Field(() => [UserErrorType], { description: "Why nothing was done; empty when it was." })
  userErrors!: UserErrorType[];
}
