import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseDay } from "../../shared/day.ts";
import { nameLimit } from "../../shared/text.ts";

/**
 * The mapping file of a data set: how the lines of somebody else's CSV become our rows. A template is text in which
 * `{column}` stands for a cell and `{column|filter|filter:argument}` for a cell passed through filters (see template.ts). A
 * template one of whose cells is empty has no value; of a list of templates the first with a value counts.
 */
const template = z.string().min(1);
const templates = z.union([template, z.array(template).nonempty()]);
const details = z.record(z.string(), template);
const day = z.string().refine((text) => parseDay(text) !== null, "no such day");
const text = z.string().min(1).max(nameLimit);

const organizationCategory = z.enum([
  "ENTERPRISE",
  "INDIVIDUAL_BUSINESS",
  "BRANCH",
  "ASSOCIATION",
  "GOVERNMENT",
  "PUBLIC_INSTITUTION",
  "OTHER",
]);
const scenario = z.enum([
  "COURT",
  "HOSPITAL",
  "PHARMACY",
  "HOUSING",
  "EDUCATION",
  "GOVERNMENT",
  "ELDERLY_CARE",
  "OTHER",
]);
const relationshipKind = z.enum([
  "SUPPLIES",
  "MEMBER_OF",
  "PARTICIPATES_IN",
  "OPERATES",
  "AFFILIATED_WITH",
  "OWNS",
  "GUARANTEES",
  "BRANCH_OF",
  "REFERRED",
  "RECOMMENDED",
]);
const evidenceKind = z.enum([
  "BILL",
  "INVOICE",
  "CONTRACT",
  "FACTORING",
  "REGISTRY",
  "PLATFORM",
  "ASSOCIATION_ROSTER",
  "DECLARATION",
  "OTHER",
]);

const entity = z.strictObject({
  type: z.enum(["ORGANIZATION", "PERSON", "GROUP", "SCENARIO_PLATFORM"]),
  /** The source's own number; a source without numbers declares the name to be it. */
  number: template,
  name: template,
  category: organizationCategory.optional(),
  creditCode: template.optional(),
  region: templates.optional(),
  industry: templates.optional(),
  scenario: scenario.optional(),
  roles: z.array(text).optional(),
  details: details.optional(),
});

const relationship = z.strictObject({
  kind: relationshipKind,
  /** Numbers of the two ends. */
  from: template,
  to: template,
  /** A role; or a cell of several titles, one relationship for each different role that they stand for. */
  role: z
    .union([text, z.strictObject({ titles: template, split: z.string(), roles: z.record(z.string(), text) })])
    .optional(),
  since: template.optional(),
  until: template.optional(),
  /**
   * Set when every line belongs to a list that holds from a day: that day. Consecutive lists make one period; who stands in the
   * first list of all has an unknown start; who is missing from the next list left on its day. A list that the file does not
   * have ends nothing.
   */
  listedOn: template.optional(),
  evidence: z.strictObject({
    kind: evidenceKind,
    reference: template.optional(),
    observedOn: template.optional(),
    details: details.optional(),
  }),
});

const lookup = z.union([
  z.strictObject({ values: z.record(z.string(), z.string()) }),
  /** Made from a file; a key with two different values has none. */
  z.strictObject({ file: text, key: template, value: template }),
]);

const mapping = z.strictObject({
  /** Name of the source in every identity and evidence; never changed once data is in. */
  source: text,
  /** For people: what it is, its licence, which assumptions are in here. */
  about: z.array(z.string()).nonempty(),
  /** Stated by the mapping itself; templates without cells. */
  entities: z.array(entity).default([]),
  accounts: z
    .array(
      z.strictObject({
        holder: text,
        number: text,
        type: z.enum(["BASIC", "GENERAL", "SPECIAL_PURPOSE", "TEMPORARY"]),
        branch: z.strictObject({ code: text, name: text }),
        openedOn: day,
      }),
    )
    .default([]),
  /** Used by the filter `in:<name>`; a later one may use an earlier one. */
  lookups: z.record(z.string(), lookup).default({}),
  /** Read in this order, so that ends come before what joins them. */
  files: z.array(
    z.strictObject({
      file: text,
      entities: z.array(entity).default([]),
      relationships: z.array(relationship).default([]),
    }),
  ),
});

export type Mapping = z.output<typeof mapping>;
export type EntityMapping = z.output<typeof entity>;
export type RelationshipMapping = z.output<typeof relationship>;
export type OrganizationCategory = z.output<typeof organizationCategory>;
export type Scenario = z.output<typeof scenario>;
export type RelationshipKind = z.output<typeof relationshipKind>;
export type EvidenceKind = z.output<typeof evidenceKind>;

/** Checks a mapping. Throws with the path of everything that is wrong in it. */
export const parseMapping = (value: unknown): Mapping => {
  const checked = mapping.safeParse(value);
  if (!checked.success) throw new Error(`The mapping is not right:\n${z.prettifyError(checked.error)}`);
  return checked.data;
};

/** Reads a mapping file, e.g. seeds/mappings/hospitals.json. Throws when it cannot be read or is not right. */
export const loadMapping = (path: string | URL): Mapping => parseMapping(JSON.parse(readFileSync(path, "utf8")));

/** Names of all the files that a mapping reads. */
export const filesOf = ({ files, lookups }: Mapping): string[] => [
  ...new Set([
    ...files.map(({ file }) => file),
    ...Object.values(lookups).flatMap((made) => ("file" in made ? [made.file] : [])),
  ]),
];
