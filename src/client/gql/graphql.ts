/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How batches are ordered, largest first; ties by hub id, then channel. */
export type AcquisitionBatchOrder =
  /** By the twelve-month amount between hub and prospects, compared in CNY at head office's dated rates. */
  | 'ANNUAL_AMOUNT'
  /** By the accounts the bank may expect. */
  | 'EXPECTED_ACCOUNTS'
  /** By the number of prospects. */
  | 'PROSPECT_COUNT';

/** By which kind of hub prospects are reached. */
export type AcquisitionChannel =
  /** Members of an association or group (朋友圈). */
  | 'ASSOCIATION'
  /** Payees, endorsees and holders of bills; not served yet. */
  | 'BILL'
  /** Firms behind one person (公私联动). */
  | 'PERSON'
  /** Participants of a scenario platform (深耕场景). */
  | 'PLATFORM'
  /** A trade for which there is a specialty product; not served yet. */
  | 'PRODUCT'
  /** Whom a client refers; not served yet. */
  | 'REFERRAL'
  /** Suppliers and buyers of an organization (链式营销). */
  | 'SUPPLY_CHAIN';

/** From whom to start, by which channels, how far, and which prospects are wanted. */
export type AcquisitionInput = {
  /** True on that day; today when omitted. */
  asOf?: string | null | undefined;
  /** Start from the clients of this branch alone; for all but head office and auditors only the own one. */
  branch?: string | number | null | undefined;
  /** Only these channels; all that are served when omitted or empty. */
  channels?: Array<AcquisitionChannel> | null | undefined;
  /** Start from these clients, at most 100; empty means every client of the branch, or of the bank, that the viewer may start from. */
  from?: Array<string | number> | null | undefined;
  /** Prospects of this industry: prefix of a GB/T 4754 code with its section letter, e.g. C30. */
  industry?: string | null | undefined;
  /** Using only what the bank had recorded by that instant: relationships and evidence, who was a client, values of organizations, accounts and priors. With asOf on its day a backtest without the outcome. Null or still to come: all that is recorded now. Errors: BAD_INPUT. */
  knownAt?: string | null | undefined;
  /** Longest path from a client through a hub to a prospect, 1 to 6. */
  maxHops?: number;
  /** Every supply relationship on a path flows at least this in twelve months, compared in CNY. */
  minAnnualAmount?: MoneyInput | null | undefined;
  /** Every relationship on a path is at least this certain, 0 to 1. */
  minConfidence?: number | null | undefined;
  /** Prospects in this region: prefix of a GB/T 2260 code, e.g. 36 for Jiangxi. */
  region?: string | null | undefined;
};

/** A role that a scenario is to have. */
export type AddParticipantRoleInput = {
  /** Its name in Chinese, 1 to 100 characters. */
  chineseName: string;
  /** 1 to 40 capital letters, digits and underscores, beginning with a letter. */
  code: string;
  /** Its name in English, 1 to 100 characters. */
  name: string;
  /** The scenario. */
  scenario: Scenario;
};

/** Which rows; every part that is given must hold. */
export type AuditFilter = {
  /** Just this actor. */
  actor?: string | null | undefined;
  /** Written at this instant or later. */
  from?: string | null | undefined;
  /** Just this operation. */
  operation?: string | null | undefined;
  /** Only what was done, or only what was refused. */
  outcome?: AuditOutcome | null | undefined;
  /** Rows that touched what this id names; any id of the API. */
  subject?: string | number | null | undefined;
  /** Written before this instant. */
  to?: string | null | undefined;
};

/** What came of an act. */
export type AuditOutcome =
  /** It was done, and the row was written in the same transaction. */
  | 'DONE'
  /** It was refused; refusals of a minute are counted in one row. */
  | 'REFUSED';

/** That a case is completed. */
export type CaseCompletionInput = {
  /** Day on which it was completed. */
  completedOn: string;
  /** Id of the case. */
  id?: string | number | null | undefined;
  /** The platform's own number of the case. */
  number?: string | null | undefined;
  /** When the platform saw this. Null: today. */
  observedOn?: string | null | undefined;
};

/** One case. Blank text says nothing. */
export type CaseInput = {
  /** Day on which it was accepted, signed or begun. */
  acceptedOn?: string | null | undefined;
  /** Who administers it; what it brings in comes to this participant's account unless said otherwise. */
  administrator?: ParticipantReferenceInput | null | undefined;
  /** Day on which it was completed. */
  completedOn?: string | null | undefined;
  /** Contracts and projects: the amount agreed. */
  contractAmount?: MoneyInput | null | undefined;
  /** Court kinds: name of the court. */
  court?: string | null | undefined;
  /** What it is; one of the kinds of the platform's scenario. */
  kind: CaseKind;
  /** The platform's own number of the case, 1 to 200 characters. */
  number: string;
  /** When the platform saw this; older rows never overwrite newer ones. Null: today. */
  observedOn?: string | null | undefined;
  /** All its parties as they now are, at most 200; null says nothing, an empty list that there is none. */
  parties?: Array<CasePartyInput> | null | undefined;
  /** Projects: GB/T 2260 code of where it is. */
  region?: string | null | undefined;
  /** What it is called, 1 to 300 characters; names of organizations alone. */
  title?: string | null | undefined;
};

/** What a platform's case is; each scenario has its own kinds. */
export type CaseKind =
  /** Court: bankruptcy liquidation (破产清算). */
  | 'BANKRUPTCY_LIQUIDATION'
  /** Court: reorganization (破产重整). */
  | 'BANKRUPTCY_REORGANIZATION'
  /** Court: settlement in bankruptcy (破产和解). */
  | 'BANKRUPTCY_SETTLEMENT'
  /** Court: compulsory liquidation (强制清算). */
  | 'COMPULSORY_LIQUIDATION'
  /** Court: enforcement (执行). */
  | 'ENFORCEMENT'
  /** Housing: a project whose money is supervised (房地产项目). */
  | 'HOUSING_PROJECT'
  /** Any scenario: anything else. */
  | 'OTHER'
  /** Hospital, pharmacy, education, government, elderly care: a procurement contract (采购合同). */
  | 'PROCUREMENT_CONTRACT';

/** An organization in a role of a case. */
export type CasePartyInput = {
  /** Which participant. */
  participant: ParticipantReferenceInput;
  /** One of the platform's roles. */
  role: string;
};

/** Whether a case is completed. */
export type CaseStatus =
  /** Whichever. */
  | 'ANY'
  /** Completed. */
  | 'COMPLETED'
  /** Not completed yet. */
  | 'OPEN';

/** What changed of one case, named by id or number. */
export type CaseUpdateInput = {
  /** Day on which it was accepted, signed or begun. */
  acceptedOn?: string | null | undefined;
  /** Who administers it; what it brings in comes to this participant's account unless said otherwise. */
  administrator?: ParticipantReferenceInput | null | undefined;
  /** Day on which it was completed. */
  completedOn?: string | null | undefined;
  /** Contracts and projects: the amount agreed. */
  contractAmount?: MoneyInput | null | undefined;
  /** Court kinds: name of the court. */
  court?: string | null | undefined;
  /** Id of the case. */
  id?: string | number | null | undefined;
  /** What it is now. */
  kind?: CaseKind | null | undefined;
  /** The platform's own number of the case. */
  number?: string | null | undefined;
  /** When the platform saw this; older rows never overwrite newer ones. Null: today. */
  observedOn?: string | null | undefined;
  /** All its parties as they now are, at most 200; null says nothing, an empty list that there is none. */
  parties?: Array<CasePartyInput> | null | undefined;
  /** Projects: GB/T 2260 code of where it is. */
  region?: string | null | undefined;
  /** What it is called, 1 to 300 characters; names of organizations alone. */
  title?: string | null | undefined;
};

/** What a step of an acquisition chain is. */
export type ChainStepKind =
  /** The members of somebody who recommended. */
  | 'MEMBERS'
  /** Who operates the platform. */
  | 'OPERATOR'
  /** Those who take part in the platform in one role. */
  | 'PARTICIPANTS'
  /** Somebody who recommended the platform, its operator, or another recommender to them. */
  | 'RECOMMENDER';

/** Completions of cases that stand, in one transaction. */
export type CompleteCasesInput = {
  /** At most 5,000. */
  cases: Array<CaseCompletionInput>;
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** The platform; for a machine its own. */
  platformId: string | number;
};

/** What a person agreed to (同意用途). */
export type ConsentPurpose =
  /** That the bank keeps the contact and calls back about what was asked. */
  | 'CONTACT'
  /** That the bank uses it to judge a credit application. */
  | 'CREDIT_ASSESSMENT'
  /** That the bank offers products by this way. */
  | 'MARKETING'
  /** That the bank looks at personal money events: sensitive, hence a consent of its own (单独同意, PIPL article 29). */
  | 'SENSITIVE_FINANCIAL';

/** What kind of contact. */
export type ContactKind =
  /** An e-mail address (电子邮箱). */
  | 'EMAIL'
  /** Any other telephone number (座机). */
  | 'LANDLINE'
  /** A mobile number (手机). */
  | 'MOBILE';

/** What participants are set apart by. */
export type CoverageDimension =
  /** By the month in which they first took part. */
  | 'MONTH'
  /** By where they are, as exact as regionLevel says. */
  | 'REGION'
  /** By what they take part as; who has two roles stands in both. */
  | 'ROLE';

/** A new import. */
export type CreateImportInput = {
  /** One file; of a mapping all that it reads. */
  files: Array<ImportFileInput>;
  /** How the file is written; mappings read CSV. */
  format?: ImportFormat;
  /** Name of a kind in importKinds. */
  kind: string;
  /** Take a name for the source's own number where a row has neither code nor number. */
  namesIdentify?: boolean;
  /** Name of the source, 1 to 100 characters, never to be changed for the same list; null for a mapping, which has its own. */
  source?: string | null | undefined;
};

/** A new platform of the bank. */
export type CreatePlatformInput = {
  /** 1 to 200 characters: the same key with the same content answers the platform that was made, and makes no other. */
  idempotencyKey?: string | null | undefined;
  /** Its name, 1 to 300 characters. */
  name: string;
  /** The organization that operates it; null: not known yet. */
  operatorId?: string | number | null | undefined;
  /** When it was proposed; today when omitted. */
  proposedOn?: string | null | undefined;
  /** Codes of the roles that participants may have, of those that the scenario has (participantRoles); all of them when omitted. */
  roles?: Array<string> | null | undefined;
  /** What it is for. */
  scenario: Scenario;
};

/** A new key. */
export type CreatePlatformKeyInput = {
  /** What to call it, 1 to 100 characters. */
  name: string;
  /** What it may do; at least one. */
  permissions: Array<PlatformPermission>;
  /** The one platform whose key it is. */
  platformId: string | number;
  /** After how many days it stops, 1 to 400. */
  validDays?: number;
};

