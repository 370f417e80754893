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

/**
 * @param load such as `() => import("./part.tsx")`; a file that is missing or damaged rejects
 * @param pick what is wanted of the module
 * @param importAgain imports a module by its address; given by tests only
 */
export function createLoader<M, T>(
  load: () => Promise<M>,
  pick: (module: M) => T,
  importAgain: (address: string) => Promise<unknown> = (address) => import(/* @vite-ignore */ address),
): Loader<T> {
  let state: LoaderState<T> = { status: "idle" };
  let tries = 0;
  let failedAddress: string | undefined;
  // A page remembers of an address that its module could not be fetched, and never asks for it again.
  const loadOrAgain = (): Promise<M> =>
    failedAddress === undefined ? load() : (importAgain(`${failedAddress}?try=${tries}`) as Promise<M>);
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
      tries += 1;
      loadOrAgain().then(
        (module) => {
          const value = pick(module);
          ready.resolve(value);
          change({ status: "ready", value });
        },
        (error: unknown) => {
          failedAddress ??= /fetch dynamically imported module: ([^\s?]+)/.exec(String(error))?.[1];
          change({ status: "failed" });
        },
      );
    },
    whenReady() {
      loader.load();
      return ready.promise;
    },
  };
  return loader;
}
