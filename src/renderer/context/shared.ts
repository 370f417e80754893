import { createContext, createElement, useContext, type Context, type ReactNode } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Loader } from "#renderer/ui";

/** A context without a default, and the hook that reads it. A view below no provider is a bug and says so. */
export function shared<V>(what: string): readonly [Context<V | null>, () => V] {
  const Shared = createContext<V | null>(null);
  const useShared = (): V => {
    const value = useContext(Shared);
    if (value === null) throw new Error(`There is no ${what} above this view.`);
    return value;
  };
  return [Shared, useShared];
}

/** The same for a store with actions, with a second hook that reads its state and draws again when what is read changes. */
export function sharedStore<S, V extends { readonly store: StoreApi<S> }>(
  what: string,
): readonly [Context<V | null>, () => V, <T>(selector: (state: S) => T) => T] {
  const [Shared, useShared] = shared<V>(what);
  const useSharedState = <T>(selector: (state: S) => T): T => useStore(useShared().store, selector);
  return [Shared, useShared, useSharedState];
}

/** The same for a store that loads with the page that is about it: the page is opened through its store, so nothing is drawn before. */
export function sharedLater<S, V extends { readonly store: StoreApi<S> }>(
  what: string,
): readonly [Context<Loader<V> | null>, () => V, <T>(selector: (state: S) => T) => T] {
  const [Shared, useSharedLoader] = shared<Loader<V>>(what);
  const useShared = (): V => {
    const state = useSharedLoader().state();
    if (state.status !== "ready") throw new Error(`The ${what} of this view is not loaded.`);
    return state.value;
  };
  const useSharedState = <T>(selector: (state: S) => T): T => useStore(useShared().store, selector);
  return [Shared, useShared, useSharedState];
}

/** Puts something within reach of the views inside. */
export type Provide = (inside: ReactNode) => ReactNode;

export function provide<V>(Shared: Context<V | null>, value: V): Provide {
  return (inside) => createElement(Shared, { value }, inside);
}
