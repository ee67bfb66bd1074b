import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { DateScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { Scenario } from "../platforms/platform.type.ts";
import { AcquisitionChannel } from "./acquisition.enums.ts";

@ObjectType("AcquisitionPrior", {
  description: "Head office's dated assumption of how likely a prospect of a channel opens an account.",
  simpleResolvers: true,
})
export class AcquisitionPriorType {
  @Field(() => AcquisitionChannel, { description: "The channel it is for." })
  channel!: AcquisitionChannel;
  @Field(() => Scenario, {
    nullable: true,
    description: "The scenario it is for; null: all without a prior of their own.",
  })
  scenario!: Scenario | null;
  @Field(() => Float, { description: "Between 0 and 1." })
  probability!: number;
  @Field(() => Int, { description: "How many observed outcomes it weighs as much as." })
  worthObservations!: number;
  @Field(() => String, { description: "Where it comes from; those shipped say that they are assumptions." })
  note!: string;
  @Field(() => DateScalar, { description: "First day on which it is in force." })
  validFrom!: string;
}

@InputType("SetAcquisitionPriorInput", { description: "A prior from a day on; history stays." })
export class SetAcquisitionPriorInput {
  @Field(() => AcquisitionChannel, { description: "The channel it is for; one that is served." })
  channel!: AcquisitionChannel;
  @Field(() => Scenario, { nullable: true, description: "Only for platforms: the scenario it is for." })
  scenario?: Scenario | null;
  @Field(() => Float, { description: "Between 0 and 1, both excluded." })
  probability!: number;
  @Field(() => Int, {
    defaultValue: 10,
    description: "How many observed outcomes it weighs as much as, 1 to 1,000,000.",
  })
  worthObservations!: number;
  @Field(() => String, { description: "Where it comes from, 1 to 300 characters." })
  note!: string;
  @Field(() => DateScalar, { description: "First day on which it is in force; a prior of the same day is replaced." })
  validFrom!: string;
}

@ObjectType("SetAcquisitionPriorPayload", { description: "What became of it.", simpleResolvers: true })
export class SetAcquisitionPriorPayload {
  @Field(() => AcquisitionPriorType, {
    nullable: true,
    description: "The prior as kept; null when there are userErrors.",
  })
  prior!: AcquisitionPriorType | null;
  @Field(() => [UserErrorType], { description: "Why nothing was written; empty when it was." })
  userErrors!: UserErrorType[];
}
