import type { Day } from "../../shared/day.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { cleanText } from "../../shared/text.ts";
import { checkCreditCode } from "../organizations/credit-code.ts";
import { isKnownRegion } from "../organizations/reference.ts";
import type { CaseKind } from "./case.type.ts";
import { nodeNamed, type ParticipantReference, type ParticipantReferenceInput } from "./change.input.ts";
import { isResidentNumber } from "./resident-number.ts";
import { type Checked, rowCheck } from "./row.check.ts";

/** Kinds of each scenario; OTHER is every scenario's. */
const kindsOf: Record<string, readonly string[]> = {
  COURT: [
    "BANKRUPTCY_LIQUIDATION",
    "BANKRUPTCY_REORGANIZATION",
    "BANKRUPTCY_SETTLEMENT",
    "COMPULSORY_LIQUIDATION",
    "ENFORCEMENT",
  ],
  HOUSING: ["HOUSING_PROJECT"],
  HOSPITAL: ["PROCUREMENT_CONTRACT"],
  PHARMACY: ["PROCUREMENT_CONTRACT"],
  EDUCATION: ["PROCUREMENT_CONTRACT"],
  GOVERNMENT: ["PROCUREMENT_CONTRACT"],
  ELDERLY_CARE: ["PROCUREMENT_CONTRACT"],
};

/** Facts that only some kinds have. */
const factKinds = {
  court: kindsOf.COURT!,
  contract: ["PROCUREMENT_CONTRACT", "HOUSING_PROJECT"],
  region: ["HOUSING_PROJECT"],
};

/** The first fact that a case of this kind cannot have; null: all fit. */
export const unfitFact = (kind: string, said: { court: unknown; contract: unknown; region: unknown }) =>
  (Object.keys(factKinds) as (keyof typeof factKinds)[]).find(
    (fact) => said[fact] !== null && !factKinds[fact].includes(kind),
  ) ?? null;

interface MoneySent {
  amount: string;
  currency: string;
}

/** A row of any mutation of cases, as the platform sent it. */
export interface CaseRowInput {
  id?: string | null;
  number?: string | null;
  kind?: CaseKind | null;
  title?: string | null;
  acceptedOn?: string | null;
  completedOn?: string | null;
  administrator?: ParticipantReferenceInput | null;
  parties?: readonly { participant: ParticipantReferenceInput; role: string }[] | null;
  court?: string | null;
  contractAmount?: MoneySent | null;
  region?: string | null;
  observedOn?: string | null;
}

/** What a row says of a case, cleaned; null: nothing. */
export interface CaseRow {
  /** Key of the case; "": an id that is none of a case; null: the row gives none. */
  key: string | null;
  number: string | null;
  kind: CaseKind | null;
  title: string | null;
  acceptedOn: Day | null;
  completedOn: Day | null;
  administrator: ParticipantReference | null;
  parties: readonly { reference: ParticipantReference; role: string }[] | null;
  court: string | null;
  /** `1000.00 CNY`. */
  contract: string | null;
  region: string | null;
  observedOn: Day | null;
}

/** What every row about cases is judged by. */
export interface Judge {
  scenario: string;
  roles: readonly string[];
  /** Currencies that head office keeps a rate for. */
  currencies: ReadonlySet<string>;
  today: Day;
}

const partyLimit = 200;
type Fail = (field: string | readonly string[], code: ErrorCode, message?: string) => void;

/** The participant that a nested reference names. Persons are no participants: what looks like a resident's number is refused. */
export function readReference(
  sent: ParticipantReferenceInput,
  path: readonly string[],
  fail: Fail,
): ParticipantReference {
  const number = cleanText(sent.externalId, { maxLength: 200 });
  if (number.error && number.error !== "TEXT_EMPTY") fail([...path, "externalId"], number.error);
  const code = (sent.creditCode ?? "").slice(0, 100).trim();
  const check = code === "" ? null : checkCreditCode(code);
  const isPerson = (text: string | null, isCode: boolean) =>
    text !== null && isResidentNumber(text) && !(isCode && check?.errors.length === 0 && check.warnings.length === 0);
  if (isPerson(number.text, false)) fail([...path, "externalId"], "PARTY_IS_PERSON");
  else if (isPerson(code, true)) fail([...path, "creditCode"], "PARTY_IS_PERSON");
  else for (const error of check?.errors ?? []) fail([...path, "creditCode"], error);
  const reference = { node: nodeNamed(sent.id), creditCode: check?.code ?? null, externalId: number.text };
  if (!reference.node && code === "" && number.error === "TEXT_EMPTY") fail(path, "PARTICIPANT_UNNAMED");
  return reference;
}

/** `1000.00 CNY`, exact; null when it is refused. */
export function readMoney(sent: MoneySent, path: string, currencies: ReadonlySet<string>, fail: Fail): string | null {
  const amount = sent.amount.trim();
  const currency = sent.currency.trim().toUpperCase();
  if (amount.startsWith("-")) fail([path, "amount"], "AMOUNT_NEGATIVE");
  else if (!/^\d{1,20}(\.\d{1,2})?$/.test(amount)) fail([path, "amount"], "AMOUNT_INVALID");
  else if (!currencies.has(currency)) fail([path, "currency"], "CURRENCY_UNKNOWN");
  else {
    const [whole, cents = ""] = amount.split(".") as [string, string?];
    return `${BigInt(whole)}.${cents.padEnd(2, "0")} ${currency}`;
  }
  return null;
}

/** Checks one row; a registration must say number and kind, the others name a case that stands. */
export function checkCase(
  input: CaseRowInput,
  index: number,
  { scenario, roles, currencies, today }: Judge,
  isRegistration: boolean,
): Checked<CaseRow> {
  const check = rowCheck("cases", input, index);
  const key = input.id ? (keyOf("case", input.id) ?? "") : null;
  const number = check.text("number", 200, isRegistration);
  if (!isRegistration && key === null && number === null && check.errors.length === 0) check.fail([], "CASE_UNNAMED");
  if (number !== null && isResidentNumber(number)) check.fail("number", "PARTY_IS_PERSON");
  const kind = input.kind ?? null;
  if (kind !== null && kind !== "OTHER" && !kindsOf[scenario]?.includes(kind)) check.fail("kind", "CASE_KIND_UNFIT");
  const sent = input.parties ?? null;
  if (sent && sent.length > partyLimit) check.fail("parties", "TOO_MANY_ROWS");
  const parties = (sent ?? []).slice(0, partyLimit).map(({ participant, role }, place) => {
    const path = ["parties", String(place)];
    if (!roles.includes(role)) check.fail([...path, "role"], "ROLE_UNKNOWN");
    return { reference: readReference(participant, [...path, "participant"], check.fail), role };
  });
  const values: CaseRow = {
    key,
    number,
    kind,
    title: check.text("title"),
    acceptedOn: check.dayBy("acceptedOn", today),
    completedOn: check.dayBy("completedOn", today),
    administrator: input.administrator ? readReference(input.administrator, ["administrator"], check.fail) : null,
    parties: sent && parties,
    court: check.text("court"),
    contract: input.contractAmount ? readMoney(input.contractAmount, "contractAmount", currencies, check.fail) : null,
    region: check.text("region", 20),
    observedOn: check.dayBy("observedOn", today),
  };
  if (values.region && !isKnownRegion(values.region)) check.warn("region", "REGION_UNKNOWN");
  if (values.acceptedOn && values.completedOn && values.completedOn < values.acceptedOn)
    check.fail("completedOn", "DATE_ORDER");
  return check.done(values);
}
