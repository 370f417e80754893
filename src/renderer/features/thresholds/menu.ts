import { useContext } from "react";
import { type FanChart, valueAt } from "#renderer/charts";
import type { OwnAction } from "#renderer/commands";
import { useForecast, useForecastState } from "#renderer/forecasts";
import { numberFormatOf } from "#renderer/format";
import { ThresholdsContext } from "./context.ts";
import { newThreshold } from "./forms.ts";
import { nearestRound } from "./rounding.ts";
import { texts } from "./texts.ts";

/** The value that the menu of the chart was opened at; null by the keyboard, or outside of the plot. */
let pointed: number | null = null;

/** Notes where on the value axis the chart's menu is opened, before it is. Returns what ends that. */
export function rememberPlace(chart: FanChart): () => void {
  const note = (event: MouseEvent): void => {
    pointed = null;
    const panel = event.target instanceof Element ? event.target.closest(".chart-frame") : null;
    const frame = panel?.querySelector(".chart") ?? null;
    const area = chart.area();
    if (frame === null || area === null || event.button !== 2) return;
    const y = event.clientY - frame.getBoundingClientRect().top;
    if (y < area.top || y > area.top + area.height) return;
    pointed = nearestRound(valueAt(area, y), area.values);
  };
  document.addEventListener("contextmenu", note, true);
  return () => document.removeEventListener("contextmenu", note, true);
}

/** What the menu of the chart offers: the form of a threshold, at the value that was pointed at. */
export function useThresholdMenu(): () => readonly OwnAction[] {
  const later = useContext(ThresholdsContext);
  const observer = useForecast();
  const isShown = useForecastState((state) => state.shown !== null);
  return () => {
    const { shown } = observer.store.getState();
    if (later === null || shown === null || !isShown) return [];
    const at = pointed;
    const number = numberFormatOf({ values: shown.values, forecast: null }, false);
    const run = (): void =>
      void later.whenReady().then((thresholds) => {
        thresholds.open();
        thresholds.write(newThreshold(shown, at));
      });
    return [{ id: "own-threshold", label: at === null ? texts.setAny : texts.setAt(number(at)), run }];
  };
}
