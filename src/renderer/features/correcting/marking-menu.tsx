import { useEffect } from "react";
import { useChartSurface, useView } from "#renderer/context";
import { useForecast } from "#renderer/forecasts";
import { Later } from "#renderer/ui";
import { chooseInChart } from "./choosing.ts";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { correctionMenu } from "./later.ts";

const clock = {
  now: () => performance.now(),
  after(ms: number, action: () => void): () => void {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Choosing in the chart, and the menu of corrections, of the chart and of the rows; it loads when it is first opened. */
export function MarkingMenu() {
  const correcting = useCorrecting();
  const surface = useChartSurface();
  const observer = useForecast();
  const view = useView();
  const isOpen = useCorrectingState((state) => state.menu !== null);
  useEffect(() => chooseInChart({ correcting, surface, observer, view, clock }), [correcting, surface, observer, view]);
  return isOpen ? <Later part={correctionMenu} failed={() => null} /> : null;
}
