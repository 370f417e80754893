/** The policy of this computer, wherever this system keeps such. */
import { join } from "node:path";
import { mergePolicy, type Policy } from "#domain/policy";
import { readManagedPreferences } from "./managed-preferences.ts";
import { readPolicyFolder } from "./policy-folder.ts";
import { readRegistryPolicies } from "./registry.ts";

/** Of the administrator, on Linux. */
export const policyFolder = "/etc/fantail/policies";

export interface ReadPolicyOptions {
  readonly platform: NodeJS.Platform;
  /** Instead of the system's own place, where that is wanted: `managed` and `recommended` lie in it. */
  readonly folder?: string | undefined;
  /** Users who may write a folder's managed files; root always may. */
  readonly owners?: readonly number[];
}

/** @throws EngineError policy-broken: nothing may go on as if there were none */
export async function readPolicy({ platform, folder, owners = [] }: ReadPolicyOptions): Promise<Policy> {
  if (folder === undefined && platform === "win32") return mergePolicy(await readRegistryPolicies());
  if (folder === undefined && platform === "darwin") return mergePolicy(await readManagedPreferences());
  const place = folder ?? policyFolder;
  const whoMay = platform === "win32" ? null : [0, ...owners];
  return mergePolicy(
    (["recommended", "managed"] as const).flatMap((level) =>
      readPolicyFolder(join(place, level), { level, owners: whoMay }),
    ),
  );
}
