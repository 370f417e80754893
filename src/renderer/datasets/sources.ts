import { createStore, type StoreApi } from "zustand/vanilla";
import type { FileState } from "#contract/ipc";
import type { Client } from "#renderer/bridge";
import type { Clock } from "#renderer/context";
import type { Datasets, OpenDataset } from "./datasets.ts";
import type { Reimporting } from "./reimporting.ts";

/** What became of open files, by the handle of what was read from them. Those that are as they were are not in it. */
export type SourcesState = Readonly<Record<string, "changed" | "missing">>;

export interface Sources {
  readonly store: StoreApi<SourcesState>;
  /**
   * Looks after all open files. Files change while the user is in another program: so when the window comes to the front, and every few
   * seconds besides. Those that are to be read again by themselves are, once nobody writes them any more.
   */
  check(): Promise<void>;
  /** Reads a file again as it is now, with the settings it was read with; asks where it is when it is not at its place. */
  reload(handle: string): Promise<void>;
}

/** A look at a file is one question to the file system, also on a network drive, where nothing tells of changes. */
const lookEveryMs = 5_000;
/** For a file that changed a moment ago. */
const lookAgainMs = 1_000;

/** @param onReadAgain a file is about to be read again by itself */
export function createSources(
  client: Client,
  clock: Clock,
  datasets: Datasets,
  reimporting: Reimporting,
  onReadAgain: (file: OpenDataset) => void = () => undefined,
): Sources {
  const store = createStore<SourcesState>(() => ({}));
  let asked = 0;
  let stopTimer = (): void => undefined;

  const lookLater = (ms: number): void => {
    stopTimer();
    stopTimer = clock.after(ms, () => void check());
  };

  const check = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const { open } = datasets.store.getState();
    stopTimer();
    if (open.length === 0) return;
    const outcome = await client.request("file:check", { grants: open.map(({ grant }) => grant) });
    // A newer look has more to say, also about what was closed meanwhile.
    if (mine !== asked || !outcome.ok) return;
    const states = open.flatMap(({ dataset }, index) => {
      const state = stateOf(outcome.value[index] ?? "same");
      return state === null ? [] : [[dataset.handle, state] as const];
    });
    if (!isSameState(store.getState(), states)) store.setState(Object.fromEntries(states), true);
    lookLater(outcome.value.includes("changing") ? lookAgainMs : lookEveryMs);
    const due = open.find(({ isReadAgain }, index) => isReadAgain && outcome.value[index] === "changed");
    if (due === undefined) return;
    onReadAgain(due);
    await reimporting.reload(due.dataset.handle, due.grant);
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
      state.open.every(
        ({ dataset, isReadAgain }, index) =>
          dataset === before.open[index]?.dataset && isReadAgain === before.open[index]?.isReadAgain,
      );
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

function stateOf(state: FileState): SourcesState[string] | null {
  if (state === "same") return null;
  return state === "missing" ? "missing" : "changed";
}

function isSameState(now: SourcesState, next: readonly (readonly [string, string])[]): boolean {
  return next.length === Object.keys(now).length && next.every(([handle, state]) => now[handle] === state);
}