/** A new receiver. */
export type CreateWebhookInput = {
  /** Whose view it gets. */
  audience?: EventAudience;
  /** Only these kinds, of its audience; all when omitted. */
  kinds?: Array<PlatformEventKind> | null | undefined;
  /** What to call it, 1 to 100 characters. */
  name: string;
  /** Whose events; omitted: the caller's own platform, for audience BANK those of all platforms. */
  platformId?: string | number | null | undefined;
  /** https, a public address, at most 2,000 characters, without user and password. */
  url: string;
};

/** Whether a walk stops at what stands beside everybody. */
export type DefaultStops =
  /** Courts and authorities (organizations of category GOVERNMENT) and banks are reached, and not walked through. */
  | 'APPLY'
  /** They are walked through like all others. */
  | 'IGNORE';

/** The end of a webhook. */
export type DeleteWebhookInput = {
  /** The webhook. */
  id: string | number;
};

/** Which way a relationship runs, as seen from the entity that is asked. */
export type Direction =
  /** Either way. */
  | 'BOTH'
  /** The entity is its target. */
  | 'IN'
  /** The entity is its source. */
  | 'OUT';

/** Ends of participations on one platform, in one transaction. */
export type EndParticipationsInput = {
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** At most 5,000. */
  participations: Array<ParticipationEndInput>;
  /** The platform; for a machine its own. */
  platformId: string | number;
};

/** What one bad row does to the others. */
export type ErrorPolicy =
  /** One bad row and nothing is written. */
  | 'REJECT_ALL'
  /** Bad rows are reported, the rest is written. */
  | 'REJECT_ROW';

/** Whose view a webhook gets. */
export type EventAudience =
  /** The bank's: all events, with the bank's own ids. Head office alone makes these. */
  | 'BANK'
  /** The platform's: its own events that are meant for it, under ids private to it. */
  | 'PLATFORM';

/** What a piece of evidence is. */
export type EvidenceKind =
  /** A list of members. */
  | 'ASSOCIATION_ROSTER'
  /** A bank acceptance bill between the two. */
  | 'BILL'
  /** A contract between them. */
  | 'CONTRACT'
  /** What one of the two published or told us. */
  | 'DECLARATION'
  /** A receivable between them that the bank bought. */
  | 'FACTORING'
  /** An invoice from one to the other. */
  | 'INVOICE'
  /** Anything else. */
  | 'OTHER'
  /** A registration by a scenario platform. */
  | 'PLATFORM'
  /** An entry in a public register. */
  | 'REGISTRY';

/** Why a name is a former one. */
export type FormerNameReason =
  /** Another organization bore it, which head office merged into this one. */
  | 'MERGED'
  /** The organization bears another name since; a source said so. */
  | 'RENAMED';

/** Roles of its scenario that a platform is to have besides those it has. */
export type GivePlatformRolesInput = {
  /** The platform. */
  platformId: string | number;
  /** Codes of roles of the platform's scenario, at most 50. */
  roles: Array<string>;
};

/** Whom a hop may lead to. */
export type HopEnds =
  /** Anybody. */
  | 'ANY'
  /** Organizations that hold an account with the bank on the day asked. */
  | 'CLIENTS'
  /** Organizations that hold none on that day. */
  | 'NON_CLIENTS';

/** What one hop may use and where it may lead. What is left out is as in the rest of the input. */
export type HopFilterInput = {
  /** Which way it runs, as seen from the entity it leaves; the input's own when omitted. */
  direction?: Direction | null | undefined;
  /** Only to clients or only to others; of the last hop alone. Anybody when omitted. */
  ends?: HopEnds | null | undefined;
  /** Only to entities of this industry: a GB/T 4754 code or the beginning of one, e.g. C30; any when omitted. */
  industry?: string | null | undefined;
  /** Only these kinds; the input's own when omitted or empty. */
  kinds?: Array<RelationshipKind> | null | undefined;
  /** Only relationships with at least this amount in the twelve months before the day, compared in CNY at head office's rate of the day; any when omitted. */
  minAnnualAmount?: MoneyInput | null | undefined;
  /** Only relationships at least this certain on the day, 0 to 1; the input's own when omitted. */
  minConfidence?: number | null | undefined;
  /** Only to entities of this region: one to six digits of a GB/T 2260 code; any when omitted. */
  region?: string | null | undefined;
};

/** A file that will be uploaded. */
export type ImportFileInput = {
  /** How many chunks it will have, so that a missing one at the end is noticed, 1 to 10,000; null: not said. */
  chunkCount?: number | null | undefined;
  /** Its name, 1 to 200 characters; of a mapping one of the names in importKinds. */
  name: string;
};

/** How a list is written. */
export type ImportFormat =
  /** Comma-separated with a header; UTF-8, GB18030 or UTF-16, told apart. */
  | 'CSV'
  /** One JSON object a line, UTF-8. */
  | 'NDJSON';

/** Where an import stands. */
export type ImportState =
  /** It was stopped; what it wrote stays. startImport goes on where it was. */
  | 'CANCELLED'
  /** Every row was dealt with. */
  | 'DONE'
  /** It could not go on; failure says why. startImport goes on where it was. */
  | 'FAILED'
  /** It waits for a server. */
  | 'QUEUED'
  /** What it wrote was taken back. */
  | 'REVERTED'
  /** What it wrote is being taken back. */
  | 'REVERTING'
  /** A server works on it, or takes it up again when the one before was stopped. */
  | 'RUNNING'
  /** Its file is being uploaded; startImport comes next. */
  | 'UPLOADING';

/** What happened with a person's money. */
export type MoneyEventKind =
  /** A time deposit was withdrawn early (定期提前支取). */
  | 'EARLY_WITHDRAWAL'
  /** A large transfer went out (大额转账). */
  | 'LARGE_TRANSFER';

/** An exact amount in one currency. */
export type MoneyInput = {
  /** Exact decimal in units of the currency, not negative. */
  amount: string;
  /** ISO 4217 code of a currency that head office keeps a rate for. */
  currency?: string;
};

/** What kind of organization. An association, a court or a hospital is an organization and can become a client like any other. */
export type OrganizationCategory =
  /** A trade or professional association (行业协会). */
  | 'ASSOCIATION'
  /** A store or branch of another organization, no legal person of its own. */
  | 'BRANCH'
  /** A company (企业). */
  | 'ENTERPRISE'
  /** A court, authority or other organ of state. */
  | 'GOVERNMENT'
  /** An individual business (个体工商户); its owner's data is personal. */
  | 'INDIVIDUAL_BUSINESS'
  /** Anything else, e.g. a law firm. */
  | 'OTHER'
  /** A hospital, school or other public institution (事业单位). */
  | 'PUBLIC_INSTITUTION';

/** Which organizations; every condition given must hold. */
export type OrganizationFilter = {
  /** Only this category. */
  category?: OrganizationCategory | null | undefined;
  /** Whether it holds a credit facility that the viewer may see (own branch; head office and auditors: any). */
  hasFacility?: boolean | null | undefined;
  /** Prefix of a GB/T 4754 code with its section letter, e.g. C30. */
  industry?: string | null | undefined;
  /** true: only clients of the bank; false: only others. */
  isClient?: boolean | null | undefined;
  /** Prefix of a GB/T 2260 code, e.g. 36 for Jiangxi. */
  region?: string | null | undefined;
  /** Any part of its name or of a former one, pinyin or initials from the beginning of a word of it (quanzhou, yaodian, hayd), or the first four or more characters of its credit code; at most 100 characters. Case, width, white space, punctuation and traditional characters make no difference. Best first: by credit code; names that begin so, the name itself first; in which a word begins so; that hold it anywhere. Among like ones by the text from there on, then in the order in which the names became known. */
  search?: string | null | undefined;
};

/** Its standing in the register. */
export type OrganizationStatus =
  /** In business. */
  | 'ACTIVE'
  /** Struck off (注销). */
  | 'DEREGISTERED'
  /** In bankruptcy. */
  | 'INSOLVENT'
  /** Licence revoked (吊销). */
  | 'REVOKED'
  /** No source said. */
  | 'UNKNOWN';

/** One participant in one role. Blank text says nothing. */
export type ParticipantInput = {
  /** Unified social credit code; a wrong check character is a warning, a wrong length or letter an error. */
  creditCode?: string | null | undefined;
  /** The platform's own number for this participant. */
  externalId?: string | null | undefined;
  /** Credit code of the head office, when this is a store or branch. */
  headOfficeCreditCode?: string | null | undefined;
  /** GB/T 4754 code with its section letter; an unknown one is kept with a warning. */
  industry?: string | null | undefined;
  /** Its name, 1 to 300 characters. */
  name: string;
  /** When the platform saw this; older rows never overwrite newer ones. Null: today. */
  observedOn?: string | null | undefined;
  /** GB/T 2260 code; an unknown one is kept with a warning. */
  region?: string | null | undefined;
  /** One of the platform's roles. */
  role: string;
  /** First day in this role; null: unknown. */
  since?: string | null | undefined;
};

/** Names a participant that stands on the platform, by one of the three. A person is refused: PARTY_IS_PERSON. */
export type ParticipantReferenceInput = {
  /** Its unified social credit code. */
  creditCode?: string | null | undefined;
  /** The platform's own number for it. */
  externalId?: string | null | undefined;
  /** Id of the participant, or of one of its participations. */
  id?: string | number | null | undefined;
};

/** What changed of one participant, named by id, by own number or by credit code. What is left out or blank says nothing. */
export type ParticipantUpdateInput = {
  /** Its unified social credit code. Beside an id or a number: the code that it is to have, where it has none. */
  creditCode?: string | null | undefined;
  /** The platform's own number for it. Beside an id or a code: the number that it is to have, where it has none. */
  externalId?: string | null | undefined;
  /** Credit code of the head office, when this is a store or branch. */
  headOfficeCreditCode?: string | null | undefined;
  /** Id of the participant or of one of its participations, as this API answered it. */
  id?: string | number | null | undefined;
  /** GB/T 4754 code with its section letter; an unknown one is kept with a warning. */
  industry?: string | null | undefined;
  /** Its name, 1 to 300 characters. */
  name?: string | null | undefined;
  /** When the platform saw this; older rows never overwrite newer ones. Null: today. */
  observedOn?: string | null | undefined;
  /** GB/T 2260 code; an unknown one is kept with a warning. */
  region?: string | null | undefined;
};

/** The end of one participant's time in one role. */
export type ParticipationEndInput = {
  /** Its unified social credit code. Beside an id or a number: the code that it is to have, where it has none. */
  creditCode?: string | null | undefined;
  /** The platform's own number for it. Beside an id or a code: the number that it is to have, where it has none. */
  externalId?: string | null | undefined;
  /** Id of the participant or of one of its participations, as this API answered it. */
  id?: string | number | null | undefined;
  /** When the platform learned this; an end is not taken when it was seen there later. Null: today. */
  observedOn?: string | null | undefined;
  /** Why. */
  reason: ParticipationEndReason;
  /** The role that it left; may be left out when id is that of a participation. */
  role?: string | null | undefined;
  /** First day on which it no longer had the role; may lie ahead. */
  until: string;
};

