import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { recordConsent } from "./consent.service.ts";
import { ConsentPayload, ConsentType, RecordConsentInput, WithdrawConsentInput } from "./consent.type.ts";
import { withdrawConsent } from "./withdrawal.service.ts";

@Resolver(() => ConsentType)
export class ConsentResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: "What should be remembered of it; null: nothing. Not for auditors.",
  })
  note(@Root() { noteText }: ConsentType) {
    return noteText;
  }

  @Mutation(() => ConsentPayload, {
    description:
      "Records what a person agreed to. One for the same purpose that the viewer's branch has standing stays as it is. userErrors: NOT_FOUND, BAD_INPUT, DATE_INVALID, DATE_FUTURE, TEXT_*.",
  })
  recordConsent(
    @Arg("input", () => RecordConsentInput, { description: "The consent." }) input: RecordConsentInput,
    @Ctx() context: Context,
  ) {
    return recordConsent(context, input);
  }

  @Mutation(() => ConsentPayload, {
    description:
      "Takes a consent back for the whole bank: every branch's for that purpose ends, and without one for CONTACT the contacts lose their values. A branch ends no contacts but its own, and where neither the person nor an organization of theirs banks with it, no consent but its own. userErrors: NOT_FOUND, FORBIDDEN, DATE_INVALID, DATE_FUTURE, DATE_ORDER.",
  })
  withdrawConsent(
    @Arg("input", () => WithdrawConsentInput, { description: "Which, and from when." }) input: WithdrawConsentInput,
    @Ctx() context: Context,
  ) {
    return withdrawConsent(context, input);
  }
}
