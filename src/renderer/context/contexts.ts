import { useMemo } from "react";
import { useStore } from "zustand";
import type { SeriesValues } from "#domain/series";
import type { Client } from "#renderer/bridge";
import { missingText, numberFormatOf } from "#renderer/format";
import type { Session, SessionState } from "./session.ts";
import { shared, sharedStore } from "./shared.ts";
import type { ViewState, ViewStore } from "./view.ts";

export const [ClientContext, useClient] = shared<Client>("client");
export const [SessionContext, useSession, useSessionState] = sharedStore<SessionState, Session>("session");
export const [ViewContext, useView] = shared<ViewStore>("view state");

export function useViewState<T>(selector: (state: ViewState) => T): T {
  return useStore(useView(), selector);
}

/** Writes the numbers of one series, as the user wants them. */
export function useNumberFormat(values: SeriesValues | undefined): (value: number) => string {
  const isRounded = useSessionState((state) => state.isRounded);
  return useMemo(
    () => (values === undefined ? () => missingText : numberFormatOf(values, isRounded)),
    [values, isRounded],
  );
}
