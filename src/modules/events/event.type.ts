import { Field, ID, ObjectType } from "type-graphql";
import { PageInfoType } from "../../shared/connection.ts";
import { defineEnum } from "../../shared/enum.ts";
import { MoneyType } from "../../shared/money.ts";
import type { EventKind } from "../../shared/outbox.service.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";

export const PlatformEventKind = defineEnum("PlatformEventKind", "What happened on a platform.", {
  PARTICIPANT_REGISTERED: "A participant took up a role; the platform is told.",
  PARTICIPANT_UPDATED: "Something newer was said of a participant; the platform is told.",
  PARTICIPATION_ENDED: "A participant gave up a role; the platform is told.",
  CASE_OPENED: "A case was opened; the platform is told.",
  CASE_UPDATED: "Something newer was said of a case; the platform is told.",
  CASE_COMPLETED: "A case was completed; the platform is told.",
  PROCEEDS_RECORDED: "Money of a case was deposited; the platform is told.",
  PARTICIPANT_MATCHED:
    "A participant is, or may be, an organization that is known from elsewhere; the bank alone is told.",
  REVIEW_DECIDED: "A person decided whether a participant is such an organization; the bank alone is told.",
  ACCOUNT_OPENED: "A participant opened an account with us; the bank alone is told.",
} satisfies Record<EventKind, string>);

@ObjectType("PlatformEvent", {
  description:
    "One thing that happened on a scenario platform. Events come in the order in which they were published, those of one participant in the order in which they happened.",
  simpleResolvers: true,
})
export class PlatformEventType {
  /** Ours, and no fields of the API. */
  platformId!: string;
  participantId!: string | null;
  @Field(() => ID, {
    description: "Opaque and stable; header webhook-id of every delivery of this event, repeated ones too.",
  })
  id!: string;
  @Field(() => PlatformEventKind, { description: "What happened." })
  kind!: EventKind;
  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      "What it happened to besides the participant, such as a participation or a case; null: nothing besides.",
  })
  subject!: string | null;
  @Field(() => ID, {
    nullable: true,
    description: "Of a review: the other organization that it was about, for the bank alone; else null.",
  })
  other!: string | null;
  @Field(() => String, { nullable: true, description: "The role it speaks of, e.g. STORE; null: of none." })
  role!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The day it speaks of, by its kind: registered since, ended until, seen, accepted, completed, received or opened on; null: unknown or none.",
  })
  day!: string | null;
  @Field(() => MoneyType, { nullable: true, description: "The amount it speaks of; null: of none." })
  amount!: MoneyType | null;
  @Field(() => String, {
    nullable: true,
    description: "The sender's own number of what it speaks of: a case's, a payment's; null: none.",
  })
  reference!: string | null;
  @Field(() => String, { nullable: true, description: "Why or how, as a code, e.g. of a decision; null: not said." })
  reason!: string | null;
}

@ObjectType("PlatformEventEdge", { description: "An event on a page.", simpleResolvers: true })
export class PlatformEventEdgeType {
  @Field(() => String, { description: "Pass as after to go on behind this event, here or in the subscription." })
  cursor!: string;
  @Field(() => PlatformEventType, { description: "The event." })
  node!: PlatformEventType;
}

@ObjectType("PlatformEventConnection", {
  description:
    "A page of events, the oldest first. Keep the last cursor and ask again with it: nothing is passed over.",
  simpleResolvers: true,
})
export class PlatformEventConnectionType {
  @Field(() => [PlatformEventEdgeType], { description: "The page." })
  edges!: PlatformEventEdgeType[];
  @Field(() => [PlatformEventType], { description: "The events of the page without their edges." })
  nodes!: PlatformEventType[];
  @Field(() => PageInfoType, {
    description: "Where the page stands. An empty page has no endCursor: keep the one that was asked with.",
  })
  pageInfo!: PageInfoType;
}
