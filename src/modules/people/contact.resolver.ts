import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { loadEntity } from "../graph/entity.loader.ts";
import { EntityType } from "../graph/entity.type.ts";
import { OrganizationType } from "../organizations/organization.type.ts";
import { loadConsents } from "./consent.loader.ts";
import { ConsentType } from "./consent.type.ts";
import { loadContacts } from "./contact.loader.ts";
import { addContact, endContact } from "./contact.service.ts";
import { AddContactInput, ContactPayload, ContactType, EndContactInput } from "./contact.type.ts";
import { loadMoneyEvents } from "./money-event.loader.ts";
import { MoneyEventType } from "./money-event.type.ts";
import { PersonType } from "./person.type.ts";
import { reveal } from "./reveal.service.ts";
import { RevealInput, RevealPayload } from "./reveal.type.ts";

/** What is kept of somebody; nothing of who is masked, nor of what only a platform knows. */
const kept = <T>({ key, isMasked }: { key: string | null; isMasked: boolean }, load: (key: string) => Promise<T[]>) =>
  key && !isMasked ? load(key) : [];

@Resolver(() => PersonType)
export class PersonContactResolver {
  @FieldResolver(() => [ContactType], {
    description:
      "Contacts that the viewer may see, masked, oldest first. Of more than 50 the own branch's are left before others', newer before older.",
  })
  contacts(@Root() person: PersonType, @Ctx() context: Context) {
    return kept(person, (key) => loadContacts(context, key));
  }

  @FieldResolver(() => [ConsentType], {
    description:
      "What the person agreed to, withdrawn ones too, as far as the viewer may see; latest first, at most 50.",
  })
  consents(@Root() person: PersonType, @Ctx() context: Context) {
    return kept(person, (key) => loadConsents(context, key));
  }

  @FieldResolver(() => [MoneyEventType], {
    description: "Money events that the viewer may see, masked; latest first, at most 50.",
  })
  moneyEvents(@Root() person: PersonType, @Ctx() context: Context) {
    return kept(person, (key) => loadMoneyEvents(context, key));
  }
}

@Resolver(() => OrganizationType)
export class OrganizationContactResolver {
  @FieldResolver(() => [ContactType], {
    description:
      "Its own contacts and those of people given in its business, masked people too, that the viewer may see; masked, oldest first. Of more than 50 the own branch's are left before others', newer before older.",
  })
  contacts(@Root() organization: OrganizationType, @Ctx() context: Context) {
    return kept(organization, (key) => loadContacts(context, key));
  }

  @FieldResolver(() => [ConsentType], {
    description: "What an individual business agreed to, as far as the viewer may see; latest first, at most 50.",
  })
  consents(@Root() organization: OrganizationType, @Ctx() context: Context) {
    return kept(organization, (key) => loadConsents(context, key));
  }
}

@Resolver(() => ContactType)
export class ContactResolver {
  @FieldResolver(() => EntityType, { description: "The person or organization whose it is, perhaps masked." })
  subject(@Root() { subjectKey }: ContactType, @Ctx() context: Context) {
    return loadEntity(context, subjectKey);
  }

  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description: "The organization in whose business a person gave it; null: in the person's own.",
  })
  organization(@Root() { organizationKey }: ContactType, @Ctx() context: Context) {
    return organizationKey && loadEntity(context, organizationKey);
  }

  @FieldResolver(() => [ConsentType], {
    description: "What the one whose it is agreed to, as far as the viewer may see; latest first, at most 50.",
  })
  consents(@Root() { subjectKey }: ContactType, @Ctx() context: Context) {
    return loadConsents(context, subjectKey);
  }

  @Mutation(() => ContactPayload, {
    description:
      "Keeps a contact under the viewer's branch, if there is consent to; the same again changes nothing. userErrors: PHONE_INVALID, EMAIL_INVALID, CONSENT_MISSING, TOO_MANY_CONTACTS, NOT_FOUND, BAD_INPUT, DATE_INVALID, DATE_FUTURE, TEXT_*.",
  })
  addContact(
    @Arg("input", () => AddContactInput, { description: "The contact." }) input: AddContactInput,
    @Ctx() context: Context,
  ) {
    return addContact(context, input);
  }

  @Mutation(() => ContactPayload, {
    description:
      "Ends a contact that the viewer's branch recorded, head office any; its value is gone. userErrors: NOT_FOUND, FORBIDDEN.",
  })
  endContact(
    @Arg("input", () => EndContactInput, { description: "Which." }) input: EndContactInput,
    @Ctx() context: Context,
  ) {
    return endContact(context, input);
  }

  @Mutation(() => RevealPayload, {
    description:
      "Shows one masked value, with consent for the purpose; each time is written into the audit log first. userErrors: NOT_FOUND, CONSENT_MISSING, PURPOSE_UNFIT, BAD_INPUT.",
  })
  reveal(
    @Arg("input", () => RevealInput, { description: "What, and what for." }) input: RevealInput,
    @Ctx() context: Context,
  ) {
    return reveal(context, input);
  }
}