/** Why a participant left a role. */
export type ParticipationEndReason =
  /** It closed down (停业/关闭). */
  | 'CLOSED'
  /** What it took part in is completed (办结). */
  | 'COMPLETED'
  /** It left the platform of its own will (退出). */
  | 'LEFT'
  /** Another reason, or none that is known. */
  | 'OTHER'
  /** It never had the role (误登). */
  | 'RECORDED_BY_MISTAKE'
  /** Somebody else does it now (更换). */
  | 'REPLACED';

/** Whether a role is held today. */
export type ParticipationStatus =
  /** Whichever. */
  | 'ANY'
  /** A role that holds today. */
  | 'CURRENT'
  /** Roles that have all ended by today. */
  | 'FORMER';

/** How a contact or a consent was given. */
export type PersonalSource =
  /** In the bank's app. */
  | 'APP'
  /** Said on the telephone. */
  | 'CALL'
  /** Asked at the counter (一问一记一留存). */
  | 'COUNTER'
  /** At a salon, lecture or visit. */
  | 'EVENT'
  /** On a signed form. */
  | 'FORM'
  /** The person or organization published it. */
  | 'PUBLISHED';

/** What is expected of a platform; what is omitted is as head office's plan says, and without a plan 0. Amounts are in CNY. */
export type PlatformAssumptions = {
  /** What stands on each account on average, in CNY. */
  depositPerAccount?: string | null | undefined;
  /** By what a return a year later is worth less, 0 to 1, at most six decimals. */
  discount?: string | null | undefined;
  /** Or: how many accounts in all, spread evenly over rampMonths. */
  expectedAccounts?: number | null | undefined;
  /** What each account earns besides, in CNY a month. */
  feePerAccount?: string | null | undefined;
  /** When it is to be launched; the day of the launch wins once there is one. */
  launchOn?: string | null | undefined;
  /** What the bank earns on deposits, 0 to 1 a year, at most six decimals. */
  margin?: string | null | undefined;
  /** Accounts opened in each month from the launch on; at most 120 months. */
  monthlyAccounts?: Array<number> | null | undefined;
  /** Over how many months expectedAccounts are opened, 1 to 120; 12 when omitted. */
  rampMonths?: number | null | undefined;
};

/** Which cases; every condition given must hold. */
export type PlatformCaseFilter = {
  /** Accepted on this day or later. */
  acceptedSince?: string | null | undefined;
  /** Id of the participant that administers it. */
  administratorId?: string | number | null | undefined;
  /** Of one of these kinds. */
  kinds?: Array<CaseKind> | null | undefined;
  /** Id of a participant that is one of its parties. */
  partyId?: string | number | null | undefined;
  /** Any part of the number or the title, at most 100 characters. */
  search?: string | null | undefined;
  /** Whether it is completed. */
  status?: CaseStatus;
};

/** What happened on a platform. */
export type PlatformEventKind =
  /** A participant opened an account with us; the bank alone is told. */
  | 'ACCOUNT_OPENED'
  /** A case was completed; the platform is told. */
  | 'CASE_COMPLETED'
  /** A case was opened; the platform is told. */
  | 'CASE_OPENED'
  /** Something newer was said of a case; the platform is told. */
  | 'CASE_UPDATED'
  /** A participant is, or may be, an organization that is known from elsewhere; the bank alone is told. */
  | 'PARTICIPANT_MATCHED'
  /** A participant took up a role; the platform is told. */
  | 'PARTICIPANT_REGISTERED'
  /** Something newer was said of a participant; the platform is told. */
  | 'PARTICIPANT_UPDATED'
  /** A participant gave up a role; the platform is told. */
  | 'PARTICIPATION_ENDED'
  /** Money of a case was deposited; the platform is told. */
  | 'PROCEEDS_RECORDED'
  /** A person decided whether a participant is such an organization; the bank alone is told. */
  | 'REVIEW_DECIDED';

/** Whether a key is taken. */
export type PlatformKeyStatus =
  /** Its time is over. */
  | 'EXPIRED'
  /** It was ended by hand. */
  | 'REVOKED'
  /** It is taken. */
  | 'VALID';

/** Which participants; every condition given must hold. */
export type PlatformParticipantFilter = {
  /** A changesCursor, or the endCursor of a page that was asked with changedAfter: those that changed since, each once, the latest change last. */
  changedAfter?: string | null | undefined;
  /** This credit code. */
  creditCode?: string | null | undefined;
  /** This number of the platform's own. */
  externalId?: string | null | undefined;
  /** Stores and branches of the head office with this credit code. */
  headOfficeCreditCode?: string | null | undefined;
  /** Prefix of a GB/T 2260 code. */
  region?: string | null | undefined;
  /** In one of these roles, in the asked status; at most 50. */
  roles?: Array<string> | null | undefined;
  /** Any part of the name, at most 100 characters; capital and small letters are alike. */
  search?: string | null | undefined;
  /** CURRENT: holds a role (one of roles); FORMER: held one and holds none of them today. */
  status?: ParticipationStatus;
};

/** What a platform's key may be given. */
export type PlatformPermission =
  /** Say where its events are sent, and see what became of them. */
  | 'MANAGE_WEBHOOKS'
  /** Read its platform, the participants that were registered on it, and its events. */
  | 'READ_PARTICIPANTS'
  /** Register its platform's participants, and learn what became of each row. */
  | 'REGISTER_PARTICIPANTS';

/** How far a platform has come, in this order. */
export type PlatformStatus =
  /** It is given up, or was taken out of use. */
  | 'ENDED'
  /** It is being built. */
  | 'IN_BUILD'
  /** It is launched, and participants use it. */
  | 'LIVE'
  /** It is weighed. */
  | 'PROPOSED';

/** One receipt of money that a case brought in. */
export type ProceedsInput = {
  /** The account it came to, as the platform knows it, at most 64 characters. */
  accountNumber?: string | null | undefined;
  /** How much; at most two decimals. */
  amount: MoneyInput;
  /** Id of the case. */
  caseId?: string | number | null | undefined;
  /** The platform's own number of the case. */
  caseNumber?: string | null | undefined;
  /** When the platform saw this; a receipt is corrected by a later day alone. Null: today. */
  observedOn?: string | null | undefined;
  /** Day on which it was received. */
  receivedOn: string;
  /** Whose account it came to; null: the case's administrator. */
  recipient?: ParticipantReferenceInput | null | undefined;
  /** The platform's own number of the receipt, 1 to 200 characters. */
  reference: string;
};

/** Receipts of cases that stand, in one transaction. */
export type RecordProceedsInput = {
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** The platform; for a machine its own. */
  platformId: string | number;
  /** At most 5,000. */
  proceeds: Array<ProceedsInput>;
};

/** What to deliver again. */
export type RedeliverInput = {
  /** These deliveries, delivered ones too, at most 1,000; omitted: all that are parked, or failed and wait for their next attempt. */
  deliveryIds?: Array<string | number> | null | undefined;
  /** The webhook. */
  webhookId: string | number;
};

/** Cases of one platform, in one transaction. */
export type RegisterCasesInput = {
  /** At most 5,000. */
  cases: Array<CaseInput>;
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** The platform; for a machine its own. */
  platformId: string | number;
};

/** Participants of one platform, in one transaction. */
export type RegisterParticipantsInput = {
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** At most 5,000. */
  participants: Array<ParticipantInput>;
  /** The platform; for a machine its own. */
  platformId: string | number;
};

/** What a relationship says; each kind runs from its source to its target. */
export type RelationshipKind =
  /** Person to organization: legal representative, executive, shareholder or finance staff. */
  | 'AFFILIATED_WITH'
  /** Organization to organization: a store or branch to its head office. */
  | 'BRANCH_OF'
  /** Organization to organization: the source stands surety for the target. */
  | 'GUARANTEES'
  /** Organization to an association or group. */
  | 'MEMBER_OF'
  /** Organization to scenario platform: it runs the platform. */
  | 'OPERATES'
  /** Organization or person to organization: it holds a share. */
  | 'OWNS'
  /** Organization to scenario platform: it works through the platform in a role (参与方). */
  | 'PARTICIPATES_IN'
  /** Entity to entity: one hub recommends another, or the bank's platform to it. */
  | 'RECOMMENDED'
  /** Entity to organization: the source brought the target to the bank. */
  | 'REFERRED'
  /** Organization to organization: the source sells to the target (上下游). */
  | 'SUPPLIES';

/** How relationships are ordered; ties by the other end's id, then the relationship's. */
export type RelationshipOrder =
  /** Largest twelve-month amount first, compared in CNY at head office's dated rates. */
  | 'ANNUAL_AMOUNT'
  /** Most certain first. */
  | 'CONFIDENCE'
  /** Latest start first, unknown starts last. */
  | 'SINCE';

/** Why a participant has no account, as far as the bank knows; of several the first of this order. */
export type RemainingReason =
  /** It is a bank. */
  | 'BANK'
  /** It is marked so that nobody contacts it. */
  | 'DO_NOT_CONTACT'
  /** It had an account, and has none any more. */
  | 'FORMER_CLIENT'
  /** It may be the same as another organization; a person has to decide. */
  | 'IN_REVIEW'
  /** Nothing stands against it: it is to be won. */
  | 'NONE_KNOWN'
  /** It is deregistered, revoked or insolvent. */
  | 'NOT_ACTIVE'
  /** It takes part as a debtor in cases and as nothing else. */
  | 'ONLY_DEBTOR';

/** What is to be seen unmasked, and what for. */
export type RevealInput = {
  /** Id of a contact. Exactly one of contactId and moneyEventId. */
  contactId?: string | number | null | undefined;
  /** Id of a money event; the purpose is then SENSITIVE_FINANCIAL. */
  moneyEventId?: string | number | null | undefined;
  /** What for. The person's consent for just this purpose must be in force today. The contact point of an organization that is no individual business needs none. */
  purpose: ConsentPurpose;
};

/** The end of a key. */
export type RevokePlatformKeyInput = {
  /** The key. */
  id: string | number;
};

/** The successor of a key. */
export type RotatePlatformKeyInput = {
  /** The key to be followed. */
  id: string | number;
  /** How many hours the old key is still taken, 0 to 720. */
  overlapHours?: number;
  /** After how many days the new key stops, 1 to 400. */
  validDays?: number;
};

/** The next secret of a webhook. */
export type RotateWebhookSecretInput = {
  /** The webhook. */
  id: string | number;
  /** For how many hours deliveries are signed with the old secret as well, 0 to 720. */
  overlapHours?: number;
};

