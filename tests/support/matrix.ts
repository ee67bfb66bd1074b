import type { Asker, TestServer } from "./server.ts";

/**
 * Who gets what: the reviewed table of the access rules, one row a field that code of ours resolves, and the fields that whoever was given
 * an object reads with it. tests/matrix.test.ts holds the schema to it: a field without a row fails, and so does a row without a field.
 *
 * "Own" is branch B02, where the core manufacturer banks and which recorded its contacts, and the pharmacy platform.
 */
export const askers = {
  anonymous: null,
  rm: { role: "RELATIONSHIP_MANAGER", branch: "B02" },
  rmElsewhere: { role: "RELATIONSHIP_MANAGER", branch: "B04" },
  head: { role: "BRANCH_HEAD", branch: "B02" },
  headElsewhere: { role: "BRANCH_HEAD", branch: "B04" },
  headOffice: "HEAD_OFFICE",
  auditor: "AUDITOR",
  staff: { role: "STAFF", branch: "B02" },
  staffElsewhere: { role: "STAFF", branch: "B04" },
  platform: { role: "PLATFORM", platform: "pharmacy-platform" },
  otherPlatform: { role: "PLATFORM", platform: "court-platform" },
} satisfies Record<string, Asker | null>;
export type Column = keyof typeof askers;

/** yes: there is something; nothing: null or an empty list; else the code of an error or of a mutation's refusal. */
export type Verdict =
  | "yes"
  | "nothing"
  | "FORBIDDEN"
  | "UNAUTHENTICATED"
  | "NOT_FOUND"
  | "PLATFORM_NOT_FOUND"
  | "KEY_NOT_FOUND"
  | "BAD_CURSOR";
type Verdicts = Record<Column, Verdict>;

const nobody = Object.fromEntries(Object.keys(askers).map((column) => [column, "FORBIDDEN"])) as Verdicts;
nobody.anonymous = "UNAUTHENTICATED";
const yes = <C extends Column>(...columns: C[]) =>
  Object.fromEntries(columns.map((column) => [column, "yes"])) as Record<C, "yes">;

/** Every bank role but STAFF reads the graph, of whatever branch. */
const readers: Verdicts = { ...nobody, ...yes("rm", "rmElsewhere", "head", "headElsewhere", "headOffice", "auditor") };
/** And a platform what is its own. */
const withPlatform = (other: Verdict): Verdicts => ({ ...readers, platform: "yes", otherPlatform: other });
/** Private to the branches where the client banks; the whole bank for head office and auditors. */
const ownBranch = (elsewhere: Verdict): Verdicts => ({ ...readers, rmElsewhere: elsewhere, headElsewhere: elsewhere });
const headOffice: Verdicts = { ...nobody, headOffice: "yes" };
/** Who works with clients, of whatever branch. */
const recorders: Verdicts = { ...readers, auditor: "FORBIDDEN" };
const keyReaders: Verdicts = { ...headOffice, auditor: "yes" };
/** What is one platform's, and of the bank for those who see all of it. */
const platformAndBank = (other: Verdict): Verdicts => ({ ...keyReaders, platform: "yes", otherPlatform: other });
/** Who works with people: never auditors, of another branch's people not even whether there is anything. */
const peopleWorkers = (elsewhere: Verdict): Verdicts => ({ ...ownBranch(elsewhere), auditor: "FORBIDDEN" });
/** A field that has nothing to say in the demo, but to those whom its rule refuses. */
const noneOf = (may: Verdicts): Verdicts =>
  Object.fromEntries(
    Object.entries(may).map(([column, verdict]) => [column, verdict === "yes" ? "nothing" : verdict]),
  ) as Verdicts;
const everybody: Verdicts = { ...withPlatform("yes"), staff: "yes", staffElsewhere: "yes" };

const nothingYet = noneOf(everybody);
const platformsAlone: Verdicts = { ...nothingYet, platform: "yes", otherPlatform: "yes" };

/** Ids of things of branch B02, for those who may not see them too. */
export interface Known {
  contact: string;
  /** Another contact, for the row that ends it. */
  ended: string;
  consent: string;
  /** A webhook of the pharmacy platform, with a delivery. */
  webhook: string;
  /** Two organizations that may be merged. */
  twins: [string, string];
}

export interface Row {
  query(s: TestServer, known: Known): string;
  /** Where the field stands in the answer; numbers are places in lists. */
  at: string;
  may: Verdicts;
  /** What a platform asks instead, so that it reaches the field's own rule; `at` is not looked at then. */
  askedByPlatform?: string;
}
const row = (may: Verdicts, at: string, query: Row["query"]): Row => ({ may, at, query });
/** A field of an organization: the bank's, and for a platform one of its own participants, which it does hold. */
const ofOrganization = (
  may: Verdicts,
  key: string,
  at: string,
  field = `${at.split(".")[0]} { nodes { id } }`,
): Row => ({
  ...row(may, `organization.${at}`, (s) => `{ organization(id: "${s.id(key)}") { ${field} } }`),
  askedByPlatform: `{ viewer { platform { participants(first: 1) { nodes { source { ... on Organization { ${field} } } } } } } }`,
});
const ofMaker = (may: Verdicts, at: string, field?: string) => ofOrganization(may, "core-manufacturer", at, field);
/** A field of what no platform ever holds. */
const ofNode = (type: string, key: string) => (may: Verdicts, at: string, field: string) =>
  row(
    { ...may, platform: "nothing", otherPlatform: "nothing" },
    `node.${at}`,
    (s) => `{ node(id: "${s.id(key)}") { ... on ${type} { ${field} } } }`,
  );
const chairman = ofNode("Person", "core-chairman");
const group = ofNode("Group", "tobacco-retailers");
const sale = (fields: string) => `suppliers(first: 1) { nodes { ${fields} } }`;
const participant = (at: string, fields: string) =>
  row(
    withPlatform("NOT_FOUND"),
    `platform.participants.${at}`,
    (s) => `{ ${platformOf(s)} { participants(first: 1) { ${fields} } } }`,
  );
