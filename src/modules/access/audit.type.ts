import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { DateTimeScalar } from "../../shared/scalars.ts";

export const AuditOutcome = defineEnum("AuditOutcome", "What came of an act.", {
  DONE: "It was done, and the row was written in the same transaction.",
  REFUSED: "It was refused; refusals of a minute are counted in one row.",
});

@ObjectType("AuditSeal", {
  description: "A row's place in the chain that makes later changes evident.",
  simpleResolvers: true,
})
export class AuditSealType {
  @Field(() => ID, { description: "Its place, counted from 1." })
  position!: string;
  @Field(() => String, { description: "SHA-256 over the hash before it and the row, as 64 hexadecimal digits." })
  hash!: string;
  @Field(() => DateTimeScalar, { description: "When it was sealed." })
  sealedAt!: string;
}

@ObjectType("AuditEntry", {
  description: "One row of the audit log. It names things by their ids alone.",
  simpleResolvers: true,
})
export class AuditEntryType {
  @Field(() => ID, { description: "Opaque and stable; rows come by number." })
  id!: string;
  @Field(() => DateTimeScalar, { description: "When the row was written." })
  recordedAt!: string;
  @Field(() => String, {
    description:
      "Who: a subject of the identity provider, key:<id> of a platform's key, the name of a job, anonymous, or others (too many to tell apart).",
  })
  actor!: string;
  @Field(() => String, {
    description: "As what: a role of ViewerRole, SYSTEM for a job, NOBODY for whoever did not sign in.",
  })
  role!: string;
  @Field(() => String, { nullable: true, description: "The app that acted for the actor; null: it named none." })
  client!: string | null;
  @Field(() => ID, { nullable: true, description: "The actor's branch; null: none." })
  branch!: string | null;
  @Field(() => ID, { nullable: true, description: "The platform whose machine acted; null: none." })
  platform!: string | null;
  @Field(() => String, { description: "The root field that was asked, signIn, or the name of a job." })
  operation!: string;
  @Field(() => AuditOutcome, { description: "What came of it." })
  outcome!: EnumValue<typeof AuditOutcome>;
  @Field(() => String, { nullable: true, description: "Error code of a refusal; null for what was done." })
  code!: string | null;
  @Field(() => String, { nullable: true, description: "Why, where the operation asks for a purpose; else null." })
  purpose!: string | null;
  @Field(() => [ID], { description: "Everything it touched, as ids of the API; empty for refusals." })
  subjects!: string[];
  @Field(() => Int, { description: "How many refusals the row counts; 1 for what was done." })
  count!: number;
  @Field(() => DateTimeScalar, { nullable: true, description: "The minute of the refusals; null for what was done." })
  minute!: string | null;
  @Field(() => AuditSealType, { nullable: true, description: "Its seal; null: not sealed yet, a matter of seconds." })
  seal!: AuditSealType | null;
}

@ObjectType("AuditEntryEdge", { description: "A row on a page.", simpleResolvers: true })
export class AuditEntryEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this edge." })
  cursor!: string;
  @Field(() => AuditEntryType, { description: "The row." })
  node!: AuditEntryType;
}

@ObjectType("AuditEntryConnection", {
  description: "A page of the audit log, the newest row first.",
  simpleResolvers: true,
})
export class AuditEntryConnectionType {
  @Field(() => [AuditEntryEdgeType], { description: "The page." })
  edges!: AuditEntryEdgeType[];
  @Field(() => [AuditEntryType], { description: "The rows of the page without their edges." })
  nodes!: AuditEntryType[];
  @Field(() => PageInfoType, { description: "Where the page stands." })
  pageInfo!: PageInfoType;
}

@InputType("AuditFilter", { description: "Which rows; every part that is given must hold." })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: "Just this actor." })
  actor?: string | null;
  @Field(() => String, { nullable: true, description: "Just this operation." })
  operation?: string | null;
  @Field(() => ID, { nullable: true, description: "Rows that touched what this id names; any id of the API." })
  subject?: string | null;
  @Field(() => AuditOutcome, { nullable: true, description: "Only what was done, or only what was refused." })
  outcome?: EnumValue<typeof AuditOutcome> | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "Written at this instant or later." })
  from?: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "Written before this instant." })
  to?: string | null;
}