/** What became of the caller's own row; equal for firms the bank knows and firms it doesn't. */
export type RowOutcome =
  /** The participation is new. */
  | 'CREATED'
  /** It conflicts with another row of the caller; nothing of it was written. */
  | 'NEEDS_REVIEW'
  /** Good, but not written because of another row or a dry run. */
  | 'NOT_WRITTEN'
  /** The row has errors; nothing of it was written. */
  | 'REJECTED'
  /** It was there just so. */
  | 'UNCHANGED'
  /** It was there, and the row says something newer. */
  | 'UPDATED';

/** What a platform is for. */
export type Scenario =
  /** Bankruptcy and other court cases. */
  | 'COURT'
  /** Schools and training. */
  | 'EDUCATION'
  /** Care homes and services. */
  | 'ELDERLY_CARE'
  /** Other public administration. */
  | 'GOVERNMENT'
  /** A hospital's purchasing and settlement. */
  | 'HOSPITAL'
  /** Housing funds and deposits. */
  | 'HOUSING'
  /** Anything else. */
  | 'OTHER'
  /** Registers and management of a pharmacy chain. */
  | 'PHARMACY';

/** How large an enterprise is (企业规模). */
export type SizeClassCode =
  /** 大型. */
  | 'LARGE'
  /** 中型. */
  | 'MEDIUM'
  /** 微型. */
  | 'MICRO'
  /** 小型. */
  | 'SMALL';

/** How far and through what a walk goes. */
export type TraversalInput = {
  /** The day walked on; today when omitted. */
  asOf?: string | null | undefined;
  /** Whether courts, authorities and banks are walked through. */
  defaultStops?: DefaultStops;
  /** Which way each step runs, as seen from the entity it leaves. */
  direction?: Direction;
  /** How many relationships of one entity are followed on one hop, 1 to 20,000; twice maxNodes and 100 more when omitted. Whoever has more is clipped. */
  fanOut?: number | null | undefined;
  /** Which of them come first. By ANNUAL_AMOUNT a hub of today is not read whole. */
  fanOutOrder?: RelationshipOrder;
  /** What each hop may use, the first hop's first; at most maxHops. Hops without one are as the rest says. */
  hops?: Array<HopFilterInput> | null | undefined;
  /** Only these kinds; all when omitted or empty. */
  kinds?: Array<RelationshipKind> | null | undefined;
  /** Only by what stood recorded here at that instant, whatever was added, corrected, withdrawn or merged since; what it was true of is asOf. Null or still to come: by all that is recorded now. Errors: BAD_INPUT; FORBIDDEN for a platform. */
  knownAt?: string | null | undefined;
  /** 1 to 6. */
  maxHops?: number;
  /** How many entities may be reached, 1 to 5,000. */
  maxNodes?: number;
  /** Only relationships at least this certain on that day, 0 to 1. */
  minConfidence?: number | null | undefined;
  /** Entities that are reached but never walked through; at most 1,000. */
  stopAt?: Array<string | number> | null | undefined;
  /** What the hops together may take in milliseconds, 1 to 60,000; then what was reached so far is answered, as truncated. When omitted a walk that takes longer than a request may ends with TIMED_OUT. */
  timeBudgetMs?: number | null | undefined;
  /** Which periods may be walked. */
  validity?: Validity;
};

/** Changes of cases that stand, in one transaction. */
export type UpdateCasesInput = {
  /** At most 5,000. */
  cases: Array<CaseUpdateInput>;
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** The platform; for a machine its own. */
  platformId: string | number;
};

/** Changes of participants that stand on one platform, in one transaction. */
export type UpdateParticipantsInput = {
  /** Check and report, write nothing. */
  dryRun?: boolean;
  /** What one bad row does to the others. */
  errorPolicy?: ErrorPolicy;
  /** 1 to 200 characters, of the caller's own choosing: the same key with the same content replays the recorded results; with other content it is refused. */
  idempotencyKey?: string | null | undefined;
  /** At most 5,000. */
  participants: Array<ParticipantUpdateInput>;
  /** The platform; for a machine its own. */
  platformId: string | number;
};

/** What changes; what is omitted stays. */
export type UpdateWebhookInput = {
  /** The webhook. */
  id: string | number;
  /** Only these kinds, of its audience, from now on; empty: all. */
  kinds?: Array<PlatformEventKind> | null | undefined;
  /** Its new name. */
  name?: string | null | undefined;
  /** Switches it on or off. */
  status?: WebhookSwitch | null | undefined;
  /** Its new address; what waits is sent there, too. */
  url?: string | null | undefined;
};

/** Which periods count on the day asked (asOf). */
export type Validity =
  /** Both; what starts after that day is in neither. */
  | 'ANY'
  /** Those that hold on that day. */
  | 'CURRENT'
  /** Those that had ended by that day. */
  | 'FORMER';

/** Whom the token speaks for. */
export type ViewerRole =
  /** Reads everything, personal data masked; writes nothing. */
  | 'AUDITOR'
  /** Leads a branch (网点负责人). */
  | 'BRANCH_HEAD'
  /** Sees the whole bank; products, rules, platforms, keys. */
  | 'HEAD_OFFICE'
  /** A machine of one scenario platform. */
  | 'PLATFORM'
  /** Owns corporate clients of one branch (对公客户经理). */
  | 'RELATIONSHIP_MANAGER'
  /** Tellers and other staff: ledger entries and own tasks, not the graph. */
  | 'STAFF';

/** Why a walk did not go on through an entity. */
export type WalkStopReason =
  /** It is a bank. */
  | 'BANK'
  /** It is a court or an authority. */
  | 'GOVERNMENT'
  /** The question names it in stopAt. */
  | 'STOP_AT';

/** How far a delivery is. */
export type WebhookDeliveryState =
  /** The receiver took it. */
  | 'DELIVERED'
  /** It was given up, after 24 hours or because the webhook was switched off; redeliver tries again. */
  | 'PARKED'
  /** It is tried, or waits for its turn or its next attempt. */
  | 'WAITING';

/** Why an attempt to deliver failed. */
export type WebhookFailure =
  /** The receiver's name leads nowhere, or to an address that is not public. */
  | 'ADDRESS_REFUSED'
  /** No connection came about, or it broke. */
  | 'CONNECTION_FAILED'
  /** The receiver answered 410: the webhook was switched off. */
  | 'GONE'
  /** The receiver answered with a redirect, which is not followed. */
  | 'REDIRECTED'
  /** The bank cannot read the webhook's secret any more: rotate it. */
  | 'SECRET_UNREADABLE'
  /** The receiver answered another status than 2xx. */
  | 'STATUS'
  /** The receiver did not answer in time. */
  | 'TIMED_OUT'
  /** The receiver's certificate is not valid, or there was no agreement on encryption. */
  | 'TLS_FAILED';

/** Whether events are sent. */
export type WebhookStatus =
  /** Switched off by hand. What happens meanwhile is not sent later; the feed has it. */
  | 'DISABLED'
  /** They are sent. */
  | 'ENABLED'
  /** Switched off because the receiver answered 410. */
  | 'GONE';

/** Whether events shall be sent. */
export type WebhookSwitch =
  /** Send nothing; what waits is parked. */
  | 'DISABLED'
  /** Send what happens from now on. */
  | 'ENABLED';

export type AcquisitionBatchesQueryVariables = Exact<{
  input?: AcquisitionInput | null | undefined;
  orderBy?: AcquisitionBatchOrder;
  first?: number;
  after?: string | null | undefined;
}>;


