import { Roles } from "./001-roles.ts";
import { Graph } from "./002-graph.ts";
import { Clients } from "./003-clients.ts";
import { Platforms } from "./004-platforms.ts";
import { Acquisition } from "./005-acquisition.ts";
import { DailyRoll } from "./006-daily-roll.ts";
import { Sites } from "./007-sites.ts";
import { Audit } from "./008-audit.ts";
import { PlatformKeys } from "./009-platform-keys.ts";
import { AuditSeals } from "./010-audit-seals.ts";
import { PersonalData } from "./011-personal-data.ts";
import { ConsentReads } from "./012-consent-reads.ts";
import { Policies } from "./013-policies.ts";
import { ClosedAccounts } from "./014-closed-accounts.ts";
import { Evidence } from "./015-evidence.ts";
import { Merging } from "./016-merging.ts";
import { ImportJobs } from "./017-import-jobs.ts";
import { History } from "./018-history.ts";
import { Search } from "./020-search.ts";
import { Reference } from "./021-reference.ts";
import { FasterImports } from "./022-faster-imports.ts";
import { Outbox } from "./030-outbox.ts";
import { Participants } from "./031-participants.ts";
import { Cases } from "./032-cases.ts";
import { EventFeed } from "./033-event-feed.ts";
import { Webhooks } from "./034-webhooks.ts";
import { PlatformProjects } from "./035-platform-projects.ts";
import { Recommendations } from "./036-recommendations.ts";
import { StatementReferences } from "./037-statement-references.ts";
import { IdentityClaims } from "./038-identity-claims.ts";
import { WaitingEvents } from "./041-waiting-events.ts";
import { EntitiesThatGo } from "./042-entities-that-go.ts";
import { CountedWithoutRowChecks } from "./043-counted-without-row-checks.ts";

/** In the order they run. Never edit one that has landed; add the next. */
export const migrations = [
  Roles,
  Graph,
  Clients,
  Platforms,
  Acquisition,
  DailyRoll,
  Sites,
  Audit,
  PlatformKeys,
  AuditSeals,
  PersonalData,
  ConsentReads,
  Policies,
  ClosedAccounts,
  Evidence,
  Merging,
  ImportJobs,
  History,
  Search,
  Reference,
  FasterImports,
  Outbox,
  Participants,
  Cases,
  EventFeed,
  Webhooks,
  PlatformProjects,
  Recommendations,
  StatementReferences,
  IdentityClaims,
  WaitingEvents,
  EntitiesThatGo,
  CountedWithoutRowChecks,
];
