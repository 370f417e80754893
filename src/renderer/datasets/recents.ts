import { createStore, type StoreApi } from "zustand/vanilla";
import type { RecentFile } from "#domain/project";
import type { Client } from "#renderer/bridge";
import { errorText, type Notify } from "#renderer/context";
import type { KeptFiles } from "./kept-files.ts";

export interface RecentsState {
  /** null until main has answered. */
  readonly files: readonly RecentFile[] | null;
}

/** Files that were opened earlier, as the first page offers them. */
export interface Recents {
  readonly store: StoreApi<RecentsState>;
  /** From now on the list is kept as main has it. */
  load(): Promise<void>;
  open(id: number): Promise<void>;
  pin(id: number, isPinned: boolean): Promise<void>;
  remove(id: number): Promise<void>;
  /** All but the pinned ones. */
  clear(): Promise<void>;
}

export function createRecents(client: Client, keptFiles: KeptFiles, notify: Notify): Recents {
  const store = createStore<RecentsState>(() => ({ files: null }));
  let isWanted = false;
  const load = async (): Promise<void> => {
    isWanted = true;
    const outcome = await client.request("recent:list", {});
    if (outcome.ok) store.setState({ files: outcome.value.files });
  };
  client.on("recent:changed", () => {
    if (isWanted) void load();
  });
  client.on("file:kept", (file) => void keptFiles.open(file));
  const change = async (
    ...[name, args]: [
      "recent:pin" | "recent:remove" | "recent:clear",
      { readonly id?: number; readonly isPinned?: boolean },
    ]
  ): Promise<void> => {
    const outcome = await client.request(name, args as never);
    if (!outcome.ok) notify("error", errorText(outcome.error));
  };
  return {
    store,
    load,
    async open(id) {
      const outcome = await client.request("recent:open", { id });
      if (!outcome.ok) {
        notify("error", errorText(outcome.error));
        return;
      }
      const { file, session } = outcome.value;
      if (file !== null) await keptFiles.open(file);
      if (session !== null) await keptFiles.show(session);
    },
    pin: (id, isPinned) => change("recent:pin", { id, isPinned }),
    remove: (id) => change("recent:remove", { id }),
    clear: () => change("recent:clear", {}),
  };
}
