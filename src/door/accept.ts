import Negotiator from "negotiator";

/** The media types of a GraphQL answer; the older one first, which is also for callers that do not say. */
const mediaTypes = ["application/json", "application/graphql-response+json"];

/** In which of them a caller wants to be answered; null: in neither. */
export const mediaTypeFor = (accept: string | undefined): string | null =>
  new Negotiator({ headers: { accept } }).mediaType(mediaTypes) ?? null;