export type AcquisitionBatchesQuery = { acquisitionBatches: { totalCount: number | null, isTruncated: boolean, nodes: Array<{ id: string, channel: AcquisitionChannel, prospectCount: number, clientCount: number, expectedAccounts: number, hub:
        | { __typename: 'Group', id: string, name: string }
        | { __typename: 'Organization', id: string, name: string }
        | { __typename: 'Person', id: string, name: string }
        | { __typename: 'ScenarioPlatform', id: string, name: string }
      , annualAmounts: Array<{ amount: string, currency: string }>, introducers: Array<{ client:
          | { id: string, name: string, isMasked: boolean }
          | { id: string, name: string, isMasked: boolean }
          | { id: string, name: string, isMasked: boolean }
          | { id: string, name: string, isMasked: boolean }
        , path: { length: number, confidence: number } }>, explanation: Array<{ name: string, value: number, contribution: number, text: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AcquisitionChainQueryVariables = Exact<{
  id: string | number;
  asOf?: string | null | undefined;
}>;


export type AcquisitionChainQuery = { acquisitionChain: { asOf: string, accountCount: number, isTruncated: boolean, steps: Array<{ key: string, kind: ChainStepKind, role: string | null, level: number | null, since: string | null, note: string | null, organizationCount: number, furtherCount: number, accountCount: number, entity:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
      , target:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null }> } };

export type AddParticipantRoleMutationVariables = Exact<{
  input: AddParticipantRoleInput;
}>;


export type AddParticipantRoleMutation = { addParticipantRole: { role: { code: string, name: string, chineseName: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type AssociationsQueryVariables = Exact<{
  search?: string | null | undefined;
  region?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type AssociationsQuery = { associations: { totalCount: number | null, nodes: Array<{ id: string, name: string, isClient: boolean | null, members: { totalCount: number | null, edges: Array<{ node: { since: string | null }, entity:
            | { id: string, name: string }
            | { id: string, name: string }
            | { id: string, name: string }
            | { id: string, name: string }
           }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuditLogQueryVariables = Exact<{
  filter?: AuditFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { nodes: Array<{ id: string, recordedAt: string, actor: string, role: string, client: string | null, branch: string | null, platform: string | null, operation: string, outcome: AuditOutcome, code: string | null, purpose: string | null, subjects: Array<string>, count: number, minute: string | null, seal: { position: string, hash: string, sealedAt: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BatchProspectsQueryVariables = Exact<{
  id: string | number;
  first?: number;
  after?: string | null | undefined;
}>;


export type BatchProspectsQuery = { node:
    | { channel: AcquisitionChannel, prospectCount: number, id: string, hub:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
      , prospects: { totalCount: number | null, nodes: Array<{ likelihood: number, organization: { id: string, name: string, creditCode: string | null }, explanation: Array<{ name: string, value: number, contribution: number, text: string }>, paths: Array<{ length: number, confidence: number, steps: Array<{ direction: Direction, relationship: { id: string, kind: RelationshipKind, role: string | null, since: string | null }, entity:
                | { id: string, name: string, isMasked: boolean }
                | { id: string, name: string, isMasked: boolean }
                | { id: string, name: string, isMasked: boolean }
                | { id: string, name: string, isMasked: boolean }
               }> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type CreateImportMutationVariables = Exact<{
  input: CreateImportInput;
}>;


export type CreateImportMutation = { createImport: { job: { id: string, kind: string, state: ImportState, files: Array<{ number: number, name: string, missingChunks: Array<number> }> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreatePlatformMutationVariables = Exact<{
  input: CreatePlatformInput;
}>;


export type CreatePlatformMutation = { createPlatform: { platform: { id: string, name: string, scenario: Scenario, roles: Array<string>, project: { status: PlatformStatus | null, proposedOn: string | null, inBuildOn: string | null, launchedOn: string | null, endedOn: string | null } } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreatePlatformKeyMutationVariables = Exact<{
  input: CreatePlatformKeyInput;
}>;


export type CreatePlatformKeyMutation = { createPlatformKey: { secret: string | null, key: { id: string, prefix: string, name: string, permissions: Array<PlatformPermission>, expiresAt: string, platform: { id: string, name: string } } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type DegreesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
  validity?: Validity;
  asOf?: string | null | undefined;
}>;


export type DegreesQuery = { nodes: Array<
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { name: string, id: string, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }> }
    | { id: string }
    | { id: string }
    | { name: string, id: string, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }> }
    | { name: string, id: string, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }> }
    | { id: string }
    | { id: string }
    | { name: string, id: string, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }> }
   | null> };

export type EvidenceOfRelationshipQueryVariables = Exact<{
  id: string | number;
  first?: number;
  after?: string | null | undefined;
}>;


export type EvidenceOfRelationshipQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { kind: RelationshipKind, role: string | null, since: string | null, until: string | null, confidence: number, id: string, source:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
      , target:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
      , annualAmounts: Array<{ amount: string, currency: string }>, evidence: { totalCount: number | null, nodes: Array<{ id: string, kind: EvidenceKind, source: string, observedOn: string | null, reference: string | null, amount: { amount: string, currency: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }
    | { id: string }
   | null };

export type FormerSuppliersQueryVariables = Exact<{
  id: string | number;
  first?: number;
  after?: string | null | undefined;
}>;


export type FormerSuppliersQuery = { organization: { id: string, name: string, suppliers: { totalCount: number | null, edges: Array<{ node: { id: string, since: string | null, until: string | null }, entity:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type GivePlatformRolesMutationVariables = Exact<{
  input: GivePlatformRolesInput;
}>;


export type GivePlatformRolesMutation = { givePlatformRoles: { platform: { id: string, name: string, roles: Array<string> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ImportJobsQueryVariables = Exact<{
  state?: ImportState | null | undefined;
  kind?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type ImportJobsQuery = { importJobs: { nodes: Array<{ id: string, kind: string, source: string, state: ImportState, summary: string, remainingSeconds: number | null, startedAt: string | null, endedAt: string | null, counts: { read: number, created: number, updated: number, unchanged: number, rejected: number, pending: number }, failure: { code: string, message: string } | null, errors: { nodes: Array<{ line: number, field: string | null, code: string, message: string, fields: Array<string> | null }> }, pending: { nodes: Array<{ line: number, missing: Array<{ source: string | null, number: string }> | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type NeighborhoodQueryVariables = Exact<{
  of: string | number;
  input?: TraversalInput | null | undefined;
}>;


export type NeighborhoodQuery = { neighborhood: { isTruncated: boolean, truncatedAtHop: number | null, nodes: Array<{ hop: number, isClipped: boolean, entity:
        | { __typename: 'Group', id: string, name: string, isMasked: boolean }
        | { __typename: 'Organization', category: OrganizationCategory, isClient: boolean | null, id: string, name: string, isMasked: boolean }
        | { __typename: 'Person', id: string, name: string, isMasked: boolean }
        | { __typename: 'ScenarioPlatform', id: string, name: string, isMasked: boolean }
       }>, relationships: Array<{ id: string, kind: RelationshipKind, role: string | null, confidence: number, source:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
      , target:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
      , annualAmounts: Array<{ amount: string, currency: string }> }>, stops: Array<{ hop: number, reason: WalkStopReason, entity:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       }> } };

export type OrganizationCardQueryVariables = Exact<{
  id?: string | number | null | undefined;
  creditCode?: string | null | undefined;
}>;


export type OrganizationCardQuery = { organization: { id: string, name: string, creditCode: string | null, category: OrganizationCategory, status: OrganizationStatus, region: string | null, industry: string | null, isClient: boolean | null, formerNames: Array<{ name: string, replacedAt: string, reason: FormerNameReason }>, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }>, memberships: { edges: Array<{ node: { since: string | null }, entity:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> }, participations: { edges: Array<{ node: { role: string | null, since: string | null }, entity:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> }, suppliers: { totalCount: number | null, edges: Array<{ node: { confidence: number, annualAmounts: Array<{ amount: string, currency: string }> }, entity:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> }, customers: { totalCount: number | null, edges: Array<{ node: { confidence: number, annualAmounts: Array<{ amount: string, currency: string }> }, entity:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> } } | null };

export type AmountsFragment = { confidence: number, annualAmounts: Array<{ amount: string, currency: string }> };

export type PathsBetweenQueryVariables = Exact<{
  from: string | number;
  to: string | number;
  input?: TraversalInput | null | undefined;
  first?: number;
}>;


export type PathsBetweenQuery = { paths: { isTruncated: boolean, exploredCount: number, paths: Array<{ length: number, confidence: number, steps: Array<{ direction: Direction, relationship: { id: string, kind: RelationshipKind, role: string | null, since: string | null, confidence: number }, entity:
          | { id: string, name: string, isMasked: boolean }
          | { id: string, name: string, isMasked: boolean }
          | { id: string, name: string, isMasked: boolean }
          | { id: string, name: string, isMasked: boolean }
         }> }> } };

export type PersonContactsQueryVariables = Exact<{
  id: string | number;
}>;


export type PersonContactsQuery = { node:
    | { name: string, contacts: Array<{ id: string, kind: ContactKind, value: string, name: string, source: PersonalSource, branch: string | null, subject:
          | { name: string, isMasked: boolean }
          | { name: string, isMasked: boolean }
          | { name: string, isMasked: boolean }
          | { name: string, isMasked: boolean }
        , consents: Array<{ purpose: ConsentPurpose, givenOn: string, withdrawnOn: string | null }> }> }
    | { name: string, contacts: Array<{ id: string, kind: ContactKind, value: string, organization: { name: string } | null }>, consents: Array<{ id: string, purpose: ConsentPurpose, source: PersonalSource, givenOn: string, withdrawnOn: string | null }>, moneyEvents: Array<{ id: string, kind: MoneyEventKind, happenedOn: string, amount: string, currency: string, payeeName: string | null }> }
    | Record<PropertyKey, never>
   | null };

export type PlatformBusinessCaseQueryVariables = Exact<{
  id: string | number;
  assumptions?: PlatformAssumptions | null | undefined;
  months?: number;
  asOf?: string | null | undefined;
}>;


export type PlatformBusinessCaseQuery = { platformBusinessCase: { asOf: string, currency: string, startsOn: string, plannedPayBackMonth: number | null, actualPayBackMonth: number | null, assumptions: { launchOn: string | null, monthlyAccounts: Array<number>, depositPerAccount: string, margin: string, feePerAccount: string, discount: string }, months: Array<{ index: number, month: string, planned: { accounts: number, deposits: string, cost: string, income: string, net: string, cumulative: string }, actual: { accounts: number, deposits: string, cost: string, income: string, net: string, cumulative: string } | null }>, costsLeftOut: Array<{ amount: string, currency: string }> } };

export type BusinessNumbersFragment = { accounts: number, deposits: string, cost: string, income: string, net: string, cumulative: string };

export type PlatformCoverageQueryVariables = Exact<{
  id: string | number;
  by?: Array<CoverageDimension> | CoverageDimension;
  asOf?: string | null | undefined;
  months?: number;
  first?: number;
  after?: string | null | undefined;
}>;


export type PlatformCoverageQuery = { platformCoverage: { asOf: string, beganOn: string | null, launchedOn: string | null, isTruncated: boolean, total: { participants: number, withAccount: number, openedDuringProject: number, openedSinceLaunch: number, deposits: Array<{ amount: string, currency: string }> }, buckets: Array<{ key: string | null, role: string | null, region: string | null, month: string | null, participants: number, withAccount: number, openedDuringProject: number, openedSinceLaunch: number, deposits: Array<{ amount: string, currency: string }> }> }, coverageCurve: Array<{ month: string, day: string, participants: number, withAccount: number, openedSinceLaunch: number, deposits: Array<{ amount: string, currency: string }> }>, remainingParticipants: { totalCount: number | null, nodes: Array<{ roles: Array<string>, since: string | null, reason: RemainingReason | null, organization: { id: string, name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CoverageNumbersFragment = { participants: number, withAccount: number, openedDuringProject: number, openedSinceLaunch: number, deposits: Array<{ amount: string, currency: string }> };

export type PlatformKeysQueryVariables = Exact<{
  platformId?: string | number | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type PlatformKeysQuery = { platformKeys: { nodes: Array<{ id: string, prefix: string, name: string, permissions: Array<PlatformPermission>, status: PlatformKeyStatus, createdBy: string, createdAt: string, expiresAt: string, revokedAt: string | null, lastUsedAt: string | null, replaces: string | null, platform: { id: string, name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PlatformParticipantsQueryVariables = Exact<{
  id: string | number;
  validity?: Validity;
  first?: number;
  after?: string | null | undefined;
}>;


export type PlatformParticipantsQuery = { platform: { id: string, name: string, scenario: Scenario, participants: { totalCount: number | null, edges: Array<{ node: { id: string, role: string | null, since: string | null, until: string | null }, entity:
          | { id: string, name: string }
          | { creditCode: string | null, isClient: boolean | null, id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type PlatformsQueryVariables = Exact<{
  scenario?: Scenario | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type PlatformsQuery = { platforms: { totalCount: number | null, nodes: Array<{ id: string, name: string, scenario: Scenario, roles: Array<string>, participants: { totalCount: number | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProspectsQueryVariables = Exact<{
  input?: AcquisitionInput | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type ProspectsQuery = { prospects: { totalCount: number | null, nodes: Array<{ likelihood: number, channels: Array<AcquisitionChannel>, organization: { id: string, name: string, region: string | null, industry: string | null }, explanation: Array<{ name: string, contribution: number, text: string }>, paths: Array<{ length: number, confidence: number, steps: Array<{ direction: Direction, relationship: { id: string, kind: RelationshipKind }, entity:
            | { id: string, name: string, isMasked: boolean }
            | { id: string, name: string, isMasked: boolean }
            | { id: string, name: string, isMasked: boolean }
            | { id: string, name: string, isMasked: boolean }
           }> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ReferenceTreesQueryVariables = Exact<{
  region?: string | null | undefined;
  industry?: string | null | undefined;
}>;


export type ReferenceTreesQuery = { regions: Array<{ code: string, name: string, isAbolished: boolean, organizationCount: number, replacedBy: Array<{ code: string, name: string }> }>, industries: Array<{ code: string, name: string, organizationCount: number }>, sizeClasses: Array<{ code: SizeClassCode, name: string, organizationCount: number }> };

export type RevealContactMutationVariables = Exact<{
  input: RevealInput;
}>;


export type RevealContactMutation = { reveal: { contact: { value: string, name: string } | null, moneyEvent: { payeeName: string | null, amount: { amount: string, currency: string } } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RevokePlatformKeyMutationVariables = Exact<{
  input: RevokePlatformKeyInput;
}>;


export type RevokePlatformKeyMutation = { revokePlatformKey: { key: { id: string, prefix: string, status: PlatformKeyStatus, revokedAt: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RotatePlatformKeyMutationVariables = Exact<{
  input: RotatePlatformKeyInput;
}>;


export type RotatePlatformKeyMutation = { rotatePlatformKey: { secret: string | null, key: { id: string, prefix: string, replaces: string | null, permissions: Array<PlatformPermission>, expiresAt: string } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type SearchOrganizationsQueryVariables = Exact<{
  filter?: OrganizationFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type SearchOrganizationsQuery = { organizations: { totalCount: number | null, nodes: Array<{ id: string, name: string, creditCode: string | null, category: OrganizationCategory, status: OrganizationStatus, region: string | null, industry: string | null, isClient: boolean | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SuppliersKnownQueryVariables = Exact<{
  id: string | number;
  asOf: string;
  knownAt: string;
  first?: number;
}>;


export type SuppliersKnownQuery = { organization: { id: string, name: string, known: { totalCount: number | null, nodes: Array<{ since: string | null, until: string | null, confidence: number, source:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> }, held: { totalCount: number | null, nodes: Array<{ since: string | null, until: string | null, confidence: number, source:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> }, today: { totalCount: number | null, nodes: Array<{ since: string | null, until: string | null, confidence: number, source:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         }> } } | null };

export type KnownSupplierFragment = { since: string | null, until: string | null, confidence: number, source:
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
   };

export type SuppliersOfSuppliersQueryVariables = Exact<{
  id: string | number;
  suppliers?: number;
  theirs?: number;
}>;


export type SuppliersOfSuppliersQuery = { organization: { id: string, name: string, suppliers: { edges: Array<{ node: { id: string, since: string | null, annualAmounts: Array<{ amount: string, currency: string }> }, entity:
          | { id: string, name: string }
          | { isClient: boolean | null, id: string, name: string, suppliers: { edges: Array<{ node: { id: string, annualAmounts: Array<{ amount: string, currency: string }> }, entity:
                  | { id: string, name: string }
                  | { id: string, name: string }
                  | { id: string, name: string }
                  | { id: string, name: string }
                 }> } }
          | { id: string, name: string }
          | { id: string, name: string }
         }> } } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, role: ViewerRole, branch: string | null, client: string | null, permissions: Array<PlatformPermission> | null, platform: { id: string, name: string } | null } };

export type CompleteCasesMutationVariables = Exact<{
  input: CompleteCasesInput;
}>;


export type CompleteCasesMutation = { completeCases: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, case: { id: string, number: string, completedOn: string | null } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook: { secret: string | null, webhook: { id: string, name: string, url: string, audience: EventAudience, kinds: Array<PlatformEventKind> | null, status: WebhookStatus } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type DeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;


export type DeleteWebhookMutation = { deleteWebhook: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type EndParticipationsMutationVariables = Exact<{
  input: EndParticipationsInput;
}>;


export type EndParticipationsMutation = { endParticipations: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, participation: { id: string, role: string | null, since: string | null, until: string | null } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type FollowEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowEventsSubscription = { events: { cursor: string, node: { id: string, kind: PlatformEventKind, recordedAt: string, subject: string | null, role: string | null, day: string | null, reference: string | null, reason: string | null, organization: { id: string, name: string } | null, amount: { amount: string, currency: string } | null } } };

export type ParticipantRolesQueryVariables = Exact<{
  scenario: Scenario;
}>;


export type ParticipantRolesQuery = { participantRoles: Array<{ code: string, name: string, chineseName: string }> };

export type PlatformCasesQueryVariables = Exact<{
  platformId: string | number;
  filter?: PlatformCaseFilter;
  first?: number;
  after?: string | null | undefined;
}>;


export type PlatformCasesQuery = { platformCases: { totalCount: number | null, nodes: Array<{ id: string, number: string, kind: CaseKind, title: string | null, acceptedOn: string | null, completedOn: string | null, court: string | null, region: string | null, observedOn: string, contractAmount: { amount: string, currency: string } | null, administrator: { id: string, name: string } | null, parties: Array<{ role: string, organization: { id: string, name: string } | null }>, proceedsTotals: Array<{ amount: string, currency: string }>, proceeds: { nodes: Array<{ reference: string, receivedOn: string, accountNumber: string | null, amount: { amount: string, currency: string }, recipient: { name: string } | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PlatformEventsQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number;
}>;


export type PlatformEventsQuery = { events: { nodes: Array<{ id: string, kind: PlatformEventKind, recordedAt: string, subject: string | null, role: string | null, day: string | null, reference: string | null, reason: string | null, organization: { id: string, name: string } | null, amount: { amount: string, currency: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RecordProceedsMutationVariables = Exact<{
  input: RecordProceedsInput;
}>;


export type RecordProceedsMutation = { recordProceeds: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, case: { id: string, number: string, proceedsTotals: Array<{ amount: string, currency: string }> } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RedeliverMutationVariables = Exact<{
  input: RedeliverInput;
}>;


export type RedeliverMutation = { redeliver: { count: number, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RegisterCasesMutationVariables = Exact<{
  input: RegisterCasesInput;
}>;


export type RegisterCasesMutation = { registerCases: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, case: { id: string, number: string, kind: CaseKind } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RegisterParticipantsMutationVariables = Exact<{
  input: RegisterParticipantsInput;
}>;


export type RegisterParticipantsMutation = { registerParticipants: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, organization: { id: string, name: string, creditCode: string | null } | null, participation: { id: string, role: string | null, since: string | null } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RegisteredParticipantsQueryVariables = Exact<{
  platformId: string | number;
  filter?: PlatformParticipantFilter;
  first?: number;
  after?: string | null | undefined;
}>;


export type RegisteredParticipantsQuery = { platformParticipants: { totalCount: number | null, changesCursor: string, nodes: Array<{ id: string, externalId: string | null, headOfficeCreditCode: string | null, observedOn: string | null, organization: { name: string, creditCode: string | null, region: string | null, industry: string | null }, participations: Array<{ id: string, role: string, since: string | null, until: string | null, endReason: ParticipationEndReason | null, observedOn: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string | null, webhook: { id: string, formerSecretUntil: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateCasesMutationVariables = Exact<{
  input: UpdateCasesInput;
}>;


export type UpdateCasesMutation = { updateCases: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, case: { id: string, number: string, title: string | null } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateParticipantsMutationVariables = Exact<{
  input: UpdateParticipantsInput;
}>;


export type UpdateParticipantsMutation = { updateParticipants: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, organization: { id: string, name: string, creditCode: string | null } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook: { webhook: { id: string, name: string, url: string, kinds: Array<PlatformEventKind> | null, status: WebhookStatus } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type WebhookDeliveriesQueryVariables = Exact<{
  webhook: string | number;
  state?: WebhookDeliveryState | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type WebhookDeliveriesQuery = { webhookDeliveries: { nodes: Array<{ id: string, state: WebhookDeliveryState, attemptCount: number, expiresAt: string, endedAt: string | null, event: { id: string, kind: PlatformEventKind, recordedAt: string }, attempts: Array<{ attemptedAt: string, durationMs: number, status: number | null, code: WebhookFailure | null, excerpt: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type WebhooksQueryVariables = Exact<{
  platform?: string | number | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type WebhooksQuery = { webhooks: { nodes: Array<{ id: string, name: string, url: string, audience: EventAudience, kinds: Array<PlatformEventKind> | null, status: WebhookStatus, formerSecretUntil: string | null, createdAt: string, platform: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AmountsFragmentDoc = new TypedDocumentString(`
    fragment Amounts on Relationship {
  annualAmounts {
    amount
    currency
  }
  confidence
}
    `, {"fragmentName":"Amounts"}) as unknown as TypedDocumentString<AmountsFragment, unknown>;
export const BusinessNumbersFragmentDoc = new TypedDocumentString(`
    fragment BusinessNumbers on BusinessMonthResult {
  accounts
  deposits
  cost
  income
  net
  cumulative
}
    `, {"fragmentName":"BusinessNumbers"}) as unknown as TypedDocumentString<BusinessNumbersFragment, unknown>;
export const CoverageNumbersFragmentDoc = new TypedDocumentString(`
    fragment CoverageNumbers on CoverageBucket {
  participants
  withAccount
  openedDuringProject
  openedSinceLaunch
  deposits {
    amount
    currency
  }
}
    `, {"fragmentName":"CoverageNumbers"}) as unknown as TypedDocumentString<CoverageNumbersFragment, unknown>;
export const KnownSupplierFragmentDoc = new TypedDocumentString(`
    fragment KnownSupplier on Relationship {
  since
  until
  confidence
  source {
    id
    name
  }
}
    `, {"fragmentName":"KnownSupplier"}) as unknown as TypedDocumentString<KnownSupplierFragment, unknown>;
export const AcquisitionBatchesDocument = new TypedDocumentString(`
    query AcquisitionBatches($input: AcquisitionInput, $orderBy: AcquisitionBatchOrder! = EXPECTED_ACCOUNTS, $first: Int! = 5, $after: String) {
  acquisitionBatches(
    input: $input
    orderBy: $orderBy
    first: $first
    after: $after
  ) {
    totalCount
    isTruncated
    nodes {
      id
      hub {
        __typename
        id
        name
      }
      channel
      prospectCount
      clientCount
      expectedAccounts
      annualAmounts {
        amount
        currency
      }
      introducers(first: 1) {
        client {
          id
          name
          isMasked
        }
        path {
          length
          confidence
        }
      }
      explanation {
        name
        value
        contribution
        text
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AcquisitionBatchesQuery, AcquisitionBatchesQueryVariables>;
export const AcquisitionChainDocument = new TypedDocumentString(`
    query AcquisitionChain($id: ID!, $asOf: Date) {
  acquisitionChain(platformId: $id, asOf: $asOf) {
    asOf
    steps {
      key
      kind
      entity {
        id
        name
      }
      target {
        id
        name
      }
      role
      level
      since
      note
      organizationCount
      furtherCount
      accountCount
    }
    accountCount
    isTruncated
  }
}
    `) as unknown as TypedDocumentString<AcquisitionChainQuery, AcquisitionChainQueryVariables>;
export const AddParticipantRoleDocument = new TypedDocumentString(`
    mutation AddParticipantRole($input: AddParticipantRoleInput!) {
  addParticipantRole(input: $input) {
    role {
      code
      name
      chineseName
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<AddParticipantRoleMutation, AddParticipantRoleMutationVariables>;
export const AssociationsDocument = new TypedDocumentString(`
    query Associations($search: String, $region: String, $first: Int! = 20, $after: String) {
  associations(search: $search, region: $region, first: $first, after: $after) {
    totalCount
    nodes {
      id
      name
      isClient
      members(first: 3) {
        totalCount
        edges {
          node {
            since
          }
          entity {
            id
            name
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AssociationsQuery, AssociationsQueryVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($filter: AuditFilter, $first: Int! = 20, $after: String) {
  auditLog(filter: $filter, first: $first, after: $after) {
    nodes {
      id
      recordedAt
      actor
      role
      client
      branch
      platform
      operation
      outcome
      code
      purpose
      subjects
      count
      minute
      seal {
        position
        hash
        sealedAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const BatchProspectsDocument = new TypedDocumentString(`
    query BatchProspects($id: ID!, $first: Int! = 20, $after: String) {
  node(id: $id) {
    id
    ... on AcquisitionBatch {
      hub {
        id
        name
      }
      channel
      prospectCount
      prospects(first: $first, after: $after) {
        totalCount
        nodes {
          organization {
            id
            name
            creditCode
          }
          likelihood
          explanation {
            name
            value
            contribution
            text
          }
          paths(first: 1) {
            length
            confidence
            steps {
              direction
              relationship {
                id
                kind
                role
                since
              }
              entity {
                id
                name
                isMasked
              }
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BatchProspectsQuery, BatchProspectsQueryVariables>;
export const CreateImportDocument = new TypedDocumentString(`
    mutation CreateImport($input: CreateImportInput!) {
  createImport(input: $input) {
    job {
      id
      kind
      state
      files {
        number
        name
        missingChunks
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<CreateImportMutation, CreateImportMutationVariables>;
export const CreatePlatformDocument = new TypedDocumentString(`
    mutation CreatePlatform($input: CreatePlatformInput!) {
  createPlatform(input: $input) {
    platform {
      id
      name
      scenario
      roles
      project {
        status
        proposedOn
        inBuildOn
        launchedOn
        endedOn
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<CreatePlatformMutation, CreatePlatformMutationVariables>;
export const CreatePlatformKeyDocument = new TypedDocumentString(`
    mutation CreatePlatformKey($input: CreatePlatformKeyInput!) {
  createPlatformKey(input: $input) {
    secret
    key {
      id
      prefix
      name
      platform {
        id
        name
      }
      permissions
      expiresAt
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<CreatePlatformKeyMutation, CreatePlatformKeyMutationVariables>;
export const DegreesDocument = new TypedDocumentString(`
    query Degrees($ids: [ID!]!, $validity: Validity! = CURRENT, $asOf: Date) {
  nodes(ids: $ids) {
    id
    ... on Entity {
      name
      degrees(validity: $validity, asOf: $asOf) {
        kind
        direction
        count
        isCapped
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DegreesQuery, DegreesQueryVariables>;
export const EvidenceOfRelationshipDocument = new TypedDocumentString(`
    query EvidenceOfRelationship($id: ID!, $first: Int! = 20, $after: String) {
  node(id: $id) {
    id
    ... on Relationship {
      kind
      role
      source {
        id
        name
      }
      target {
        id
        name
      }
      annualAmounts {
        amount
        currency
      }
      since
      until
      confidence
      evidence(first: $first, after: $after) {
        totalCount
        nodes {
          id
          kind
          source
          observedOn
          reference
          amount {
            amount
            currency
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EvidenceOfRelationshipQuery, EvidenceOfRelationshipQueryVariables>;
export const FormerSuppliersDocument = new TypedDocumentString(`
    query FormerSuppliers($id: ID!, $first: Int! = 20, $after: String) {
  organization(id: $id) {
    id
    name
    suppliers(validity: ANY, orderBy: SINCE, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          since
          until
        }
        entity {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FormerSuppliersQuery, FormerSuppliersQueryVariables>;
export const GivePlatformRolesDocument = new TypedDocumentString(`
    mutation GivePlatformRoles($input: GivePlatformRolesInput!) {
  givePlatformRoles(input: $input) {
    platform {
      id
      name
      roles
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<GivePlatformRolesMutation, GivePlatformRolesMutationVariables>;
export const ImportJobsDocument = new TypedDocumentString(`
    query ImportJobs($state: ImportState, $kind: String, $first: Int! = 20, $after: String) {
  importJobs(state: $state, kind: $kind, first: $first, after: $after) {
    nodes {
      id
      kind
      source
      state
      summary
      counts {
        read
        created
        updated
        unchanged
        rejected
        pending
      }
      remainingSeconds
      startedAt
      endedAt
      failure {
        code
        message
      }
      errors(first: 5) {
        nodes {
          line
          field
          code
          message
          fields
        }
      }
      pending(first: 5) {
        nodes {
          line
          missing {
            source
            number
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ImportJobsQuery, ImportJobsQueryVariables>;
export const NeighborhoodDocument = new TypedDocumentString(`
    query Neighborhood($of: ID!, $input: TraversalInput) {
  neighborhood(of: $of, input: $input) {
    nodes {
      entity {
        __typename
        id
        name
        isMasked
        ... on Organization {
          category
          isClient
        }
      }
      hop
      isClipped
    }
    relationships {
      id
      kind
      role
      source {
        id
      }
      target {
        id
      }
      annualAmounts {
        amount
        currency
      }
      confidence
    }
    stops {
      entity {
        id
        name
      }
      hop
      reason
    }
    isTruncated
    truncatedAtHop
  }
}
    `) as unknown as TypedDocumentString<NeighborhoodQuery, NeighborhoodQueryVariables>;
export const OrganizationCardDocument = new TypedDocumentString(`
    query OrganizationCard($id: ID, $creditCode: String) {
  organization(id: $id, creditCode: $creditCode) {
    id
    name
    creditCode
    category
    status
    region
    industry
    isClient
    formerNames {
      name
      replacedAt
      reason
    }
    degrees {
      kind
      direction
      count
      isCapped
    }
    memberships(first: 5) {
      edges {
        node {
          since
        }
        entity {
          id
          name
        }
      }
    }
    participations(first: 5) {
      edges {
        node {
          role
          since
        }
        entity {
          id
          name
        }
      }
    }
    suppliers(first: 3) {
      totalCount
      edges {
        node {
          ...Amounts
        }
        entity {
          id
          name
        }
      }
    }
    customers(first: 3) {
      totalCount
      edges {
        node {
          ...Amounts
        }
        entity {
          id
          name
        }
      }
    }
  }
}
    fragment Amounts on Relationship {
  annualAmounts {
    amount
    currency
  }
  confidence
}`) as unknown as TypedDocumentString<OrganizationCardQuery, OrganizationCardQueryVariables>;
export const PathsBetweenDocument = new TypedDocumentString(`
    query PathsBetween($from: ID!, $to: ID!, $input: TraversalInput, $first: Int! = 5) {
  paths(from: $from, to: $to, input: $input, first: $first) {
    paths {
      length
      confidence
      steps {
        direction
        relationship {
          id
          kind
          role
          since
          confidence
        }
        entity {
          id
          name
          isMasked
        }
      }
    }
    isTruncated
    exploredCount
  }
}
    `) as unknown as TypedDocumentString<PathsBetweenQuery, PathsBetweenQueryVariables>;
export const PersonContactsDocument = new TypedDocumentString(`
    query PersonContacts($id: ID!) {
  node(id: $id) {
    ... on Organization {
      name
      contacts {
        id
        kind
        value
        name
        source
        branch
        subject {
          name
          isMasked
        }
        consents {
          purpose
          givenOn
          withdrawnOn
        }
      }
    }
    ... on Person {
      name
      contacts {
        id
        kind
        value
        organization {
          name
        }
      }
      consents {
        id
        purpose
        source
        givenOn
        withdrawnOn
      }
      moneyEvents {
        id
        kind
        happenedOn
        amount
        currency
        payeeName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PersonContactsQuery, PersonContactsQueryVariables>;
export const PlatformBusinessCaseDocument = new TypedDocumentString(`
    query PlatformBusinessCase($id: ID!, $assumptions: PlatformAssumptions, $months: Int! = 36, $asOf: Date) {
  platformBusinessCase(
    platformId: $id
    assumptions: $assumptions
    months: $months
    asOf: $asOf
  ) {
    asOf
    currency
    startsOn
    assumptions {
      launchOn
      monthlyAccounts
      depositPerAccount
      margin
      feePerAccount
      discount
    }
    months {
      index
      month
      planned {
        ...BusinessNumbers
      }
      actual {
        ...BusinessNumbers
      }
    }
    plannedPayBackMonth
    actualPayBackMonth
    costsLeftOut {
      amount
      currency
    }
  }
}
    fragment BusinessNumbers on BusinessMonthResult {
  accounts
  deposits
  cost
  income
  net
  cumulative
}`) as unknown as TypedDocumentString<PlatformBusinessCaseQuery, PlatformBusinessCaseQueryVariables>;
export const PlatformCoverageDocument = new TypedDocumentString(`
    query PlatformCoverage($id: ID!, $by: [CoverageDimension!]! = [ROLE], $asOf: Date, $months: Int! = 12, $first: Int! = 20, $after: String) {
  platformCoverage(platformId: $id, by: $by, asOf: $asOf) {
    asOf
    beganOn
    launchedOn
    total {
      ...CoverageNumbers
    }
    buckets {
      key
      role
      region
      month
      ...CoverageNumbers
    }
    isTruncated
  }
  coverageCurve(platformId: $id, months: $months, until: $asOf) {
    month
    day
    participants
    withAccount
    openedSinceLaunch
    deposits {
      amount
      currency
    }
  }
  remainingParticipants(
    platformId: $id
    asOf: $asOf
    first: $first
    after: $after
  ) {
    totalCount
    nodes {
      organization {
        id
        name
      }
      roles
      since
      reason
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment CoverageNumbers on CoverageBucket {
  participants
  withAccount
  openedDuringProject
  openedSinceLaunch
  deposits {
    amount
    currency
  }
}`) as unknown as TypedDocumentString<PlatformCoverageQuery, PlatformCoverageQueryVariables>;
export const PlatformKeysDocument = new TypedDocumentString(`
    query PlatformKeys($platformId: ID, $first: Int! = 20, $after: String) {
  platformKeys(platformId: $platformId, first: $first, after: $after) {
    nodes {
      id
      prefix
      name
      platform {
        id
        name
      }
      permissions
      status
      createdBy
      createdAt
      expiresAt
      revokedAt
      lastUsedAt
      replaces
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PlatformKeysQuery, PlatformKeysQueryVariables>;
export const PlatformParticipantsDocument = new TypedDocumentString(`
    query PlatformParticipants($id: ID!, $validity: Validity! = CURRENT, $first: Int! = 20, $after: String) {
  platform(id: $id) {
    id
    name
    scenario
    participants(validity: $validity, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          role
          since
          until
        }
        entity {
          id
          name
          ... on Organization {
            creditCode
            isClient
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PlatformParticipantsQuery, PlatformParticipantsQueryVariables>;
export const PlatformsDocument = new TypedDocumentString(`
    query Platforms($scenario: Scenario, $first: Int! = 20, $after: String) {
  platforms(scenario: $scenario, first: $first, after: $after) {
    totalCount
    nodes {
      id
      name
      scenario
      roles
      participants(first: 1) {
        totalCount
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PlatformsQuery, PlatformsQueryVariables>;
export const ProspectsDocument = new TypedDocumentString(`
    query Prospects($input: AcquisitionInput, $first: Int! = 20, $after: String) {
  prospects(input: $input, first: $first, after: $after) {
    totalCount
    nodes {
      organization {
        id
        name
        region
        industry
      }
      likelihood
      channels
      explanation {
        name
        contribution
        text
      }
      paths(first: 1) {
        length
        confidence
        steps {
          direction
          relationship {
            id
            kind
          }
          entity {
            id
            name
            isMasked
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ProspectsQuery, ProspectsQueryVariables>;
export const ReferenceTreesDocument = new TypedDocumentString(`
    query ReferenceTrees($region: String, $industry: String) {
  regions(parent: $region, includeAbolished: true) {
    code
    name
    isAbolished
    replacedBy {
      code
      name
    }
    organizationCount
  }
  industries(parent: $industry) {
    code
    name
    organizationCount
  }
  sizeClasses {
    code
    name
    organizationCount
  }
}
    `) as unknown as TypedDocumentString<ReferenceTreesQuery, ReferenceTreesQueryVariables>;
export const RevealContactDocument = new TypedDocumentString(`
    mutation RevealContact($input: RevealInput!) {
  reveal(input: $input) {
    contact {
      value
      name
    }
    moneyEvent {
      amount {
        amount
        currency
      }
      payeeName
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RevealContactMutation, RevealContactMutationVariables>;
export const RevokePlatformKeyDocument = new TypedDocumentString(`
    mutation RevokePlatformKey($input: RevokePlatformKeyInput!) {
  revokePlatformKey(input: $input) {
    key {
      id
      prefix
      status
      revokedAt
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RevokePlatformKeyMutation, RevokePlatformKeyMutationVariables>;
export const RotatePlatformKeyDocument = new TypedDocumentString(`
    mutation RotatePlatformKey($input: RotatePlatformKeyInput!) {
  rotatePlatformKey(input: $input) {
    secret
    key {
      id
      prefix
      replaces
      permissions
      expiresAt
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RotatePlatformKeyMutation, RotatePlatformKeyMutationVariables>;
export const SearchOrganizationsDocument = new TypedDocumentString(`
    query SearchOrganizations($filter: OrganizationFilter, $first: Int! = 20, $after: String) {
  organizations(filter: $filter, first: $first, after: $after) {
    totalCount
    nodes {
      id
      name
      creditCode
      category
      status
      region
      industry
      isClient
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SearchOrganizationsQuery, SearchOrganizationsQueryVariables>;
export const SuppliersKnownDocument = new TypedDocumentString(`
    query SuppliersKnown($id: ID!, $asOf: Date!, $knownAt: DateTime!, $first: Int! = 20) {
  organization(id: $id) {
    id
    name
    known: suppliers(
      validity: ANY
      asOf: $asOf
      knownAt: $knownAt
      orderBy: SINCE
      first: $first
    ) {
      totalCount
      nodes {
        ...KnownSupplier
      }
    }
    held: suppliers(
      validity: CURRENT
      asOf: $asOf
      knownAt: $knownAt
      orderBy: SINCE
      first: $first
    ) {
      totalCount
      nodes {
        ...KnownSupplier
      }
    }
    today: suppliers(validity: CURRENT, orderBy: SINCE, first: $first) {
      totalCount
      nodes {
        ...KnownSupplier
      }
    }
  }
}
    fragment KnownSupplier on Relationship {
  since
  until
  confidence
  source {
    id
    name
  }
}`) as unknown as TypedDocumentString<SuppliersKnownQuery, SuppliersKnownQueryVariables>;
export const SuppliersOfSuppliersDocument = new TypedDocumentString(`
    query SuppliersOfSuppliers($id: ID!, $suppliers: Int! = 20, $theirs: Int! = 10) {
  organization(id: $id) {
    id
    name
    suppliers(first: $suppliers) {
      edges {
        node {
          id
          annualAmounts {
            amount
            currency
          }
          since
        }
        entity {
          id
          name
          ... on Organization {
            isClient
            suppliers(first: $theirs) {
              edges {
                node {
                  id
                  annualAmounts {
                    amount
                    currency
                  }
                }
                entity {
                  id
                  name
                }
              }
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SuppliersOfSuppliersQuery, SuppliersOfSuppliersQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    role
    branch
    client
    permissions
    platform {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const CompleteCasesDocument = new TypedDocumentString(`
    mutation CompleteCases($input: CompleteCasesInput!) {
  completeCases(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      case {
        id
        number
        completedOn
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<CompleteCasesMutation, CompleteCasesMutationVariables>;
export const CreateWebhookDocument = new TypedDocumentString(`
    mutation CreateWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    webhook {
      id
      name
      url
      audience
      kinds
      status
    }
    secret
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const DeleteWebhookDocument = new TypedDocumentString(`
    mutation DeleteWebhook($input: DeleteWebhookInput!) {
  deleteWebhook(input: $input) {
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const EndParticipationsDocument = new TypedDocumentString(`
    mutation EndParticipations($input: EndParticipationsInput!) {
  endParticipations(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      participation {
        id
        role
        since
        until
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<EndParticipationsMutation, EndParticipationsMutationVariables>;
export const FollowEventsDocument = new TypedDocumentString(`
    subscription FollowEvents($after: String) {
  events(after: $after) {
    cursor
    node {
      id
      kind
      recordedAt
      organization {
        id
        name
      }
      subject
      role
      day
      amount {
        amount
        currency
      }
      reference
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<FollowEventsSubscription, FollowEventsSubscriptionVariables>;
export const ParticipantRolesDocument = new TypedDocumentString(`
    query ParticipantRoles($scenario: Scenario!) {
  participantRoles(scenario: $scenario) {
    code
    name
    chineseName
  }
}
    `) as unknown as TypedDocumentString<ParticipantRolesQuery, ParticipantRolesQueryVariables>;
export const PlatformCasesDocument = new TypedDocumentString(`
    query PlatformCases($platformId: ID!, $filter: PlatformCaseFilter! = {}, $first: Int! = 20, $after: String) {
  platformCases(
    platformId: $platformId
    filter: $filter
    first: $first
    after: $after
  ) {
    totalCount
    nodes {
      id
      number
      kind
      title
      acceptedOn
      completedOn
      court
      contractAmount {
        amount
        currency
      }
      region
      observedOn
      administrator {
        id
        name
      }
      parties {
        role
        organization {
          id
          name
        }
      }
      proceedsTotals {
        amount
        currency
      }
      proceeds(first: 5) {
        nodes {
          reference
          amount {
            amount
            currency
          }
          receivedOn
          accountNumber
          recipient {
            name
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PlatformCasesQuery, PlatformCasesQueryVariables>;
export const PlatformEventsDocument = new TypedDocumentString(`
    query PlatformEvents($after: String, $first: Int! = 100) {
  events(after: $after, first: $first) {
    nodes {
      id
      kind
      recordedAt
      organization {
        id
        name
      }
      subject
      role
      day
      amount {
        amount
        currency
      }
      reference
      reason
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PlatformEventsQuery, PlatformEventsQueryVariables>;
export const RecordProceedsDocument = new TypedDocumentString(`
    mutation RecordProceeds($input: RecordProceedsInput!) {
  recordProceeds(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      case {
        id
        number
        proceedsTotals {
          amount
          currency
        }
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RecordProceedsMutation, RecordProceedsMutationVariables>;
export const RedeliverDocument = new TypedDocumentString(`
    mutation Redeliver($input: RedeliverInput!) {
  redeliver(input: $input) {
    count
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RedeliverMutation, RedeliverMutationVariables>;
export const RegisterCasesDocument = new TypedDocumentString(`
    mutation RegisterCases($input: RegisterCasesInput!) {
  registerCases(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      case {
        id
        number
        kind
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RegisterCasesMutation, RegisterCasesMutationVariables>;
export const RegisterParticipantsDocument = new TypedDocumentString(`
    mutation RegisterParticipants($input: RegisterParticipantsInput!) {
  registerParticipants(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      organization {
        id
        name
        creditCode
      }
      participation {
        id
        role
        since
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RegisterParticipantsMutation, RegisterParticipantsMutationVariables>;
export const RegisteredParticipantsDocument = new TypedDocumentString(`
    query RegisteredParticipants($platformId: ID!, $filter: PlatformParticipantFilter! = {}, $first: Int! = 20, $after: String) {
  platformParticipants(
    platformId: $platformId
    filter: $filter
    first: $first
    after: $after
  ) {
    totalCount
    nodes {
      id
      externalId
      headOfficeCreditCode
      observedOn
      organization {
        name
        creditCode
        region
        industry
      }
      participations {
        id
        role
        since
        until
        endReason
        observedOn
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    changesCursor
  }
}
    `) as unknown as TypedDocumentString<RegisteredParticipantsQuery, RegisteredParticipantsQueryVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
  rotateWebhookSecret(input: $input) {
    webhook {
      id
      formerSecretUntil
    }
    secret
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const UpdateCasesDocument = new TypedDocumentString(`
    mutation UpdateCases($input: UpdateCasesInput!) {
  updateCases(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      case {
        id
        number
        title
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateCasesMutation, UpdateCasesMutationVariables>;
export const UpdateParticipantsDocument = new TypedDocumentString(`
    mutation UpdateParticipants($input: UpdateParticipantsInput!) {
  updateParticipants(input: $input) {
    counts {
      outcome
      count
    }
    results {
      index
      outcome
      organization {
        id
        name
        creditCode
      }
      errors {
        code
        message
        field
      }
      warnings {
        code
        message
        field
      }
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateParticipantsMutation, UpdateParticipantsMutationVariables>;
export const UpdateWebhookDocument = new TypedDocumentString(`
    mutation UpdateWebhook($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) {
    webhook {
      id
      name
      url
      kinds
      status
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const WebhookDeliveriesDocument = new TypedDocumentString(`
    query WebhookDeliveries($webhook: ID!, $state: WebhookDeliveryState, $first: Int! = 20, $after: String) {
  webhookDeliveries(
    webhook: $webhook
    state: $state
    first: $first
    after: $after
  ) {
    nodes {
      id
      state
      attemptCount
      expiresAt
      endedAt
      event {
        id
        kind
        recordedAt
      }
      attempts {
        attemptedAt
        durationMs
        status
        code
        excerpt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const WebhooksDocument = new TypedDocumentString(`
    query Webhooks($platform: ID, $first: Int! = 20, $after: String) {
  webhooks(platform: $platform, first: $first, after: $after) {
    nodes {
      id
      name
      url
      audience
      kinds
      status
      formerSecretUntil
      createdAt
      platform {
        id
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;