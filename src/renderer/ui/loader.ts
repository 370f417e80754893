/** Code that loads when it is first needed, once for all who need it. */
export interface Loader<T> {
  /** The same object until it changes. */
  readonly state: () => LoaderState<T>;
  readonly subscribe: (listener: () => void) => () => void;
  /** Begins to load; does nothing while that goes on or once it is done, and tries again where it failed. */
  readonly load: () => void;
  /** Loads it, and resolves when it is there; a failure is in `state`, and the next try that works resolves this. */
  readonly whenReady: () => Promise<T>;
}

export type LoaderState<T> =
  | { readonly status: "idle" | "loading" | "failed" }
  | { readonly status: "ready"; readonly value: T };

/** @param load such as `() => import("./part.tsx")`; a file that is missing or damaged rejects */
export function createLoader<T>(load: () => Promise<T>): Loader<T> {
  let state: LoaderState<T> = { status: "idle" };
  const listeners = new Set<() => void>();
  const change = (next: LoaderState<T>): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const ready = Promise.withResolvers<T>();
  const loader: Loader<T> = {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load() {
      if (state.status === "loading" || state.status === "ready") return;
      change({ status: "loading" });
      load().then(
        (value) => {
          ready.resolve(value);
          change({ status: "ready", value });
        },
        () => change({ status: "failed" }),
      );
    },
    whenReady() {
      loader.load();
      return ready.promise;
    },
  };
  return loader;
}
