import { Field, Float, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";

@ObjectType("ImportError", { description: "A row that was refused.", simpleResolvers: true })
export class ImportErrorType {
  @Field(() => Int, { description: "Number of its file." })
  file!: number;
  @Field(() => Float, { description: "Line of the file at which it begins; the header is line 1." })
  line!: number;
  @Field(() => String, { nullable: true, description: "The column that is to blame; null: the row as a whole." })
  field!: string | null;
  @Field(() => String, { description: "Stable code; the README lists all of them." })
  code!: string;
  @Field(() => String, { description: "One sentence in English; it does not repeat what stood there." })
  message!: string;
  @Field(() => [String], {
    nullable: true,
    description:
      "What stood in the row, cell by cell, of NDJSON the line; empty seven days after the end; null for auditors, for it may be personal.",
  })
  fields!: string[] | null;
}

@ObjectType("ImportMissingEnd", {
  description: "What a row names and nothing has described yet.",
  simpleResolvers: true,
})
export class ImportMissingEndType {
  @Field(() => String, { nullable: true, description: "The source whose number it is; null: it is a credit code." })
  source!: string | null;
  @Field(() => String, { description: "The credit code, or the source's own number or name." })
  number!: string;
}

@ObjectType("ImportPendingRow", { description: "A row that waits for something it names.", simpleResolvers: true })
export class ImportPendingRowType {
  @Field(() => Float, { description: "Line of the file at which it begins; the header is line 1." })
  line!: number;
  @Field(() => [ImportMissingEndType], {
    nullable: true,
    description: "What it names and nothing has described yet; null for auditors, for it may be personal.",
  })
  missing!: ImportMissingEndType[] | null;
  @Field(() => [String], {
    nullable: true,
    description: "What stood in the row, cell by cell; null for auditors, for it may be personal.",
  })
  fields!: string[] | null;
}

@ObjectType("ImportErrorEdge", { description: "A refused row on a page.", simpleResolvers: true })
export class ImportErrorEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ImportErrorType, { description: "A refused row." })
  node!: ImportErrorType;
}

@ObjectType("ImportErrorConnection", {
  description: "A page of refused rows, by file and line.",
  simpleResolvers: true,
})
export class ImportErrorConnectionType {
  @Field(() => [ImportErrorEdgeType], { description: "The page." })
  edges!: ImportErrorEdgeType[];
  @Field(() => [ImportErrorType], { description: "The page without its edges." })
  nodes!: ImportErrorType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@ObjectType("ImportPendingRowEdge", { description: "A waiting row on a page.", simpleResolvers: true })
export class ImportPendingRowEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => ImportPendingRowType, { description: "A waiting row." })
  node!: ImportPendingRowType;
}

@ObjectType("ImportPendingRowConnection", { description: "A page of waiting rows, by line.", simpleResolvers: true })
export class ImportPendingRowConnectionType {
  @Field(() => [ImportPendingRowEdgeType], { description: "The page." })
  edges!: ImportPendingRowEdgeType[];
  @Field(() => [ImportPendingRowType], { description: "The page without its edges." })
  nodes!: ImportPendingRowType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}
