import { Field, ID, InputType } from "type-graphql";
import { DateScalar } from "../../shared/scalars.ts";
import { EndReason } from "./participant.type.ts";
import { BulkInput } from "./registration.type.ts";

/** How a row names a participant that stands. */
@InputType()
export abstract class ReferenceInput {
  @Field(() => ID, {
    nullable: true,
    description: "Id of the participant or of one of its participations, as this API answered it.",
  })
  id?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "The platform's own number for it. Beside an id or a code: the number that it is to have, where it has none.",
  })
  externalId?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Its unified social credit code. Beside an id or a number: the code that it is to have, where it has none.",
  })
  creditCode?: string | null;
}

@InputType("ParticipantUpdateInput", {
  description:
    "What changed of one participant, named by id, by own number or by credit code. What is left out or blank says nothing.",
})
export class ParticipantUpdateInputType extends ReferenceInput {
  @Field(() => String, { nullable: true, description: "Its name, 1 to 300 characters." })
  name?: string | null;
  @Field(() => String, { nullable: true, description: "GB/T 2260 code; an unknown one is kept with a warning." })
  region?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "GB/T 4754 code with its section letter; an unknown one is kept with a warning.",
  })
  industry?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Credit code of the head office, when this is a store or branch.",
  })
  headOfficeCreditCode?: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When the platform saw this; older rows never overwrite newer ones. Null: today.",
  })
  observedOn?: string | null;
}

@InputType("UpdateParticipantsInput", {
  description: "Changes of participants that stand on one platform, in one transaction.",
})
export class UpdateParticipantsInput extends BulkInput {
  @Field(() => [ParticipantUpdateInputType], { description: "At most 5,000." })
  participants!: ParticipantUpdateInputType[];
}

@InputType("ParticipationEndInput", { description: "The end of one participant's time in one role." })
export class ParticipationEndInputType extends ReferenceInput {
  @Field(() => String, {
    nullable: true,
    description: "The role that it left; may be left out when id is that of a participation.",
  })
  role?: string | null;
  @Field(() => DateScalar, { description: "First day on which it no longer had the role; may lie ahead." })
  until!: string;
  @Field(() => EndReason, { description: "Why." })
  reason!: EndReason;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When the platform learned this; an end is not taken when it was seen there later. Null: today.",
  })
  observedOn?: string | null;
}

@InputType("EndParticipationsInput", { description: "Ends of participations on one platform, in one transaction." })
export class EndParticipationsInput extends BulkInput {
  @Field(() => [ParticipationEndInputType], { description: "At most 5,000." })
  participations!: ParticipationEndInputType[];
}