/** What the pharmacy platform sent, as it sent it. */
const sentBy = (at: string, fields: string) =>
  row(
    { ...keyReaders, platform: "yes", otherPlatform: "NOT_FOUND" },
    `platformParticipants.${at}`,
    (s) => `{ platformParticipants(platformId: "${s.id("pharmacy-platform")}", first: 1) { ${fields} } }`,
  );
const casesOf = (at: string, fields: string) =>
  row(
    { ...keyReaders, platform: "yes", otherPlatform: "NOT_FOUND" },
    `platformCases.${at}`,
    (s) => `{ platformCases(platformId: "${s.id("pharmacy-platform")}", first: 1) { ${fields} } }`,
  );
/** A bulk call without rows about the pharmacy platform. */
const inBulk = (field: string, list: string): Row =>
  write(
    { ...headOffice, platform: "yes", otherPlatform: "PLATFORM_NOT_FOUND" },
    field,
    (s) => `platformId: "${s.id("pharmacy-platform")}", ${list}: []`,
  );
const platformOf = (s: TestServer) => `platform(id: "${s.id("pharmacy-platform")}")`;
const ofScenario = (may: Verdicts, question: string, fields: string, at?: string) =>
  row(
    may,
    [question, at].filter(Boolean).join("."),
    (s) => `{ ${question}(platformId: "${s.id("pharmacy-platform")}") { ${fields} } }`,
  );
/** The court's platform, which an association recommended. */
const chain = (at: string, fields: string) =>
  row(
    readers,
    `acquisitionChain.${at}`,
    (s) => `{ acquisitionChain(platformId: "${s.id("court-platform")}") { steps { ${fields} } } }`,
  );
const ofParticipants = (at: string, fields: string) =>
  row(
    readers,
    `chainOrganizations.${at}`,
    (s) =>
      `{ chainOrganizations(platformId: "${s.id("court-platform")}", step: "${Buffer.from("PARTICIPANTS:ADMINISTRATOR").toString("base64url")}", first: 1) { nodes { ${fields} } } }`,
  );
const batches = (fields: string) => () => `{ acquisitionBatches(first: 1) { nodes { ${fields} } } }`;
const batch = (fields: string, at = fields.split(/\W/)[0]) =>
  row(readers, `acquisitionBatches.nodes.0.${at}`, batches(fields));
const write = (may: Verdicts, field: string, input: Row["query"], answer = "userErrors { code }") =>
  row(may, field, (s, known) => `mutation { ${field}(input: { ${input(s, known)} }) { ${answer} } }`);
const candidatesOf = (fields: string) => `{ matchCandidates(first: 1) { nodes { ${fields} } } }`;
const mergesOf = (fields: string) => `{ organizationMerges(first: 1) { nodes { ${fields} } } }`;
/** The chain's members that have no code: what would move if they were one. */
const merging = (field: string) =>
  row(
    headOffice,
    `mergeOrganizations.sample.0.${field.split(" ")[0]}`,
    (_, { twins: [keep, drop] }) =>
      `mutation { mergeOrganizations(input: { keep: "${keep}", drop: "${drop}", dryRun: true }) { sample { ${field} } userErrors { code } } }`,
  );
const eventsOf = (at: string, fields: string) =>
  row(
    platformAndBank("NOT_FOUND"),
    `events.nodes.0.${at}`,
    (s) => `{ events(platform: "${s.id("pharmacy-platform")}") { nodes { ${fields} } } }`,
  );
const hooksOf = (at: string, fields: string) =>
  row(
    platformAndBank("NOT_FOUND"),
    `webhooks.nodes.0.${at}`,
    (s) => `{ webhooks(platform: "${s.id("pharmacy-platform")}") { nodes { ${fields} } } }`,
  );
const deliveriesOf = (at: string, fields: string) =>
  row(
    platformAndBank("NOT_FOUND"),
    `webhookDeliveries.nodes.0.${at}`,
    (_, { webhook }) => `{ webhookDeliveries(webhook: "${webhook}") { nodes { ${fields} } } }`,
  );
/** Who keeps webhooks: the platform's own, and head office all. */
const hookKeepers = (other: Verdict): Verdicts => ({ ...headOffice, platform: "yes", otherPlatform: other });
const newHook = (answer: string) =>
  write(
    hookKeepers("PLATFORM_NOT_FOUND"),
    "createWebhook",
    (s) => `platformId: "${s.id("pharmacy-platform")}", name: "n", url: "https://hooks.example.com/"`,
    answer,
  );
const hook = (field: string, input: (webhook: string) => string, answer?: string) =>
  write(hookKeepers("NOT_FOUND"), field, (_, { webhook }) => input(webhook), answer);
const keyInput = 'name: "n", permissions: [READ_PARTICIPANTS]';
const registered = (fields: string) =>
  write(
    { ...headOffice, platform: "yes", otherPlatform: "PLATFORM_NOT_FOUND" },
    "registerParticipants",
    (s) => `platformId: "${s.id("pharmacy-platform")}", participants: [{ name: "城西一店", role: "STORE" }]`,
    `results { ${fields} } userErrors { code }`,
  );

