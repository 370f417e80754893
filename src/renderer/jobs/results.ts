import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import type { Ranking, SearchResult } from "#domain/job";
import type { Client } from "#renderer/bridge";
import type { ViewStore } from "#renderer/context";
import type { Jobs } from "./jobs.ts";

export interface ResultsState {
  /** Whose result is shown. */
  readonly job: string | null;
  /** Stays while it is ranked anew. */
  readonly result: SearchResult | null;
  /** Null: as the search itself ranked. */
  readonly ranking: Ranking | null;
  readonly isLoading: boolean;
  readonly error: AppError | null;
}

/** What a search has found, ranked as the user wants it. */
export interface Results {
  readonly store: StoreApi<ResultsState>;
  /** Opens the dialog with the result of a job. */
  open(job: string): void;
  rank(ranking: Ranking | null): void;
  retry(): void;
}

const nothing: ResultsState = { job: null, result: null, ranking: null, isLoading: false, error: null };

export function createResults(client: Client, jobs: Jobs, view: ViewStore): Results {
  const store = createStore<ResultsState>(() => nothing);
  let abort: AbortController | null = null;

  const load = async (): Promise<void> => {
    const { job, ranking } = store.getState();
    if (job === null) return;
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    store.setState({ isLoading: true, error: null });
    const outcome = await client.request("jobs:result", { job, ranking }, { signal: mine.signal });
    if (abort !== mine) return;
    store.setState(
      outcome.ok ? { result: outcome.value, isLoading: false } : { error: outcome.error, isLoading: false },
    );
  };
  // A search that is looked at while it runs shows what it found as soon as it is done.
  jobs.onFinished(({ id }) => {
    if (id === store.getState().job && view.getState().dialog === "result") void load();
  });

  return {
    store,
    open(job) {
      store.setState({ ...nothing, job });
      view.setState({ dialog: "result" });
      void load();
    },
    rank(ranking) {
      store.setState({ ranking });
      void load();
    },
    retry: () => void load(),
  };
}
