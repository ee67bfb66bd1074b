import { Field, Float, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";
import { NodeType } from "../graph/entity.type.ts";

export const ImportFormat = defineEnum("ImportFormat", "How a list is written.", {
  CSV: "Comma-separated with a header; UTF-8, GB18030 or UTF-16, told apart.",
  NDJSON: "One JSON object a line, UTF-8.",
});

export const ImportState = defineEnum("ImportState", "Where an import stands.", {
  UPLOADING: "Its file is being uploaded; startImport comes next.",
  QUEUED: "It waits for a server.",
  RUNNING: "A server works on it, or takes it up again when the one before was stopped.",
  DONE: "Every row was dealt with.",
  FAILED: "It could not go on; failure says why. startImport goes on where it was.",
  CANCELLED: "It was stopped; what it wrote stays. startImport goes on where it was.",
  REVERTING: "What it wrote is being taken back.",
  REVERTED: "What it wrote was taken back.",
});

@ObjectType("ImportCounts", {
  description: "How many rows came to what. Together they make read.",
  simpleResolvers: true,
})
export class ImportCountsType {
  @Field(() => Int, { description: "Rows that were read so far." })
  read!: number;
  @Field(() => Int, { description: "Rows that made something new." })
  created!: number;
  @Field(() => Int, { description: "Rows that changed something." })
  updated!: number;
  @Field(() => Int, { description: "Rows that said nothing new." })
  unchanged!: number;
  @Field(() => Int, { description: "Rows that were refused; errors has them." })
  rejected!: number;
  @Field(() => Int, { description: "Rows that wait for something they name; pending has them." })
  pending!: number;
}

@ObjectType("ImportFailure", { description: "Why an import could not go on.", simpleResolvers: true })
export class ImportFailureType {
  @Field(() => String, { description: "Stable code; the README lists all of them." })
  code!: string;
  @Field(() => String, { description: "One sentence in English." })
  message!: string;
}

@ObjectType("ImportFile", { description: "A file of an import, as far as it is uploaded.", simpleResolvers: true })
export class ImportFileType {
  @Field(() => Int, { description: "Its number within the import, from 1; what uploads name it by." })
  number!: number;
  @Field(() => String, { description: "Its name." })
  name!: string;
  @Field(() => Int, {
    nullable: true,
    description: "How many chunks it has; null: whoever made the import did not say.",
  })
  chunkCount!: number | null;
  @Field(() => Int, { description: "How many chunks are there." })
  uploadedChunks!: number;
  @Field(() => Float, {
    description: "How many bytes they have; 0 once the file was deleted, seven days after the end.",
  })
  uploadedBytes!: number;
  @Field(() => [Int], {
    description:
      "Numbers of chunks that are missing, the first thousand: of chunkCount, or below the highest that is there.",
  })
  missingChunks!: number[];
}

@ObjectType("ImportJob", {
  description: "A list that is loaded into the graph, and what became of its rows.",
  implements: NodeType,
  simpleResolvers: true,
})
export class ImportJobType extends NodeType {
  __typename!: "ImportJob";
  key!: string;
  @Field(() => String, { description: "Name of its kind; importKinds describes it." })
  kind!: string;
  @Field(() => ImportFormat, { description: "How its file is written." })
  format!: EnumValue<typeof ImportFormat>;
  @Field(() => String, { description: "Name of the source in every identity and evidence that it writes." })
  source!: string;
  @Field(() => Boolean, {
    description: "Whether a name is the source's own number where a row has neither code nor number.",
  })
  namesIdentify!: boolean;
  @Field(() => ImportState, { description: "Where it stands." })
  state!: EnumValue<typeof ImportState>;
  @Field(() => String, { description: "The subject of whoever made it." })
  createdBy!: string;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When a server first took it; null: none has." })
  startedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null: it has not." })
  endedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it had been taken back; null: it has not." })
  revertedAt!: string | null;
  @Field(() => ImportCountsType, {
    description:
      "What its rows came to so far; of a mapping, whose rows may still come to more, for good once it is done.",
  })
  counts!: ImportCountsType;
  @Field(() => Float, { nullable: true, description: "Rows a second while servers worked on it; null: none has." })
  rowsPerSecond!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: "Seconds that the rest will take at this rate; null: it is not running, or that cannot be said.",
  })
  remainingSeconds!: number | null;
  @Field(() => ImportFailureType, { nullable: true, description: "Why it could not go on; null: it did not fail." })
  failure!: ImportFailureType | null;
  @Field(() => String, {
    description: "What came of it as a sentence, in the language asked for (Accept-Language: Chinese unless en).",
  })
  summary!: string;
}

@ObjectType("ImportJobEdge", { description: "An import on a page.", simpleResolvers: true })
export class ImportJobEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ImportJobType, { description: "An import." })
  node!: ImportJobType;
}

@ObjectType("ImportJobConnection", { description: "A page of imports, the newest first.", simpleResolvers: true })
export class ImportJobConnectionType {
  @Field(() => [ImportJobEdgeType], { description: "The page." })
  edges!: ImportJobEdgeType[];
  @Field(() => [ImportJobType], { description: "The page without its edges." })
  nodes!: ImportJobType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