export const guarded: Record<string, Row> = {
  // the roots
  "Query.viewer": row(everybody, "viewer", () => "{ viewer { role } }"),
  "Query.node": row(withPlatform("nothing"), "node", (s) => `{ node(id: "${s.id("pharmacy-platform")}") { id } }`),
  "Query.nodes": row(
    withPlatform("nothing"),
    "nodes.0",
    (s) => `{ nodes(ids: ["${s.id("pharmacy-platform")}"]) { id } }`,
  ),
  "Query.organization": row(
    { ...readers, platform: "NOT_FOUND", otherPlatform: "NOT_FOUND" },
    "organization",
    (s) => `{ organization(id: "${s.id("core-manufacturer")}") { id } }`,
  ),
  "Query.organizations": row(readers, "organizations.nodes", () => "{ organizations(first: 1) { nodes { id } } }"),
  "Query.region": row(readers, "region", () => '{ region(code: "110103") { code } }'),
  "Query.regions": row(readers, "regions", () => "{ regions { code } }"),
  "Region.children": row(readers, "region.children", () => '{ region(code: "360000") { children { code } } }'),
  "Region.replacedBy": row(readers, "region.replacedBy", () => '{ region(code: "110103") { replacedBy { code } } }'),
  "Region.organizationCount": row(
    readers,
    "region.organizationCount",
    () => '{ region(code: "360902") { organizationCount } }',
  ),
  "Query.industries": row(readers, "industries", () => "{ industries { code } }"),
  "Industry.children": row(readers, "industries.0.children", () => "{ industries { children { code } } }"),
  "Industry.organizationCount": row(
    readers,
    "industries.0.organizationCount",
    () => '{ industries(parent: "C") { organizationCount } }',
  ),
  "Query.sizeClasses": row(readers, "sizeClasses", () => "{ sizeClasses { code } }"),
  "SizeClass.organizationCount": row(
    readers,
    "sizeClasses.0.organizationCount",
    () => "{ sizeClasses { organizationCount } }",
  ),
  "Organization.regionDetail": ofMaker(readers, "regionDetail", "regionDetail { code }"),
  "Organization.industryDetail": ofMaker(readers, "industryDetail", "industryDetail { code }"),
  "Organization.sizeClass": ofMaker(readers, "sizeClass", "sizeClass { code }"),
  "Query.associations": row(readers, "associations.nodes", () => "{ associations(first: 1) { nodes { id } } }"),
  "Query.platform": row(withPlatform("NOT_FOUND"), "platform", (s) => `{ ${platformOf(s)} { id } }`),
  "Query.platforms": row(withPlatform("yes"), "platforms.nodes", () => "{ platforms(first: 1) { nodes { id } } }"),
  "Query.branches": row(readers, "branches", () => "{ branches { code } }"),
  "Query.neighborhood": row(
    readers,
    "neighborhood.nodes",
    (s) => `{ neighborhood(of: "${s.id("court")}") { nodes { hop } } }`,
  ),
  "Query.paths": row(
    readers,
    "paths",
    (s) => `{ paths(from: "${s.id("court")}", to: "${s.id("bank")}") { exploredCount } }`,
  ),
  "Query.commonHubs": row(
    readers,
    "commonHubs.nodes",
    (s) =>
      `{ commonHubs(of: ["${s.id("pharmacy-store-001")}", "${s.id("pharmacy-store-002")}"]) { nodes { sharedCount } } }`,
  ),
  "Query.reachable": row(
    readers,
    "reachable.nodes",
    (s) => `{ reachable(of: "${s.id("court")}", targetTypes: [ORGANIZATION]) { nodes { path { length } } } }`,
  ),
  "Query.ownershipChains": row(
    readers,
    "ownershipChains",
    (s) => `{ ownershipChains(of: "${s.id("core-manufacturer")}") { exploredCount } }`,
  ),
  "Query.guaranteeRings": row(
    readers,
    "guaranteeRings",
    (s) => `{ guaranteeRings(of: "${s.id("core-manufacturer")}") { exploredCount } }`,
  ),
  "Query.connections": row(
    readers,
    "connections.relationships",
    (s) =>
      `{ connections(between: ["${s.id("core-manufacturer")}", "${s.id("core-chairman")}"]) { relationships { id } } }`,
  ),
  "Query.acquisitionBatches": batch("id"),
  "Query.prospects": row(readers, "prospects.nodes", () => "{ prospects(first: 1) { nodes { likelihood } } }"),
  "Query.acquisitionPriors": row(readers, "acquisitionPriors", () => "{ acquisitionPriors { probability } }"),
  "Query.platformKeys": row(keyReaders, "platformKeys.nodes", () => "{ platformKeys(first: 1) { nodes { name } } }"),
  "Query.events": eventsOf("kind", "kind"),
  // With a cursor that is none, so that a stream that was opened ends.
  "Subscription.events": row(
    { ...nobody, headOffice: "BAD_CURSOR", auditor: "BAD_CURSOR", platform: "BAD_CURSOR", otherPlatform: "NOT_FOUND" },
    "events",
    (s) => `subscription { events(platform: "${s.id("pharmacy-platform")}", after: "x") { cursor } }`,
  ),
  "Query.webhooks": hooksOf("name", "name"),
  "Query.webhookDeliveries": deliveriesOf("state", "state"),
  "Mutation.createWebhook": newHook("secret userErrors { code }"),
  "Mutation.updateWebhook": hook("updateWebhook", (id) => `id: "${id}", name: "m"`),
  "Mutation.rotateWebhookSecret": hook("rotateWebhookSecret", (id) => `id: "${id}"`),
  "Mutation.redeliver": hook("redeliver", (id) => `webhookId: "${id}"`),
  // It is asked with an id that is none, so that those after it find the webhook.
  "Mutation.deleteWebhook": write(
    { ...headOffice, headOffice: "NOT_FOUND", platform: "NOT_FOUND", otherPlatform: "NOT_FOUND" },
    "deleteWebhook",
    () => 'id: "x"',
  ),
  "Query.auditLog": row(
    { ...nobody, auditor: "yes" },
    "auditLog.nodes",
    () => "{ auditLog(first: 1) { nodes { id } } }",
  ),
  "Query.importKinds": row(keyReaders, "importKinds", () => "{ importKinds { name } }"),
  "Query.importJobs": row(keyReaders, "importJobs.nodes", () => "{ importJobs { nodes { id } } }"),
  "Mutation.createImport": write(headOffice, "createImport", () => 'kind: "NO_SUCH_KIND", files: []'),
  "Mutation.startImport": write({ ...headOffice, headOffice: "NOT_FOUND" }, "startImport", () => 'id: "x"'),
  "Mutation.cancelImport": write({ ...headOffice, headOffice: "NOT_FOUND" }, "cancelImport", () => 'id: "x"'),
  "Mutation.revertImport": write({ ...headOffice, headOffice: "NOT_FOUND" }, "revertImport", () => 'id: "x"'),
  "Mutation.setAcquisitionPrior": write(
    headOffice,
    "setAcquisitionPrior",
    () => 'channel: PERSON, probability: 2, note: "n", validFrom: "2026-01-01"',
  ),
  "Mutation.registerParticipants": write(
    { ...headOffice, platform: "yes", otherPlatform: "PLATFORM_NOT_FOUND" },
    "registerParticipants",
    (s) => `platformId: "${s.id("pharmacy-platform")}", participants: []`,
  ),
  "Mutation.updateParticipants": inBulk("updateParticipants", "participants"),
  "Mutation.endParticipations": inBulk("endParticipations", "participations"),
  "Query.platformParticipants": sentBy("nodes", "nodes { id }"),
  "PlatformParticipantConnection.totalCount": sentBy("totalCount", "totalCount"),
  ...Object.fromEntries(
    ["registerCases", "updateCases", "completeCases"].map((field) => [`Mutation.${field}`, inBulk(field, "cases")]),
  ),
  "Mutation.recordProceeds": inBulk("recordProceeds", "proceeds"),
  "CaseResult.case": write(
    { ...headOffice, platform: "yes", otherPlatform: "PLATFORM_NOT_FOUND" },
    "updateCases",
    (s) => `platformId: "${s.id("pharmacy-platform")}", cases: [{ number: "M-1", title: "t" }]`,
    "results { case { id } } userErrors { code }",
  ),
  "Query.platformCases": casesOf("nodes", "nodes { id }"),
  "PlatformCaseConnection.totalCount": casesOf("totalCount", "totalCount"),
  "PlatformCase.administrator": casesOf("nodes.0.administrator", "nodes { administrator { id } }"),
  "PlatformCase.parties": casesOf("nodes.0.parties", "nodes { parties { role } }"),
  "CaseParty.organization": casesOf("nodes.0.parties.0.organization", "nodes { parties { organization { id } } }"),
  "PlatformCase.proceeds": casesOf("nodes.0.proceeds.nodes", "nodes { proceeds { nodes { reference } } }"),
  "PlatformCase.proceedsTotals": casesOf("nodes.0.proceedsTotals", "nodes { proceedsTotals { amount } }"),
  "CaseProceeds.recipient": casesOf(
    "nodes.0.proceeds.nodes.0.recipient",
    "nodes { proceeds { nodes { recipient { id } } } }",
  ),
  "Query.participantRoles": row(everybody, "participantRoles", () => "{ participantRoles(scenario: COURT) { code } }"),
  "Mutation.addParticipantRole": write(
    headOffice,
    "addParticipantRole",
    () => 'scenario: COURT, code: "", name: "n", chineseName: "n"',
  ),
  "Mutation.givePlatformRoles": write(
    { ...headOffice, headOffice: "PLATFORM_NOT_FOUND" },
    "givePlatformRoles",
    () => 'platformId: "x", roles: []',
  ),
  "GivePlatformRolesPayload.platform": write(
    headOffice,
    "givePlatformRoles",
    (s) => `platformId: "${s.id("pharmacy-platform")}", roles: ["STORE"]`,
    "platform { id } userErrors { code }",
  ),
  "Mutation.createPlatformKey": write(
    headOffice,
    "createPlatformKey",
    (s) => `platformId: "${s.id("pharmacy-platform")}", ${keyInput}`,
  ),
  "Mutation.rotatePlatformKey": write(
    { ...headOffice, headOffice: "KEY_NOT_FOUND" },
    "rotatePlatformKey",
    () => 'id: "x"',
  ),
  "Mutation.revokePlatformKey": write(
    { ...headOffice, headOffice: "KEY_NOT_FOUND" },
    "revokePlatformKey",
    () => 'id: "x"',
  ),
  "Mutation.withdrawEvidence": write(headOffice, "withdrawEvidence", () => 'ids: [], reason: "x"'),
  // A contact of B02's client: whoever may not see it is told that there is none.
  "Mutation.addContact": write(
    peopleWorkers("yes"),
    "addContact",
    (s) => `subjectId: "${s.id("core-manufacturer")}", phone: "1", source: CALL`,
  ),
  "Mutation.endContact": write(peopleWorkers("NOT_FOUND"), "endContact", (_, { ended }) => `contactId: "${ended}"`),
  "Mutation.recordConsent": write(
    peopleWorkers("yes"),
    "recordConsent",
    (s) => `subjectId: "${s.id("core-chairman")}", purpose: CONTACT, source: CALL, givenOn: "1"`,
  ),
  "Mutation.withdrawConsent": write(
    peopleWorkers("NOT_FOUND"),
    "withdrawConsent",
    (_, { consent }) => `consentId: "${consent}", withdrawnOn: "1"`,
  ),
  "Mutation.reveal": write(
    peopleWorkers("NOT_FOUND"),
    "reveal",
    (_, { contact }) => `contactId: "${contact}", purpose: CONTACT`,
    "contact { value } userErrors { code }",
  ),
  "Query.matchOrganizations": row(
    readers,
    "matchOrganizations.matches",
    () => '{ matchOrganizations(input: { rows: [{ name: "a" }] }) { matches { verdict } } }',
  ),
  "Query.matchCandidates": row(readers, "matchCandidates.nodes", () => candidatesOf("id")),
  "MatchCandidate.first": row(readers, "matchCandidates.nodes.0.first", () => candidatesOf("first { id }")),
  "MatchCandidate.second": row(readers, "matchCandidates.nodes.0.second", () => candidatesOf("second { id }")),
  "Query.organizationMerges": row(keyReaders, "organizationMerges.nodes", () => mergesOf("id")),
  "OrganizationMerge.keep": row(keyReaders, "organizationMerges.nodes.0.keep", () => mergesOf("keep { id }")),
  "OrganizationMerge.dropId": row(keyReaders, "organizationMerges.nodes.0.dropId", () => mergesOf("dropId")),
  "Mutation.decideMatch": write(headOffice, "decideMatch", () => "decision: SAME"),
  "Mutation.mergeOrganizations": write(
    { ...headOffice, headOffice: "NOT_FOUND" },
    "mergeOrganizations",
    () => 'keep: "x", drop: "y"',
  ),
  "MergedRelationship.source": merging("source { id }"),
  "MergedRelationship.target": merging("target { id }"),
  "Mutation.undoMerge": write({ ...headOffice, headOffice: "NOT_FOUND" }, "undoMerge", () => 'mergeId: "x"'),
  "Mutation.exportPersonalData": write(
    headOffice,
    "exportPersonalData",
    (s) => `personId: "${s.id("core-chairman")}"`,
    "document userErrors { code }",
  ),
  "Mutation.erasePersonalData": write(
    headOffice,
    "erasePersonalData",
    (s) => `personId: "${s.id("core-chairman")}", reason: PERSON_ASKED, dryRun: true`,
  ),

  // who is asking
  "Viewer.branch": row(
    { ...everybody, headOffice: "nothing", auditor: "nothing", platform: "nothing", otherPlatform: "nothing" },
    "viewer.branch",
    () => "{ viewer { branch } }",
  ),
  "Viewer.platform": row(platformsAlone, "viewer.platform", () => "{ viewer { platform { id } } }"),
  "Viewer.client": row(nothingYet, "viewer.client", () => "{ viewer { client } }"),
  "Viewer.permissions": row(platformsAlone, "viewer.permissions", () => "{ viewer { permissions } }"),

  // the graph
  "Organization.degrees": ofMaker(readers, "degrees", "degrees { count }"),
  "Organization.relationships": ofMaker(readers, "relationships.nodes"),
  "Organization.members": ofOrganization(readers, "bankruptcy-association", "members.nodes"),
  "Organization.memberships": ofOrganization(readers, "association-client-01", "memberships.nodes"),
  "Organization.sites": ofMaker(noneOf(readers), "sites", "sites { address }"),
  "Organization.formerNames": ofMaker(noneOf(readers), "formerNames", "formerNames { name }"),
  "Organization.participations": ofOrganization(readers, "pharmacy-store-001", "participations.nodes"),
  "Organization.suppliers": ofMaker(readers, "suppliers.nodes"),
  "Organization.customers": ofMaker(readers, "customers.nodes"),
  "Person.degrees": chairman(readers, "degrees", "degrees { count }"),
  "Person.relationships": chairman(readers, "relationships.nodes", "relationships { nodes { id } }"),
  "Group.degrees": group(readers, "degrees", "degrees { count }"),
  "Group.relationships": group(readers, "relationships.nodes", "relationships { nodes { id } }"),
  "Group.members": group(readers, "members.nodes", "members { nodes { id } }"),
  "ScenarioPlatform.degrees": row(
    { ...readers, otherPlatform: "NOT_FOUND" },
    "platform.degrees",
    (s) => `{ ${platformOf(s)} { degrees { count } } }`,
  ),
  "ScenarioPlatform.relationships": row(
    { ...readers, otherPlatform: "NOT_FOUND" },
    "platform.relationships",
    (s) => `{ ${platformOf(s)} { relationships { nodes { id } } } }`,
  ),
  "ScenarioPlatform.participants": participant("nodes", "nodes { id }"),
  "Relationship.source": participant("nodes.0.source", "nodes { source { id } }"),
  "Relationship.target": participant("nodes.0.target", "nodes { target { id } }"),
  "RelationshipEdge.entity": participant("edges.0.entity", "edges { entity { id } }"),
  "RelationshipConnection.totalCount": participant("totalCount", "totalCount"),
  "Relationship.evidence": {
    ...ofMaker(readers, "suppliers.nodes.0.evidence.nodes", sale("evidence { nodes { id } }")),
    askedByPlatform: "{ viewer { platform { participants(first: 1) { nodes { evidence { totalCount } } } } } }",
  },
  "EvidenceConnection.totalCount": ofMaker(
    readers,
    "suppliers.nodes.0.evidence.totalCount",
    sale("evidence { totalCount }"),
  ),
  "OrganizationConnection.totalCount": row(
    readers,
    "organizations.totalCount",
    () => "{ organizations { totalCount } }",
  ),
  "ScenarioPlatformConnection.totalCount": row(
    withPlatform("yes"),
    "platforms.totalCount",
    () => "{ platforms { totalCount } }",
  ),

  // private to the branches where an end of the relationship banks
  "Relationship.explain": {
    ...ofMaker(readers, "suppliers.nodes.0.explain", sale("explain { text }")),
    askedByPlatform: "{ viewer { platform { participants(first: 1) { nodes { explain { text } } } } } }",
  },
  "Evidence.reference": ofMaker(
    ownBranch("nothing"),
    "suppliers.nodes.0.evidence.nodes.0.reference",
    sale("evidence { nodes { reference } }"),
  ),
  "Evidence.amount": ofMaker(
    ownBranch("nothing"),
    "suppliers.nodes.0.evidence.nodes.0.amount",
    sale("evidence { nodes { amount { amount } } }"),
  ),

  // acquisition
  "AcquisitionBatch.hub": batch("hub { id }"),
  "AcquisitionBatch.introducers": batch("introducers { client { id } }"),
  "AcquisitionBatch.annualAmounts": batch("id annualAmounts { amount }"),
  "AcquisitionBatch.prospects": batch("prospects { nodes { likelihood } }", "prospects.nodes"),
  "Prospect.organization": row(
    readers,
    "prospects.nodes.0.organization",
    () => "{ prospects(first: 1) { nodes { organization { id } } } }",
  ),
  "Prospect.paths": row(
    readers,
    "prospects.nodes.0.paths",
    () => "{ prospects(first: 1) { nodes { paths { length } } } }",
  ),

  // platforms as projects
  "Mutation.createPlatform": write(headOffice, "createPlatform", () => 'name: "", scenario: OTHER'),
  "Mutation.updatePlatform": write(
    { ...headOffice, headOffice: "PLATFORM_NOT_FOUND" },
    "updatePlatform",
    () => 'platformId: "x"',
  ),
  "Mutation.setPlatformStatus": write(
    { ...headOffice, headOffice: "PLATFORM_NOT_FOUND" },
    "setPlatformStatus",
    () => 'platformId: "x", status: ENDED',
  ),
  "PlatformPayload.platform": row(
    headOffice,
    "setPlatformStatus.platform",
    (s) =>
      `mutation { setPlatformStatus(input: { platformId: "${s.id("pharmacy-platform")}", status: ENDED }) { platform { id } userErrors { code } } }`,
  ),
  "ScenarioPlatform.project": row(
    { ...readers, otherPlatform: "NOT_FOUND" },
    "platform.project",
    (s) => `{ ${platformOf(s)} { project { status } } }`,
  ),
  "Query.platformBusinessCase": ofScenario(keyReaders, "platformBusinessCase", "months { index }", "months"),
  "ScenarioPlatform.costs": row(
    { ...noneOf(keyReaders), otherPlatform: "NOT_FOUND" },
    "platform.costs",
    (s) => `{ ${platformOf(s)} { costs { id } } }`,
  ),
  "ScenarioPlatform.plan": row(
    { ...noneOf(keyReaders), otherPlatform: "NOT_FOUND" },
    "platform.plan",
    (s) => `{ ${platformOf(s)} { plan { margin } } }`,
  ),
  "Mutation.addPlatformCosts": write(
    { ...headOffice, headOffice: "PLATFORM_NOT_FOUND" },
    "addPlatformCosts",
    () => 'platformId: "x", costs: []',
  ),
  "Mutation.withdrawPlatformCosts": write(
    { ...headOffice, headOffice: "PLATFORM_NOT_FOUND" },
    "withdrawPlatformCosts",
    () => 'platformId: "x", ids: []',
  ),
  "Mutation.setPlatformPlan": write(
    { ...headOffice, headOffice: "PLATFORM_NOT_FOUND" },
    "setPlatformPlan",
    () => 'platformId: "x", plan: {}',
  ),
  "PlatformPlanPayload.platform": row(
    headOffice,
    "addPlatformCosts.platform",
    (s) =>
      `mutation { addPlatformCosts(input: { platformId: "${s.id("pharmacy-platform")}", costs: [] }) { platform { id } userErrors { code } } }`,
  ),
  "Mutation.recordRecommendations": write(recorders, "recordRecommendations", () => "recommendations: []"),
  "Query.acquisitionChain": chain("steps.0.key", "key"),
  "AcquisitionStep.entity": chain("steps.0.entity", "entity { id }"),
  "AcquisitionStep.target": chain("steps.0.target", "target { id }"),
  "Query.chainOrganizations": ofParticipants("nodes", "isWon"),
  "ChainOrganization.organization": ofParticipants("nodes.0.organization", "organization { id }"),
  "Query.platformCoverage": ofScenario(readers, "platformCoverage", "total { participants }"),
  "Query.coverageCurve": ofScenario(readers, "coverageCurve", "participants"),
  "Query.coverageParticipants": ofScenario(readers, "coverageParticipants", "nodes { standing }", "nodes"),
  "Query.remainingParticipants": ofScenario(readers, "remainingParticipants", "nodes { standing }", "nodes"),
  // What brought it in has no account with B02, nor with B04; the first participant of the list brought in nothing.
  "CoverageBucket.deposits": ofScenario(
    { ...noneOf(readers), headOffice: "yes", auditor: "yes" },
    "platformCoverage",
    "total { deposits { amount } }",
    "total.deposits",
  ),
  "CoveragePoint.deposits": ofScenario(
    { ...noneOf(readers), headOffice: "yes", auditor: "yes" },
    "coverageCurve",
    "deposits { amount }",
    "11.deposits",
  ),
  "CoveredParticipant.deposits": ofScenario(
    noneOf(readers),
    "coverageParticipants",
    "nodes { deposits { amount } }",
    "nodes.0.deposits",
  ),
  "CoveredParticipant.organization": ofScenario(
    readers,
    "coverageParticipants",
    "nodes { organization { id } }",
    "nodes.0.organization",
  ),
  "CoveredParticipantConnection.totalCount": ofScenario(readers, "remainingParticipants", "totalCount", "totalCount"),

  // people
  "Organization.contacts": ofMaker(ownBranch("nothing"), "contacts", "contacts { value }"),
  "Organization.consents": ofOrganization(ownBranch("nothing"), "tobacconist-001", "consents", "consents { purpose }"),
  "Person.contacts": chairman(ownBranch("nothing"), "contacts", "contacts { value }"),
  "Person.consents": chairman(ownBranch("nothing"), "consents", "consents { purpose }"),
  "Person.moneyEvents": ofNode("Person", "retail-client-05")(
    ownBranch("nothing"),
    "moneyEvents",
    "moneyEvents { kind }",
  ),
  "Contact.subject": ofMaker(ownBranch("nothing"), "contacts.0.subject", "contacts { subject { name } }"),
  "Contact.organization": ofMaker(ownBranch("nothing"), "contacts.0.organization", "contacts { organization { id } }"),
  "Contact.consents": ofMaker(ownBranch("nothing"), "contacts.0.consents", "contacts { consents { purpose } }"),
  "Consent.note": chairman(peopleWorkers("nothing"), "consents.0.note", "consents { note }"),

  // keys
  "PlatformKey.id": row(keyReaders, "platformKeys.nodes.0.id", () => "{ platformKeys { nodes { id } } }"),
  "PlatformKey.platform": row(
    keyReaders,
    "platformKeys.nodes.0.platform",
    () => "{ platformKeys { nodes { platform { id } } } }",
  ),
  "PlatformKey.replaces": row(keyReaders, "platformKeys.nodes", () => "{ platformKeys { nodes { replaces } } }"),
  "PlatformKeySecretPayload.key": write(
    headOffice,
    "createPlatformKey",
    (s) => `platformId: "${s.id("pharmacy-platform")}", ${keyInput}`,
    "key { id } userErrors { code }",
  ),
  "RevokePlatformKeyPayload.key": write(
    { ...headOffice, headOffice: "KEY_NOT_FOUND" },
    "revokePlatformKey",
    () => 'id: "x"',
    "key { id } userErrors { code }",
  ),

  // events
  "PlatformEvent.platform": eventsOf("platform", "platform { id }"),
  "PlatformEvent.organization": eventsOf("organization", "organization { id }"),

  "Webhook.platform": hooksOf("platform", "platform { id }"),
  "WebhookDelivery.attempts": deliveriesOf("attempts", "attempts { code }"),
  "WebhookSecretPayload.webhook": newHook("webhook { id } userErrors { code }"),
  "WebhookPayload.webhook": hook(
    "updateWebhook",
    (id) => `id: "${id}", name: "m"`,
    "webhook { id } userErrors { code }",
  ),

  // imports
  "ImportJob.files": row(keyReaders, "importJobs.nodes.0.files", () => "{ importJobs { nodes { files { name } } } }"),
  "ImportJob.errors": row(
    keyReaders,
    "importJobs.nodes.0.errors",
    () => "{ importJobs { nodes { errors { nodes { line } } } } }",
  ),
  "ImportJob.pending": row(
    keyReaders,
    "importJobs.nodes.0.pending",
    () => "{ importJobs { nodes { pending { nodes { line } } } } }",
  ),

  // rows of a registration
  "ParticipantResult.organization": registered("organization { id }"),
  "ParticipantResult.participation": registered("participation { id }"),
};

