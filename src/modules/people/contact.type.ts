import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { UserErrorType } from "../../shared/user-error.type.ts";
import { NodeType } from "../graph/entity.type.ts";
import { ContactKind, PersonalSource, WriteOutcome } from "./personal.enums.ts";

@ObjectType("Contact", {
  description:
    "A telephone number or e-mail address of a person or organization. Seen by the branch that recorded it, by branches where the client holds an account, by head office and auditors; to everybody else it does not exist.",
  implements: NodeType,
  simpleResolvers: true,
})
export class ContactType extends NodeType {
  __typename!: "Contact";
  subjectKey!: string;
  organizationKey!: string | null;
  @Field(() => ContactKind, { description: "What kind of contact." })
  kind!: ContactKind;
  @Field(() => String, {
    description: "Always masked, e.g. 138****1234, 0791-****1234 or l***@example.com; the mutation reveal shows it.",
  })
  value!: string;
  @Field(() => String, {
    description: "Whose it is: the name, or of a person whose name is not open its first character, e.g. 林**.",
  })
  name!: string;
  @Field(() => PersonalSource, { description: "How it was given." })
  source!: PersonalSource;
  @Field(() => ID, { nullable: true, description: "Id of the branch that recorded it; null: head office." })
  branch!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: string;
}

@InputType("GivenConsentInput", { description: "A consent that comes along with what it is for." })
export class GivenConsentInput {
  @Field(() => PersonalSource, { description: "How it was given." })
  source!: PersonalSource;
  @Field(() => DateScalar, { nullable: true, description: "The day it was given; today when omitted." })
  givenOn?: string | null;
  @Field(() => String, { nullable: true, description: "What should be remembered of it, at most 300 characters." })
  note?: string | null;
}

@InputType("AddContactInput", { description: "A contact of a person or organization." })
export class AddContactInput {
  @Field(() => ID, {
    nullable: true,
    description: "Id of the person or organization whose it is. Exactly one of subjectId and relationshipId.",
  })
  subjectId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      "Id of a person's relationship with an organization: the way to name a masked person. The contact then belongs to that organization.",
  })
  relationshipId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: "With subjectId of a person: the organization in whose business it was given.",
  })
  organizationId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "A telephone number, Chinese unless it begins with +. Exactly one of phone and email.",
  })
  phone?: string | null;
  @Field(() => String, { nullable: true, description: "An e-mail address." })
  email?: string | null;
  @Field(() => PersonalSource, { description: "How it was given." })
  source!: PersonalSource;
  @Field(() => GivenConsentInput, {
    nullable: true,
    description:
      "The consent to keep it (purpose CONTACT), unless one is in force already. Persons and individual businesses only.",
  })
  consent?: GivenConsentInput | null;
}

@ObjectType("ContactPayload", { description: "What became of a contact.", simpleResolvers: true })
export class ContactPayload {
  @Field(() => ContactType, {
    nullable: true,
    description: "The contact, masked; null when it was ended or there are userErrors.",
  })
  contact!: ContactType | null;
  @Field(() => WriteOutcome, { nullable: true, description: "What became of it; null when there are userErrors." })
  outcome!: WriteOutcome | null;
  @Field(() => [UserErrorType], { description: "Why nothing was written; empty when all is well." })
  userErrors!: UserErrorType[];
}

@InputType("EndContactInput", { description: "A contact that is not true any more, or not wanted." })
export class EndContactInput {
  @Field(() => ID, { description: "Its id." })
  contactId!: string;
}
