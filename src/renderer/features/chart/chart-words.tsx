import { useSyncExternalStore } from "react";
import { labelOf, valueLabel } from "#domain/chart";
import { bendOf } from "#engine/figure";
import type { FanChart, PlotArea } from "#renderer/charts";
import { useChartSurfaceState, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { formatCompact, formatSteps, plural } from "#renderer/format";
import { usePointingState } from "./context.ts";

interface OfChart {
  readonly chart: FanChart;
}

function useArea(chart: FanChart): PlotArea | null {
  return useSyncExternalStore(chart.onDrawn, chart.area);
}

/** What the values of the series on the chart are called. */
export function useAxisLabel(): string {
  const shown = useForecastState((state) => state.shown);
  const labels = useViewState((state) => state.chart.labels);
  return shown === null ? "" : valueLabel(labelOf(shown.dataset, shown.series.id, { labels }));
}

/** The value axis's name, above it. */
export function AxisTitle({ chart }: OfChart) {
  const area = useArea(chart);
  const label = useAxisLabel();
  if (area === null || label === "" || area.top < 20) return null;
  return (
    <p className="axis-title" style={{ maxWidth: area.left + area.width / 2 }} title={label}>
      {label}
    </p>
  );
}

/** What has to be said of the picture: that a shade stands for many steps, that logarithms can't be taken, what a press does. */
export function ChartHints({ chart }: OfChart) {
  const area = useArea(chart);
  const frequency = useForecastState((state) => state.shown?.series.frequency);
  const hint = useChartSurfaceState((state) => state.tool?.hint);
  if (area === null || frequency === undefined) return null;
  const { stepsPerPixel, refusedLog, scale, values } = area;
  const bend = scale.kind === "symmetric" ? formatCompact(bendOf(values)) : null;
  const lines = [
    ...(hint === undefined ? [] : [hint]),
    ...(stepsPerPixel === null
      ? []
      : [`Shade: lowest to highest of ${formatSteps(stepsPerPixel, frequency)} per pixel, line: mean`]),
    ...(bend === null ? [] : [`Symmetric log: straight between −${bend} and ${bend}`]),
    ...(refusedLog === 0 ? [] : [`No logarithms: ${plural(refusedLog, "value is", "values are")} zero or less`]),
  ];
  if (lines.length === 0) return null;
  return (
    <p className="chart-hint" style={{ left: area.left + 6, top: area.top + area.height - 4 }}>
      {lines.join(" · ")}
    </p>
  );
}

/** The stretch that the pointer drags over. */
export function DragShade({ chart }: OfChart) {
  const area = useArea(chart);
  const drag = usePointingState((state) => state.drag);
  if (area === null || drag === null) return null;
  const left = Math.min(drag.from, drag.to);
  return (
    <div
      className="drag-shade"
      aria-hidden="true"
      style={{ left, width: Math.abs(drag.to - drag.from), top: area.top, height: area.height }}
    />
  );
}
