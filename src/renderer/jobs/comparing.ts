import { createStore, type StoreApi } from "zustand/vanilla";

/** Methods to be compared in depth on one series. */
export interface ComparisonRequest {
  readonly dataset: string;
  readonly series: string;
  /** Ids of models or of configured methods, the best first. */
  readonly models: readonly string[];
}

/** What is to be compared; the page that compares follows it. */
export interface Comparing {
  /** Null until something was asked for. */
  readonly store: StoreApi<{ readonly request: ComparisonRequest | null }>;
  openComparison(request: ComparisonRequest): void;
}

export function createComparing(): Comparing {
  const store = createStore<{ readonly request: ComparisonRequest | null }>(() => ({ request: null }));
  return { store, openComparison: (request) => store.setState({ request }) };
}
