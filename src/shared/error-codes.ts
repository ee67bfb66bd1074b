/** Every code that the API answers, with what the caller should do. The README's table is made from this one. */
export const errorCodes = {
  // thrown by queries, and by anything before a mutation's own checks
  UNAUTHENTICATED: "No token, or one that is not valid any more. Sign in again.",
  FORBIDDEN: "The viewer's role may not do this.",
  NOT_FOUND: "Nothing of that id, or nothing that the viewer may see; the two are not told apart.",
  BAD_INPUT: "An argument has a value outside its range; the message names it.",
  BAD_CURSOR: "The cursor was not made by this question, or is damaged. Start again without it.",
  NOT_AVAILABLE_YET: "The argument or channel is part of the contract and is served by a later version.",
  INTERNAL: "An outage on our side, logged under the reply's request id. Try again later.",
  UNAVAILABLE: "The database does not answer at the moment. Try again after a pause.",
  TIMED_OUT:
    "It took longer than a request may take, and was broken off. Ask for less, or try again with the same key.",
  // answered by the GraphQL layer before anything of ours runs
  GRAPHQL_PARSE_FAILED: "The document is no GraphQL.",
  GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema.",
  BAD_USER_INPUT: "A variable does not fit its type.",
  BAD_REQUEST: "The request is no GraphQL-over-HTTP request; see the message.",
  OPERATION_RESOLUTION_FAILURE: "The document has no operation of that name, or several and none was named.",
  // userErrors and row results of mutations
  TEXT_EMPTY: "A text that must not be empty is empty.",
  TEXT_TOO_LONG: "A text is longer than allowed.",
  TEXT_CONTROL_CHARACTER: "A text contains a null byte or another control character.",
  TEXT_ILL_FORMED: "A text is not well-formed Unicode (a lone surrogate).",
  CREDIT_CODE_LENGTH: "A unified social credit code has 18 characters.",
  CREDIT_CODE_ALPHABET: "A unified social credit code has digits and capital letters without I, O, S, V, Z.",
  CREDIT_CODE_CHECK: "Warning: the check character does not fit. The row is kept.",
  CREDIT_CODE_REGION: "Warning: no region of GB/T 2260 has the code's own region digits. The row is kept.",
  CREDIT_CODE_MISSING: "A head office is named by its credit code.",
  REGION_UNKNOWN: "Warning: no region of GB/T 2260 has this code. The row is kept.",
  INDUSTRY_UNKNOWN: "Warning: no industry of GB/T 4754 has this code. The row is kept.",
  DATE_INVALID: "No such day in the calendar.",
  DATE_ORDER: "The start lies after the end.",
  DATE_FUTURE: "A day on which something was seen lies in the future.",
  AMOUNT_NEGATIVE: "An amount must not be negative.",
  AMOUNT_INVALID: "An amount is not a decimal number, or has too many digits.",
  CURRENCY_UNKNOWN: "No exchange rate is known for this currency.",
  HEAD_OFFICE_SELF: "An organization is not its own head office.",
  ROLE_UNKNOWN: "The platform has no such role.",
  DUPLICATE_ROW: "The same row stands earlier in the same call.",
  ROW_CONFLICT: "Two rows of the caller contradict each other; see the message for the other one.",
  TOO_MANY_ROWS: "More rows in one call than allowed.",
  PLATFORM_NOT_FOUND: "No such platform, or not the caller's own.",
  KEY_NOT_FOUND: "No such platform key.",
  KEY_NOT_VALID: "The platform key is revoked, expired or replaced already.",
  TOO_MANY_KEYS: "The platform has ten valid keys already; revoke one first.",
  IDEMPOTENCY_KEY_REUSED: "The idempotency key was used with other content.",
  PROBABILITY_RANGE: "A probability lies between 0 and 1, both excluded.",
  // rows of imported files
  CSV_COLUMNS_MISSING: "The file lacks columns that the mapping names.",
  CSV_COLUMNS_REPEATED: "The file has two columns of a name that the mapping uses.",
  CSV_ROW_LENGTH: "A row has more or fewer fields than the header.",
  CSV_TRUNCATED: "The file ends in the middle of a row.",
  CSV_ENCODING: "A row has bytes that are no character in the encoding of the file.",
  REFERENCE_UNKNOWN: "A row names an organization that no row and no record has.",
} as const;

/** A code of the table above; nothing else is ever answered. */
export type ErrorCode = keyof typeof errorCodes;
