import { auditor, everyViewer, headOffice, type Policy, type Rule } from "../../shared/policy.ts";

/** Head office makes and ends keys; auditors see that it did. */
const keyReaders: Rule = ["HEAD_OFFICE", "AUDITOR"];

/** Everybody may ask who they are; the audit log is the auditors' alone, so that nobody reads what is kept of himself. */
export const accessPolicy: Policy = {
  "Query.viewer": everyViewer,
  "Viewer.branch": everyViewer,
  "Viewer.platform": everyViewer,
  "Viewer.client": everyViewer,
  "Viewer.permissions": everyViewer,
  "Query.platformKeys": keyReaders,
  "PlatformKey.id": keyReaders,
  "PlatformKey.platform": keyReaders,
  "PlatformKey.replaces": keyReaders,
  "Mutation.createPlatformKey": headOffice,
  "Mutation.rotatePlatformKey": headOffice,
  "Mutation.revokePlatformKey": headOffice,
  "PlatformKeySecretPayload.key": headOffice,
  "RevokePlatformKeyPayload.key": headOffice,
  "Query.auditLog": auditor,
};
