import "reflect-metadata";
import { type GraphQLSchema, isAbstractType } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { accessPolicy } from "./modules/access/access.policy.ts";
import { AuditResolver } from "./modules/access/audit.resolver.ts";
import * as keyResolvers from "./modules/access/platform-key.resolver.ts";
import { applyRules } from "./modules/access/rules.ts";
import { ViewerResolver } from "./modules/access/viewer.resolver.ts";
import { acquisitionPolicy } from "./modules/acquisition/acquisition.policy.ts";
import { BatchResolver } from "./modules/acquisition/batch.resolver.ts";
import { PriorResolver } from "./modules/acquisition/prior.resolver.ts";
import { ProspectResolver } from "./modules/acquisition/prospect.resolver.ts";
import { associationPolicy } from "./modules/associations/association.policy.ts";
import { AssociationResolver, GroupResolver } from "./modules/associations/association.resolver.ts";
import { BranchResolver } from "./modules/clients/branch.resolver.ts";
import { clientPolicy } from "./modules/clients/client.policy.ts";
import { eventPolicy } from "./modules/events/event.policy.ts";
import { PlatformEventResolver } from "./modules/events/event.resolver.ts";
import * as webhookResolvers from "./modules/events/webhook.resolver.ts";
import "./modules/graph/graph.nodes.ts";
import { BetweenResolver } from "./modules/graph/between.resolver.ts";
import { EntityResolver } from "./modules/graph/entity.resolver.ts";
import { GroupType } from "./modules/graph/entity.type.ts";
import { EvidenceWithdrawalResolver } from "./modules/graph/evidence.resolver.ts";
import { graphPolicy } from "./modules/graph/graph.policy.ts";
import { GraphResolver } from "./modules/graph/graph.resolver.ts";
import { HubResolver } from "./modules/graph/hub.resolver.ts";
import { OwnershipResolver } from "./modules/graph/ownership.resolver.ts";
import { ReachableResolver } from "./modules/graph/reachable.resolver.ts";
import * as relationshipResolvers from "./modules/graph/relationship.resolver.ts";
import { RingResolver } from "./modules/graph/ring.resolver.ts";
import { importPolicy } from "./modules/imports/import.policy.ts";
import { ImportJobResolver } from "./modules/imports/import.resolver.ts";
import * as industryResolvers from "./modules/organizations/industry.resolver.ts";
import * as matchingResolvers from "./modules/organizations/matching.resolver.ts";
import { organizationPolicy } from "./modules/organizations/organization.policy.ts";
import * as organizationResolvers from "./modules/organizations/organization.resolver.ts";
import { OrganizationType } from "./modules/organizations/organization.type.ts";
import * as regionResolvers from "./modules/organizations/region.resolver.ts";
import * as sizeClassResolvers from "./modules/organizations/size-class.resolver.ts";
import { ConsentResolver } from "./modules/people/consent.resolver.ts";
import * as contactResolvers from "./modules/people/contact.resolver.ts";
import { ErasureResolver } from "./modules/people/erasure.resolver.ts";
import { PersonType } from "./modules/people/person.type.ts";
import { personalPolicy } from "./modules/people/personal.policy.ts";
import * as caseResolvers from "./modules/platforms/case.resolver.ts";
import { ParticipantResolver } from "./modules/platforms/participant.resolver.ts";
import { platformPolicy } from "./modules/platforms/platform.policy.ts";
import * as platformResolvers from "./modules/platforms/platform.resolver.ts";
import { ScenarioPlatformType } from "./modules/platforms/platform.type.ts";
import { RegistrationResolver } from "./modules/platforms/registration.resolver.ts";
import * as businessResolvers from "./modules/scenarios/business.resolver.ts";
import * as chainResolvers from "./modules/scenarios/chain.resolver.ts";
import * as coverageResolvers from "./modules/scenarios/coverage.resolver.ts";
import * as projectResolvers from "./modules/scenarios/project.resolver.ts";
import { scenarioPolicy } from "./modules/scenarios/scenario.policy.ts";
import "./modules/platforms/review.news.ts";
import { RoleResolver } from "./modules/platforms/role.resolver.ts";
import { supplyPolicy } from "./modules/supply/supply.policy.ts";
import { SupplyResolver } from "./modules/supply/supply.resolver.ts";

const policies = [
  accessPolicy,
  acquisitionPolicy,
  associationPolicy,
  clientPolicy,
  eventPolicy,
  graphPolicy,
  importPolicy,
  organizationPolicy,
  personalPolicy,
  platformPolicy,
  scenarioPolicy,
  supplyPolicy,
];

async function* nothing(): AsyncGenerator<never> {}

/** The executable schema: every module's types and resolvers, every field behind its rule. */
export function buildApiSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      GraphResolver,
      HubResolver,
      ReachableResolver,
      OwnershipResolver,
      RingResolver,
      BetweenResolver,
      EntityResolver,
      ...Object.values(relationshipResolvers),
      EvidenceWithdrawalResolver,
      ...Object.values(organizationResolvers),
      ...Object.values(matchingResolvers),
      ...Object.values(regionResolvers),
      ...Object.values(industryResolvers),
      ...Object.values(sizeClassResolvers),
      SupplyResolver,
      AssociationResolver,
      GroupResolver,
      ...Object.values(platformResolvers),
      ...Object.values(contactResolvers),
      ConsentResolver,
      ErasureResolver,
      ViewerResolver,
      ...Object.values(keyResolvers),
      AuditResolver,
      RegistrationResolver,
      ParticipantResolver,
      ...Object.values(caseResolvers),
      RoleResolver,
      BatchResolver,
      ProspectResolver,
      PriorResolver,
      BranchResolver,
      ImportJobResolver,
      ...Object.values(coverageResolvers),
      ...Object.values(projectResolvers),
      ...Object.values(chainResolvers),
      ...Object.values(businessResolvers),
      PlatformEventResolver,
      ...Object.values(webhookResolvers),
    ],
    orphanedTypes: [OrganizationType, PersonType, GroupType, ScenarioPlatformType],
    validate: false,
    // Asked for wherever there is a subscription; ours read the database, which every server has.
    pubSub: { publish: () => {}, subscribe: () => ({ [Symbol.asyncIterator]: nothing }) },
  });
  // TypeGraphQL resolves abstract types asynchronously, which the compiled executor cannot await.
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
  }
  return applyRules(schema, policies);
}
