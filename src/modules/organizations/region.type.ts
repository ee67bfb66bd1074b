import { Field, ObjectType, registerEnumType } from "type-graphql";
import type { ReplacementBasis } from "./region.successor.ts";

export const ReplacementBasisEnum = { SAME_NAME: "SAME_NAME", SAME_STEM: "SAME_STEM", MERGER: "MERGER" } as const;
registerEnumType(ReplacementBasisEnum, {
  name: "ReplacementBasis",
  description: "Why one region is taken for the successor of another.",
  valuesConfig: {
    SAME_NAME: { description: "A later code of the same name in the same prefecture, else in the same province." },
    SAME_STEM: { description: "The same, its kind apart: a county that became a district or a city." },
    MERGER: { description: "A curated list says so: it became part of others, or was renamed (110103 of 110101)." },
  },
});

@ObjectType("Region", { description: "A region of GB/T 2260, abolished ones included.", simpleResolvers: true })
export class RegionType {
  @Field(() => String, { description: "Its six digits." })
  code!: string;
  @Field(() => String, { description: "Its own name, as of the latest revision that lists it." })
  name!: string;
  @Field(() => String, { description: "Its name behind those of the levels above." })
  fullName!: string;
  @Field(() => String, { nullable: true, description: "Code of the region that it lies in; null for a province." })
  parentCode!: string | null;
  @Field(() => String, { description: "Earliest of our revisions that lists it, YYYYMM." })
  firstListed!: string;
  @Field(() => String, { description: "Latest of our revisions that lists it, YYYYMM." })
  lastListed!: string;
  @Field(() => Boolean, { description: "Whether the newest revision no longer lists it." })
  isAbolished!: boolean;
  @Field(() => String, {
    nullable: true,
    description: "Code that took its place; null when it stands, when nobody tells, and when several did (replacedBy).",
  })
  successorCode!: string | null;
  @Field(() => ReplacementBasisEnum, {
    nullable: true,
    description: "Why those of replacedBy; null when there are none.",
  })
  replacementBasis!: ReplacementBasis | null;
}
