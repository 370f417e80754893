import { createStore, type StoreApi } from "zustand/vanilla";
import type { CacheEntry, CacheInfo } from "#contract/ipc";
import type { CacheReport } from "#domain/cache";
import type { AppError, Outcome } from "#domain/errors";
import type { Client } from "#renderer/bridge";

/** What is under way; one thing at a time. */
export type StorageTask = "verify" | "flush" | "delete" | "budget";

export interface StorageState {
  /** Null until main has answered. */
  readonly info: CacheInfo | null;
  readonly entries: readonly CacheEntry[];
  readonly task: StorageTask | null;
  /** What the last task came to, in words. */
  readonly said: string | null;
  readonly report: CacheReport | null;
  readonly error: AppError | null;
}

export interface Storage {
  readonly store: StoreApi<StorageState>;
  refresh(): Promise<void>;
  /** Reads and checks everything on disk. */
  verify(): Promise<void>;
  flush(): Promise<void>;
  /** One dataset, or everything. */
  remove(dataset?: string): Promise<void>;
  pin(dataset: string, isPinned: boolean): Promise<void>;
  setBudget(budget: { readonly diskBytes?: number; readonly memoryBytes?: number }): Promise<void>;
}

const empty: StorageState = { info: null, entries: [], task: null, said: null, report: null, error: null };

/** What is kept between starts. */
export function createStorage(client: Client): Storage {
  const store = createStore<StorageState>(() => empty);

  /** False when it failed; what failed is in the state then. */
  const accept = <T>(outcome: Outcome<T>): outcome is { readonly ok: true; readonly value: T } => {
    if (!outcome.ok && outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
    return outcome.ok;
  };
  const refresh = async (): Promise<void> => {
    const [info, entries] = await Promise.all([client.request("cache:info", {}), client.request("cache:list", {})]);
    if (accept(info)) store.setState({ info: info.value });
    if (accept(entries)) store.setState({ entries: entries.value });
  };
  const run = async (task: StorageTask, work: () => Promise<string | null>): Promise<void> => {
    if (store.getState().task !== null) return;
    store.setState({ task, said: null, report: null, error: null });
    const said = await work();
    await refresh();
    store.setState({ task: null, said });
  };

  return {
    store,
    async refresh() {
      store.setState({ said: null, report: null, error: null });
      await refresh();
    },
    verify: () =>
      run("verify", async () => {
        const outcome = await client.request("cache:verify", {});
        if (!accept(outcome)) return null;
        store.setState({ report: outcome.value });
        return reportText(outcome.value);
      }),
    flush: () =>
      run("flush", async () =>
        accept(await client.request("cache:flush", {})) ? "All computed forecasts are on disk." : null,
      ),
    remove: (dataset) =>
      run("delete", async () => {
        const outcome = await client.request("cache:delete", dataset === undefined ? {} : { dataset });
        if (!accept(outcome)) return null;
        return dataset === undefined
          ? "Everything was deleted."
          : "Deleted. Its forecasts are computed again when needed.";
      }),
    async pin(dataset, isPinned) {
      // Drawn before main has answered: the click is the user's.
      const before = store.getState().entries;
      store.setState({
        error: null,
        entries: before.map((entry) => (entry.dataset === dataset ? { ...entry, isPinned } : entry)),
      });
      if (!accept(await client.request("cache:pin", { dataset, isPinned }))) await refresh();
    },
    setBudget: (budget) =>
      run("budget", async () => {
        if (!accept(await client.request("cache:budget", budget))) return null;
        return budget.memoryBytes === undefined
          ? "The new budget applies."
          : "Saved. The memory budget applies after a restart.";
      }),
  };
}

/** What a check found. */
export function reportText({ files, answers, damaged, missing }: CacheReport): string {
  const checked = files + answers;
  if (checked === 0) return "There is nothing to check.";
  if (damaged + missing === 0) return "No damage found.";
  const parts = [damaged > 0 ? `${damaged} damaged, moved aside` : "", missing > 0 ? `${missing} missing` : ""].filter(
    (part) => part !== "",
  );
  return `${parts.join("; ")}. Lost forecasts are computed again when needed.`;
}
