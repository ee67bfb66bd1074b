import { createHash } from "node:crypto";
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { ErrorCode } from "../shared/error-codes.ts";
import { checkSize, documentLimits, tooLarge } from "./document.limits.ts";
import type { Asked } from "./graphql.request.ts";
import { Refusal } from "./refusal.ts";
import { checkLiterals } from "./text.check.ts";

/** A document that may be run, and the text that it is known by. */
export interface Admitted {
  text: string;
  hash: string;
  document: DocumentNode;
}

interface StoreOptions {
  /** In production callers learn nothing of the schema that they did not know. */
  production: boolean;
  /** Texts by SHA-256 that callers may name instead of sending them. */
  trusted: ReadonlyMap<string, string>;
  /** Whether nothing else is taken. */
  isLocked: boolean;
}

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Documents that were parsed and checked, once each; those of the bank at the start, others when they first come. */
export class DocumentStore {
  // By their length too, for a parsed document takes a hundred times the memory of its text.
  private readonly recent = new LRUCache<string, Admitted>({
    max: 500,
    maxSize: 2_000_000,
    sizeCalculation: ({ text }) => text.length + 1,
  });
  private readonly trusted = new Map<string, Admitted>();
  private readonly schema: GraphQLSchema;
  private readonly options: StoreOptions;

  /** Throws when a trusted document does not fit the schema. */
  constructor(schema: GraphQLSchema, options: StoreOptions) {
    this.schema = schema;
    this.options = options;
    for (const [hash, text] of options.trusted)
      this.trusted.set(hash, { text, hash, document: readDocument(schema, text, options.production) });
  }

  /** The document that a request means, or the Refusal of it. */
  admit({ query, hash: named }: Asked): Admitted {
    const hash = query === null ? named! : hashOf(query);
    if (named !== null && named !== hash)
      throw new Refusal(400, "BAD_REQUEST", { message: "The hash is of another text." });
    const known = this.find(hash);
    if (known) return known;
    if (this.options.isLocked) throw new Refusal(400, "DOCUMENT_NOT_TRUSTED");
    if (query === null) throw new Refusal(400, "PERSISTED_QUERY_NOT_FOUND");
    const admitted = { text: query, hash, document: readDocument(this.schema, query, this.options.production) };
    this.recent.set(hash, admitted);
    return admitted;
  }

  /** What was admitted under a hash; by name alone callers reach the trusted ones only, since admit asks for the text of others. */
  find(hash: string): Admitted | undefined {
    return this.trusted.get(hash) ?? this.recent.get(hash);
  }
}

function readDocument(schema: GraphQLSchema, text: string, production: boolean): DocumentNode {
  if (text.length > documentLimits.characters) throw tooLarge("characters", documentLimits.characters);
  const document = parsed(text);
  checkSize(document);
  const rules = production ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules;
  checkRoots(schema, document);
  const errors = validate(schema, document, rules, { maxErrors: 5, hideSuggestions: production });
  if (errors.length > 0) throw refused("GRAPHQL_VALIDATION_FAILED", errors);
  checkLiterals(schema, document);
  return document;
}

/** The rules of the specification let a subscription past where there are none. */
function checkRoots(schema: GraphQLSchema, { definitions }: DocumentNode): void {
  for (const one of definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION || schema.getRootType(one.operation)) continue;
    throw new Refusal(400, "GRAPHQL_VALIDATION_FAILED", { message: `There is no ${one.operation}.` });
  }
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: documentLimits.tokens });
  } catch (error) {
    // Thousands of brackets within each other end the parser's stack.
    if (error instanceof RangeError) throw tooLarge("levels", documentLimits.depth);
    if (/more tha[nt] \d+ tokens/.test((error as Error).message)) throw tooLarge("tokens", documentLimits.tokens);
    throw refused("GRAPHQL_PARSE_FAILED", [error as GraphQLError]);
  }
}

const refused = (code: ErrorCode, errors: readonly GraphQLError[]): Refusal =>
  new Refusal(400, code, {
    problems: errors.map(
      ({ message, locations }): GraphQLFormattedError => ({
        message: message.slice(0, 500),
        locations,
        extensions: { code },
      }),
    ),
  });
