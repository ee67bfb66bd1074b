import type { Config } from "./config.ts";
import { useErasureKey } from "./modules/organizations/tombstone.service.ts";
import { secretFile } from "./shared/secret-file.ts";

/** Tells where the key of erased identities comes from: ERASURE_KEY, or outside of production a file in dataDir made at first use. */
export function rememberErasureKey({ erasureKey, production, dataDir }: Config): void {
  useErasureKey(() => erasureKey ?? (production ? null : secretFile(dataDir, "erasure.key")));
}
