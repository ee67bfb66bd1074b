import type { SessionContext } from "@mikro-orm/core";
import type { Em } from "../database.ts";
import { seesWholeBank, type Viewer } from "./viewer.ts";

/**
 * Runs a transaction bound to the viewer: the database itself then shows private rows to nobody else, and takes nothing from an auditor.
 * Use tx alone inside.
 */
export function asViewer<T>(em: Em, viewer: Viewer, work: (tx: Em) => Promise<T>): Promise<T> {
  if (viewer.kind === "platform") {
    return inSession(em, { role: "partner_graph_platform", variables: { "app.platform": viewer.platformId } }, work);
  }
  const scope = seesWholeBank(viewer) ? "bank" : "branch";
  const variables = {
    "app.scope": scope,
    "app.branch": viewer.branchId ?? "",
    ...(viewer.role === "AUDITOR" && { transaction_read_only: "on" }),
  };
  return inSession(em, { role: "partner_graph_staff", variables }, work);
}

/** Runs a transaction as the system: for services and jobs that have already decided what is allowed. Use tx alone inside. */
export const asSystem = <T>(em: Em, work: (tx: Em) => Promise<T>): Promise<T> =>
  inSession(em, { role: "partner_graph_system" }, work);

const inSession = <T>(em: Em, session: SessionContext, work: (tx: Em) => Promise<T>): Promise<T> =>
  em.fork({ session }).transactional((tx) => work(tx as Em));
