import { useMemo, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type { Client } from "#renderer/bridge";
import type { ChartSurface, ChartSurfaceState } from "./chart-surface.ts";
import { missingText, numberFormatOf, type ShownNumbers } from "#renderer/format";
import { type ChosenSeriesStore, chosenOf } from "./chosen-series.ts";
import type { Session, SessionState } from "./session.ts";
import { shared, sharedStore } from "./shared.ts";
import type { Sight, SightStore } from "./sight.ts";
import type { Tables } from "./tables.ts";
import type { ViewState, ViewStore } from "./view.ts";

export const [ClientContext, useClient] = shared<Client>("client");
export const [SessionContext, useSession, useSessionState] = sharedStore<SessionState, Session>("session");
export const [TablesContext, useTables] = shared<Tables>("tables");
export const [ChartSurfaceContext, useChartSurface, useChartSurfaceState] = sharedStore<
  ChartSurfaceState,
  ChartSurface
>("chart surface");
export const [ViewContext, useView] = shared<ViewStore>("view state");
export const [SightContext, useSight] = shared<SightStore>("view of the chart");

const [ChosenContext, useChosenStore] = shared<ChosenSeriesStore>("chosen series");
export const ChosenSeriesContext = ChosenContext;

/** Ids of the series of a dataset that are chosen together. */
export function useChosenSeries(dataset: string): readonly string[] {
  return useStore(useChosenStore(), (chosen) => chosenOf(chosen, dataset));
}

export function useViewState<T>(selector: (state: ViewState) => T): T {
  return useStore(useView(), selector);
}

export function useSightState<T>(selector: (state: Sight) => T): T {
  return useStore(useSight(), selector);
}

/** Beside the chart, where the table costs no height. */
const wide = globalThis.matchMedia?.("(min-width: 112rem)");

function onWide(listener: () => void): () => void {
  wide?.addEventListener("change", listener);
  return () => wide?.removeEventListener("change", listener);
}

/** Whether the table of numbers is shown: as the user chose, and without a choice where the window has room for it beside the chart. */
export function useNumbersShown(): boolean {
  const isWide = useSyncExternalStore(onWide, () => wide?.matches === true);
  return useViewState((state) => state.areNumbersShown) ?? isWide;
}

/** Writes the numbers of a series and its forecast, as the user wants them. */
export function useNumberFormat(shown: ShownNumbers | null): (value: number) => string {
  const isRounded = useSessionState((state) => state.isRounded);
  return useMemo(() => (shown === null ? () => missingText : numberFormatOf(shown, isRounded)), [shown, isRounded]);
}

/** Whether the system or a setting asks for no motion that isn't needed. */
export const wantsLessMotion = (): boolean => document.documentElement.dataset["motion"] === "less";