/** Fields that are plain properties: whoever was given the object reads them. Nothing here may differ from viewer to viewer. */
export const withTheObject: Record<string, string> = {
  AcquisitionBatch: "id channel prospectCount clientCount expectedAccounts explanation",
  AcquisitionBatchConnection: "edges nodes pageInfo totalCount isTruncated",
  AcquisitionBatchEdge: "cursor node",
  AcquisitionPrior: "channel scenario probability worthObservations note validFrom",
  AcquisitionChain: "asOf steps accountCount isTruncated",
  AcquisitionStep: "key kind role level since note organizationCount furtherCount accountCount",
  AddParticipantRolePayload: "role userErrors",
  AuditEntry:
    "id recordedAt actor role client branch platform operation outcome code purpose subjects count minute seal",
  AuditEntryConnection: "edges nodes pageInfo",
  AuditEntryEdge: "cursor node",
  AuditSeal: "position hash sealedAt",
  Branch: "id code name region",
  BusinessMonth: "index month planned actual",
  BusinessMonthResult: "accounts deposits cost income net cumulative",
  ChainOrganization: "isFurther isWon",
  ChainOrganizationConnection: "edges nodes pageInfo",
  ChainOrganizationEdge: "cursor node",
  CaseParty: "role",
  CaseProceeds: "reference amount receivedOn accountNumber observedOn",
  CaseProceedsConnection: "edges nodes pageInfo",
  CaseProceedsEdge: "cursor node",
  CaseResult: "index outcome errors warnings",
  CommonHub: "entity sharedCount strength links",
  CommonHubConnection: "edges nodes pageInfo stops isTruncated",
  CommonHubEdge: "cursor node",
  CommonHubLink: "entity path",
  CompleteCasesPayload: "results counts userErrors",
  ConnectionsBetween: "relationships isTruncated",
  Consent: "id purpose source givenOn withdrawnOn branch recordedAt",
  ConsentPayload: "consent outcome userErrors",
  Contact: "id kind value name source branch recordedAt",
  ContactPayload: "contact outcome userErrors",
  CoverageBucket: "key role region month participants withAccount openedDuringProject openedSinceLaunch",
  CoveragePoint: "month day participants withAccount openedDuringProject openedSinceLaunch",
  CoveredParticipant: "roles since standing reason",
  CoveredParticipantConnection: "edges nodes pageInfo",
  CoveredParticipantEdge: "cursor node",
  Degree: "kind direction count isCapped",
  EndParticipationsPayload: "results counts userErrors",
  ErasePersonalDataPayload: "tables userErrors",
  ErasedTable: "table rows outcome because",
  Evidence: "id kind source observedOn recordedAt assertedBy retrievedOn validFrom validTo",
  EvidenceConnection: "edges nodes pageInfo",
  EvidenceEdge: "cursor node",
  EvidenceWithdrawal: "index outcome errors",
  ExportPersonalDataPayload: "document tables userErrors",
  Group: "id name isMasked",
  ImportColumn: "name required about",
  ImportCounts: "read created updated unchanged rejected pending",
  ImportError: "file line field code message fields",
  ImportErrorConnection: "edges nodes pageInfo",
  ImportErrorEdge: "cursor node",
  ImportFailure: "code message",
  ImportFile: "number name chunkCount uploadedChunks uploadedBytes missingChunks",
  ImportJob:
    "id kind format source namesIdentify state createdBy createdAt startedAt endedAt revertedAt counts rowsPerSecond remainingSeconds failure summary",
  ImportJobConnection: "edges nodes pageInfo",
  ImportJobEdge: "cursor node",
  ImportJobPayload: "job userErrors",
  ImportKind: "name about columns files",
  ImportMissingEnd: "source number",
  ImportPendingRow: "line missing fields",
  ImportPendingRowConnection: "edges nodes pageInfo",
  ImportPendingRowEdge: "cursor node",
  GivePlatformRolesPayload: "userErrors",
  GuaranteeRing: "length members steps confidence",
  GuaranteeRingConnection: "edges nodes pageInfo totalCount isTruncated exploredCount",
  GuaranteeRingEdge: "cursor node",
  Introducer: "client path",
  Money: "amount currency",
  MoneyEvent: "id kind happenedOn currency amount payeeName branch",
  DecideMatchPayload: "candidates userErrors",
  MatchCandidate: "id reason status decidedBy decidedAt note recordedAt",
  MatchCandidateConnection: "edges nodes pageInfo",
  MatchCandidateEdge: "cursor node",
  MatchFactor: "reason contribution text",
  MatchedOrganization: "organizationId name creditCode region isClient verdict score factors",
  FormerName: "name replacedAt reason",
  Industry: "code name parentCode",
  SizeClass: "code name nameEn",
  MergePayload: "merge moves sample userErrors",
  MergedRelationship: "kind role since until isWithdrawn",
  MergedRows: "kind count",
  OrganizationMatch: "index verdict candidates errors",
  OrganizationMatches: "matches",
  OrganizationMerge: "id note mergedBy mergedAt undoneBy undoneAt",
  OrganizationMergeConnection: "edges nodes pageInfo",
  OrganizationMergeEdge: "cursor node",
  RecommendationResult: "index outcome errors",
  RecordRecommendationsPayload: "results counts userErrors",
  Region: "code name fullName parentCode firstListed lastListed isAbolished successorCode replacementBasis",
  Organization: "id name isMasked creditCode category status region industry isClient",
  OrganizationConnection: "edges nodes pageInfo",
  OrganizationEdge: "cursor node",
  OutcomeCount: "outcome count",
  OwnershipChain: "length share steps",
  OwnershipCycle: "memberCount members",
  OwnershipStake: "entity combinedShare isPartlyUnknown isUltimate isInCycle chainCount chains",
  OwnershipStakeConnection: "edges nodes pageInfo totalCount cycles isTruncated truncatedAtHop exploredCount",
  OwnershipStakeEdge: "cursor node",
  PageInfo: "hasNextPage hasPreviousPage startCursor endCursor",
  ParticipantResult: "index outcome errors warnings",
  ParticipantRole: "code name chineseName",
  Path: "length steps confidence",
  PathSearch: "paths stops isTruncated truncatedAtHop exploredCount",
  PathStep: "relationship entity direction",
  Person: "id name isMasked",
  PersonalTable: "table rows",
  PlatformCoverage: "asOf beganOn launchedOn total buckets isTruncated",
  PlatformBusinessCase: "asOf currency startsOn assumptions months plannedPayBackMonth actualPayBackMonth costsLeftOut",
  PlatformCost: "id item amount dueOn",
  PlatformPayload: "userErrors",
  PlatformPlan: "launchOn monthlyAccounts depositPerAccount margin feePerAccount discount",
  PlatformPlanPayload: "userErrors",
  PlatformProject: "status proposedOn inBuildOn launchedOn endedOn",
  PlatformCase: "id number kind title acceptedOn completedOn court contractAmount region observedOn recordedAt",
  PlatformCaseConnection: "edges nodes pageInfo",
  PlatformCaseEdge: "cursor node",
  PlatformParticipant: "id organization externalId headOfficeCreditCode participations observedOn recordedAt",
  PlatformParticipantConnection: "edges nodes pageInfo changesCursor",
  PlatformParticipantEdge: "cursor node",
  PlatformParticipation: "id role since until endReason observedOn recordedAt",
  PlatformEvent: "id kind recordedAt subject other role day amount reference reason",
  PlatformEventConnection: "edges nodes pageInfo",
  PlatformEventEdge: "cursor node",
  PlatformKey: "prefix name permissions status createdBy createdAt expiresAt revokedAt lastUsedAt",
  PlatformKeyConnection: "edges nodes pageInfo",
  PlatformKeyEdge: "cursor node",
  PlatformKeySecretPayload: "secret userErrors",
  Prospect: "channels likelihood explanation",
  ProspectConnection: "edges nodes pageInfo totalCount",
  ProspectEdge: "cursor node",
  ReachableTarget: "entity path",
  ReachableTargetConnection: "edges nodes pageInfo totalCount stops isTruncated truncatedAtHop exploredCount",
  ReachableTargetEdge: "cursor node",
  RecordProceedsPayload: "results counts userErrors",
  RegisterCasesPayload: "results counts userErrors",
  RegisterParticipantsPayload: "results counts userErrors",
  Relationship: "id kind role annualAmounts since until confidence share",
  RelationshipConnection: "edges nodes pageInfo",
  RelationshipEdge: "cursor node",
  RelationshipFactor: "name value day text",
  RevealPayload: "contact moneyEvent userErrors",
  RevealedContact: "value name",
  RevealedMoneyEvent: "amount payeeName",
  RevokePlatformKeyPayload: "userErrors",
  ScenarioPlatform: "id name isMasked scenario roles",
  ScenarioPlatformConnection: "edges nodes pageInfo",
  ScenarioPlatformEdge: "cursor node",
  ScoreFactor: "name value contribution text",
  SetAcquisitionPriorPayload: "prior userErrors",
  Site: "address source firstObservedOn lastObservedOn",
  Subgraph: "nodes relationships stops isTruncated truncatedAtHop exploredCount",
  SubgraphNode: "entity hop isClipped",
  UpdateCasesPayload: "results counts userErrors",
  UpdateParticipantsPayload: "results counts userErrors",
  UserError: "code message field",
  Viewer: "name role",
  WalkStop: "entity hop reason",
  DeleteWebhookPayload: "userErrors",
  RedeliverPayload: "count userErrors",
  Webhook: "id name url audience kinds status formerSecretUntil createdAt",
  WebhookAttempt: "attemptedAt durationMs status code excerpt",
  WebhookConnection: "edges nodes pageInfo",
  WebhookDelivery: "id event state attemptCount expiresAt endedAt",
  WebhookDeliveryConnection: "edges nodes pageInfo",
  WebhookDeliveryEdge: "cursor node",
  WebhookEdge: "cursor node",
  WebhookPayload: "userErrors",
  WebhookSecretPayload: "secret userErrors",
  WithdrawEvidencePayload: "results userErrors",
};
