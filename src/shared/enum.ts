import { registerEnumType } from "type-graphql";

/** Makes a GraphQL enum of values that are their own names: `defineEnum("Validity", "…", { CURRENT: "…", … })`. */
export function defineEnum<const Values extends Record<string, string>>(
  name: string,
  description: string,
  values: Values,
) {
  const members = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as { [V in keyof Values]: V };
  registerEnumType(members, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      Object.entries(values).map(([value, text]) => [value, { description: text }]),
    ) as never,
  });
  return members;
}

/** The values of an enum made by defineEnum. */
export type EnumValue<Enum> = Enum[keyof Enum] & string;
