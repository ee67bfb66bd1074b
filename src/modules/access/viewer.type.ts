import { Field, ObjectType } from "type-graphql";
import { defineEnum } from "../../shared/enum.ts";

export const ViewerRole = defineEnum("ViewerRole", "Whom the token speaks for.", {
  RELATIONSHIP_MANAGER: "Owns corporate clients of one branch (对公客户经理).",
  BRANCH_HEAD: "Leads a branch (网点负责人).",
  HEAD_OFFICE: "Sees the whole bank; products, rules, platforms, keys.",
  AUDITOR: "Reads everything, personal data masked; writes nothing.",
  STAFF: "Tellers and other staff: ledger entries and own tasks, not the graph.",
  PLATFORM: "A machine of one scenario platform.",
});

@ObjectType("Viewer", { description: "Who is asking.", simpleResolvers: true })
export class ViewerType {
  @Field(() => String, { description: "Display name from the token, or the name of the key." })
  name!: string;
  @Field(() => ViewerRole, { description: "Whom the token speaks for." })
  role!: keyof typeof ViewerRole;
}
