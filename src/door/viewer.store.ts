import type { FastifyRequest } from "fastify";
import type { Viewer } from "../shared/viewer.ts";
import { factsOf } from "./request.bounds.ts";

const viewers = new WeakMap<FastifyRequest, Viewer>();

/** For what comes behind the door, and for the log. */
export function rememberViewer(request: FastifyRequest, viewer: Viewer): void {
  viewers.set(request, viewer);
  const facts = factsOf(request);
  if (facts) facts.viewer = viewer;
}

/** Who sent a request; null: it was refused before that was known. */
export const knownViewer = (request: FastifyRequest): Viewer | null => viewers.get(request) ?? null;

/** Who sent a request that the door let past. */
export function viewerOf(request: FastifyRequest): Viewer {
  const viewer = viewers.get(request);
  if (!viewer) throw new Error("this request passed nobody who asks who it is");
  return viewer;
}
