import type { Threshold, ThresholdKind, ThresholdRule } from "#domain/threshold";
import type { Shown } from "#renderer/forecasts";
import { nearestRound } from "./rounding.ts";

/** A new one of the series on the chart: above a value that was pointed at and that it has not reached, or below one that it has left. */
export function newThreshold(shown: Shown | null, value: number | null): Threshold {
  const last = shown?.forecast?.anchor.value ?? shown?.values.values.findLast((one) => !Number.isNaN(one)) ?? 0;
  const at = value ?? highOf(shown) ?? last;
  const isOnly = (shown?.dataset.series.length ?? 1) === 1;
  return {
    ...{ id: 0, name: "", from: null, to: null, unit: "", severity: "warning" },
    rule: { kind: value === null || at >= last ? "above" : "below", value: at },
    // Of the only series, whatever it is called tomorrow.
    scope: isOnly ? { kind: "all" } : { kind: "series", series: shown?.series.id ?? "" },
  };
}

/** The upper end of the 80 % range at the end of the forecast, rounded: a limit near it is worth asking about. */
function highOf(shown: Shown | null): number | null {
  const forecast = shown?.forecast ?? null;
  if (forecast === null) return null;
  const row = forecast.levels.findIndex((level) => Math.abs(level - 0.9) < 1e-6);
  const last = (row + 1) * forecast.horizon - 1;
  const value = row < 0 ? Number.NaN : (forecast.quantiles[last] ?? Number.NaN);
  if (!Number.isFinite(value)) return null;
  const size = Math.abs(value) || 1;
  return nearestRound(value, [0, size]);
}

/** A rule of another kind that says what the one before said, as far as it can. */
export function ruleOf(kind: ThresholdKind, before: ThresholdRule, lastTime: number): ThresholdRule {
  if (kind === before.kind) return before;
  const value = before.kind === "stock" ? 0 : before.kind === "range" ? before.high : before.value;
  switch (kind) {
    case "above":
    case "below":
      return { kind, value };
    case "range": {
      const size = Math.abs(value) || 1;
      return { kind, low: nearestRound(value - size / 2, [0, size]), high: value };
    }
    case "target":
      return { kind, value, time: lastTime };
    case "stock":
      return { kind, service: { by: "level", level: 0.95 }, leadSteps: 1 };
  }
}
