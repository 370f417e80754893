import { useMemo } from "react";
import { useStore } from "zustand";
import type { Client } from "#renderer/bridge";
import { missingText, numberFormatOf, type ShownNumbers } from "#renderer/format";
import type { Session, SessionState } from "./session.ts";
import { shared, sharedStore } from "./shared.ts";
import type { Tables } from "./tables.ts";
import type { ViewState, ViewStore } from "./view.ts";

export const [ClientContext, useClient] = shared<Client>("client");
export const [SessionContext, useSession, useSessionState] = sharedStore<SessionState, Session>("session");
export const [TablesContext, useTables] = shared<Tables>("tables");
export const [ViewContext, useView] = shared<ViewStore>("view state");

export function useViewState<T>(selector: (state: ViewState) => T): T {
  return useStore(useView(), selector);
}

/** Writes the numbers of a series and its forecast, as the user wants them. */
export function useNumberFormat(shown: ShownNumbers | null): (value: number) => string {
  const isRounded = useSessionState((state) => state.isRounded);
  return useMemo(() => (shown === null ? () => missingText : numberFormatOf(shown, isRounded)), [shown, isRounded]);
}
