import { type ReactNode, useContext, useEffect } from "react";
import type { FanChart } from "#renderer/charts";
import { useView, useViewState } from "#renderer/context";
import { Later, useLoader } from "#renderer/ui";
import { ThresholdsContext } from "./context.ts";
import { thresholdLines, thresholdsPanel } from "./later.ts";
import { rememberPlace } from "./menu.ts";

/** Thresholds on the chart, once they are loaded: nothing waits for them. */
export function ThresholdLayer({ chart }: { readonly chart: FanChart }) {
  const store = useThresholdsLoader();
  const lines = useLoader(thresholdLines);
  useEffect(() => {
    thresholdLines.load();
    store.load();
  }, [store]);
  const { status } = useLoader(store);
  useEffect(() => rememberPlace(chart), [chart]);
  return status === "ready" && lines.status === "ready" ? <lines.value chart={chart} /> : null;
}

/** The panel beside the chart. */
export function ThresholdsSide({ failed }: { readonly failed: (retry: () => void) => ReactNode }) {
  const isShown = useViewState((state) => state.areThresholdsShown && state.page === "forecast");
  const view = useView();
  const store = useThresholdsLoader();
  const { status } = useLoader(store);
  useEffect(() => {
    if (isShown) store.load();
  }, [isShown, store]);
  // One panel stands beside the chart at a time.
  useEffect(
    () =>
      view.subscribe((state, before) => {
        const isOther = (key: "isReportShown" | "isQueueShown"): boolean => state[key] && !before[key];
        if (state.areThresholdsShown && (isOther("isReportShown") || isOther("isQueueShown")))
          view.setState({ areThresholdsShown: false });
      }),
    [view],
  );
  if (!isShown) return null;
  if (status === "failed") return failed(store.load);
  return status === "ready" ? <Later part={thresholdsPanel} failed={failed} /> : null;
}

function useThresholdsLoader() {
  const store = useContext(ThresholdsContext);
  if (store === null) throw new Error("There is no thresholds above this view.");
  return store;
}
