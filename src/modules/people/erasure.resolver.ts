import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../../context.ts";
import { erasePersonalData } from "./erasure.service.ts";
import {
  ErasePersonalDataInput,
  ErasePersonalDataPayload,
  ExportPersonalDataInput,
  ExportPersonalDataPayload,
} from "./erasure.type.ts";
import { exportPersonalData } from "./export.service.ts";

@Resolver()
export class ErasureResolver {
  @Mutation(() => ExportPersonalDataPayload, {
    description:
      "Everything that is kept of a person, for the person (PIPL article 45); a mutation, for the audit log has it first. userErrors: NOT_FOUND, BAD_INPUT.",
  })
  exportPersonalData(
    @Arg("input", () => ExportPersonalDataInput, { description: "Whose." }) input: ExportPersonalDataInput,
    @Ctx() context: Context,
  ) {
    return exportPersonalData(context, input);
  }

  @Mutation(() => ErasePersonalDataPayload, {
    description:
      "Erases what no law keeps of a person (PIPL article 47), and says what was kept and why. It cannot be undone. userErrors: NOT_FOUND, BAD_INPUT, ERASURE_KEY_MISSING.",
  })
  erasePersonalData(
    @Arg("input", () => ErasePersonalDataInput, { description: "Whose, and why." }) input: ErasePersonalDataInput,
    @Ctx() context: Context,
  ) {
    return erasePersonalData(context, input);
  }
}
