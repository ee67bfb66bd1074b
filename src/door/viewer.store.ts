import type { FastifyRequest } from "fastify";
import type { Viewer } from "../shared/viewer.ts";

const viewers = new WeakMap<FastifyRequest, Viewer>();

export const rememberViewer = (request: FastifyRequest, viewer: Viewer): void => void viewers.set(request, viewer);

/** Who sent a request that the door let past. */
export function viewerOf(request: FastifyRequest): Viewer {
  const viewer = viewers.get(request);
  if (!viewer) throw new Error("this request passed nobody who asks who it is");
  return viewer;
}
