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
  /** Using only what the bank had recorded by then; refused with NOT_AVAILABLE_YET. */
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
  /** Only these kinds; all when omitted. */
  kinds?: Array<PlatformEventKind> | null | undefined;
  /** What to call it, 1 to 100 characters. */
  name: string;
  /** Whose events; omitted: the caller's own platform, for audience BANK those of all platforms. */
  platformId?: string | number | null | undefined;
  /** https, a public address, at most 2,000 characters, without user and password. */
  url: string;
};

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
  /** Any part of the name, at most 100 characters; capital and small letters are alike. */
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

/** What a platform's key may be given. */
export type PlatformPermission =
  /** Say where its events are sent, and see what became of them. */
  | 'MANAGE_WEBHOOKS'
  /** Read its platform, the participants that were registered on it, and its events. */
  | 'READ_PARTICIPANTS'
  /** Register its platform's participants, and learn what became of each row. */
  | 'REGISTER_PARTICIPANTS';

/** What to deliver again. */
export type RedeliverInput = {
  /** These deliveries, delivered ones too, at most 1,000; omitted: all that are parked. */
  deliveryIds?: Array<string | number> | null | undefined;
  /** The webhook. */
  webhookId: string | number;
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

/** How far and through what a walk goes. */
export type TraversalInput = {
  /** The day walked on; today when omitted. */
  asOf?: string | null | undefined;
  /** Which way each step runs, as seen from the entity it leaves. */
  direction?: Direction;
  /** Only these kinds; all when omitted or empty. */
  kinds?: Array<RelationshipKind> | null | undefined;
  /** 1 to 6. */
  maxHops?: number;
  /** How many entities may be reached, 1 to 5,000. */
  maxNodes?: number;
  /** Only relationships at least this certain on that day, 0 to 1. */
  minConfidence?: number | null | undefined;
  /** Entities that are reached but never walked through; at most 1,000. */
  stopAt?: Array<string | number> | null | undefined;
  /** Which periods may be walked. */
  validity?: Validity;
};

/** What changes; what is omitted stays. */
export type UpdateWebhookInput = {
  /** The webhook. */
  id: string | number;
  /** Only these kinds from now on; empty: all. */
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
   | null };

export type CreateImportMutationVariables = Exact<{
  input: CreateImportInput;
}>;


export type CreateImportMutation = { createImport: { job: { id: string, kind: string, state: ImportState, files: Array<{ number: number, name: string, missingChunks: Array<number> }> } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreatePlatformKeyMutationVariables = Exact<{
  input: CreatePlatformKeyInput;
}>;


export type CreatePlatformKeyMutation = { createPlatformKey: { secret: string | null, key: { id: string, prefix: string, name: string, permissions: Array<PlatformPermission>, expiresAt: string, platform: { id: string, name: string } } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook: { secret: string | null, webhook: { id: string, name: string, url: string, audience: EventAudience, kinds: Array<PlatformEventKind> | null, status: WebhookStatus } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

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
    | { name: string, id: string, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }> }
   | null> };

export type DeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;


export type DeleteWebhookMutation = { deleteWebhook: { userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

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

export type FollowEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowEventsSubscription = { events: { cursor: string, node: { id: string, kind: PlatformEventKind, recordedAt: string, subject: string | null, role: string | null, day: string | null, reference: string | null, reason: string | null, organization: { id: string, name: string } | null, amount: { amount: string, currency: string } | null } } };

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


export type NeighborhoodQuery = { neighborhood: { isTruncated: boolean, nodes: Array<{ hop: number, isClipped: boolean, entity:
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
      , annualAmounts: Array<{ amount: string, currency: string }> }> } };

export type OrganizationCardQueryVariables = Exact<{
  id?: string | number | null | undefined;
  creditCode?: string | null | undefined;
}>;


export type OrganizationCardQuery = { organization: { id: string, name: string, creditCode: string | null, category: OrganizationCategory, status: OrganizationStatus, region: string | null, industry: string | null, isClient: boolean | null, degrees: Array<{ kind: RelationshipKind, direction: Direction, count: number, isCapped: boolean }>, memberships: { edges: Array<{ node: { since: string | null }, entity:
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

export type PlatformEventsQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number;
}>;


export type PlatformEventsQuery = { events: { nodes: Array<{ id: string, kind: PlatformEventKind, recordedAt: string, subject: string | null, role: string | null, day: string | null, reference: string | null, reason: string | null, organization: { id: string, name: string } | null, amount: { amount: string, currency: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

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

export type RedeliverMutationVariables = Exact<{
  input: RedeliverInput;
}>;


export type RedeliverMutation = { redeliver: { count: number, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type RegisterParticipantsMutationVariables = Exact<{
  input: RegisterParticipantsInput;
}>;


export type RegisterParticipantsMutation = { registerParticipants: { counts: Array<{ outcome: RowOutcome, count: number }>, results: Array<{ index: number, outcome: RowOutcome, organization: { id: string, name: string, creditCode: string | null } | null, participation: { id: string, role: string | null, since: string | null } | null, errors: Array<{ code: string, message: string, field: Array<string> | null }>, warnings: Array<{ code: string, message: string, field: Array<string> | null }> }>, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

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

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string | null, webhook: { id: string, formerSecretUntil: string | null } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type SearchOrganizationsQueryVariables = Exact<{
  filter?: OrganizationFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type SearchOrganizationsQuery = { organizations: { totalCount: number | null, nodes: Array<{ id: string, name: string, creditCode: string | null, category: OrganizationCategory, status: OrganizationStatus, region: string | null, industry: string | null, isClient: boolean | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

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

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook: { webhook: { id: string, name: string, url: string, kinds: Array<PlatformEventKind> | null, status: WebhookStatus } | null, userErrors: Array<{ code: string, message: string, field: Array<string> | null }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, role: ViewerRole, branch: string | null, client: string | null, permissions: Array<PlatformPermission> | null, platform: { id: string, name: string } | null } };

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
    isTruncated
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