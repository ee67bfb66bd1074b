import type { Em } from "../database.ts";
import { seesWholeBank, type Viewer } from "./viewer.ts";

/** Runs a transaction bound to the viewer: the database itself then shows private rows to nobody else. Use tx alone inside. */
export function asViewer<T>(em: Em, viewer: Viewer, work: (tx: Em) => Promise<T>): Promise<T> {
  const session =
    viewer.kind === "platform"
      ? { role: "partner_graph_platform", variables: { "app.platform": viewer.platformId } }
      : {
          role: "partner_graph_staff",
          variables: { "app.scope": seesWholeBank(viewer) ? "bank" : "branch", "app.branch": viewer.branchId ?? "" },
        };
  return em.fork({ session }).transactional((tx) => work(tx as Em));
}

/** Runs a transaction as the system: for services and jobs that have already decided what is allowed. Use tx alone inside. */
export function asSystem<T>(em: Em, work: (tx: Em) => Promise<T>): Promise<T> {
  return em.fork({ session: { role: "partner_graph_system" } }).transactional((tx) => work(tx as Em));
}
