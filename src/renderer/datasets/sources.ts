import { createStore, type StoreApi } from "zustand/vanilla";
import type { FileState } from "#contract/ipc";
import type { Client } from "#renderer/bridge";
import type { Datasets } from "./datasets.ts";
import type { Reimporting } from "./reimporting.ts";

/** What became of open files, by the handle of what was read from them. Those that are as they were are not in it. */
export type SourcesState = Readonly<Record<string, Exclude<FileState, "same">>>;

export interface Sources {
  readonly store: StoreApi<SourcesState>;
  /** Looks after all open files. Files change while the user is in another program: so when the window comes to the front. */
  check(): Promise<void>;
  /** Reads a file again as it is now, with the settings it was read with; asks where it is when it is not at its place. */
  reload(handle: string): Promise<void>;
}

export function createSources(client: Client, datasets: Datasets, reimporting: Reimporting): Sources {
  const store = createStore<SourcesState>(() => ({}));
  let asked = 0;

  const check = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const { open } = datasets.store.getState();
    if (open.length === 0) return;
    const outcome = await client.request("file:check", { grants: open.map(({ grant }) => grant) });
    // A newer look has more to say, also about what was closed meanwhile.
    if (mine !== asked || !outcome.ok) return;
    const states = open.flatMap(({ dataset }, index) => {
      const state = outcome.value[index] ?? "same";
      return state === "same" ? [] : [[dataset.handle, state] as const];
    });
    store.setState(Object.fromEntries(states), true);
  };

  datasets.store.subscribe((state, before) => {
    if (state.open === before.open && state.active === before.active) return;
    const gone = Object.keys(store.getState()).filter((handle) =>
      state.open.every(({ dataset }) => dataset.handle !== handle),
    );
    if (gone.length > 0) {
      store.setState(
        (states) => Object.fromEntries(Object.entries(states).filter(([handle]) => !gone.includes(handle))),
        true,
      );
    }
    // A selection within a file is no reason to look after it.
    const isOnlySelection =
      state.active === before.active &&
      state.open.length === before.open.length &&
      state.open.every(({ dataset }, index) => dataset === before.open[index]?.dataset);
    if (!isOnlySelection) void check();
  });

  return {
    store,
    check,
    async reload(handle) {
      const open = datasets.store.getState().open.find(({ dataset }) => dataset.handle === handle);
      if (open === undefined) return;
      await check();
      if (store.getState()[handle] !== "missing") {
        await reimporting.reload(handle, open.grant);
        return;
      }
      const located = await client.request("file:locate", { grant: open.grant });
      if (located.ok && located.value !== null) await reimporting.reload(handle, located.value.grant);
    },
  };
}
