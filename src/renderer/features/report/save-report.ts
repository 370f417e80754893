import { type Notify, notifySaved } from "#renderer/context";
import type { Client } from "#renderer/bridge";

/** Saves what the import of a dataset did to it, and says where it went or why it didn't. */
export function createSaveReport(client: Client, notify: Notify): (dataset: string) => Promise<void> {
  return async (dataset) => notifySaved(client, notify, await client.request("report:save", { dataset }));
}
