import { everyViewer, type Policy } from "../../shared/policy.ts";

/** Everybody may ask who they are. */
export const accessPolicy: Policy = {
  "Query.viewer": everyViewer,
  "Viewer.branch": everyViewer,
  "Viewer.platform": everyViewer,
};
