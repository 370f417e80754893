import { isCountSeries, numberFormatOf, type ThresholdContext } from "#renderer/format";
import { useMemo } from "react";
import { useSessionState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";

/** How numbers and steps of the series on the chart are written; null while none is shown. */
export function useThresholdContext(): ThresholdContext | null {
  const values = useForecastState((state) => state.shown?.values);
  const series = useForecastState((state) => state.shown?.series);
  const isRounded = useSessionState((state) => state.isRounded);
  return useMemo(() => {
    if (values === undefined || series === undefined) return null;
    const number = numberFormatOf({ values, forecast: null }, isRounded);
    return { frequency: series.frequency, number, isCount: isCountSeries(values) };
  }, [values, series, isRounded]);
}
