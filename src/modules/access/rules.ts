import { type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import type { Context } from "../../context.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { ApiError } from "../../shared/errors.ts";
import { type Policy, passes, type Rule } from "../../shared/policy.ts";
import type { UserError } from "../../shared/user-error.ts";

/**
 * Puts the rules in front of every field that code of ours resolves, the roots included. Throws when such a field has no rule, so that
 * one that was forgotten is refused and not open. Plain properties of an object need none: whoever was given the object may read them.
 */
export function applyRules(schema: GraphQLSchema, policies: readonly Policy[]): GraphQLSchema {
  const rules = new Map(policies.flatMap((policy) => Object.entries(policy)));
  const missing: string[] = [];
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    if (type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.resolve) continue;
      const rule = ruleOf(rules, type, field.name);
      if (rule && type === schema.getMutationType()) field.resolve = noting(field.name, guarded(rule, field.resolve));
      else if (rule) field.resolve = guarded(rule, field.resolve);
      else missing.push(`${type.name}.${field.name}`);
      if (rule && field.subscribe) field.subscribe = guarded(rule, field.subscribe);
    }
  }
  if (missing.length) throw new Error(`fields without a rule: ${missing.join(", ")}`);
  return schema;
}

function ruleOf(rules: Map<string, Rule>, type: GraphQLObjectType, field: string): Rule | undefined {
  const names = [type.name, ...type.getInterfaces().map((i) => i.name)];
  return names.map((name) => rules.get(`${name}.${field}`)).find(Boolean);
}

const refusal = {
  staff: "Your role may not ask for this.",
  platform: "A platform, or this key of it, may not ask for this.",
};

const guarded = (
  rule: Rule,
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> => {
  return (source, args, context, info) => {
    if (!passes(rule, context.viewer)) throw new ApiError("FORBIDDEN", refusal[context.viewer.kind]);
    return resolve(source, args, context, info);
  };
};

/** What mutations refused as userErrors, by the context of their request: the caller need not have selected them. */
const noted = new WeakMap<Context, { operation: string; code: ErrorCode }[]>();
export const refusedBy = (context: Context) => noted.get(context) ?? [];

const noting = (
  operation: string,
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> => {
  return async (source, args, context, info) => {
    const payload = (await resolve(source, args, context, info)) as { userErrors?: readonly UserError[] } | null;
    const code = payload?.userErrors?.find((error) => ["FORBIDDEN", "PLATFORM_NOT_FOUND"].includes(error.code))?.code;
    if (code) noted.set(context, [...refusedBy(context), { operation, code }]);
    return payload;
  };
};
