import type { Forecast } from "#domain/forecast";
import { intervalLevels, type IntervalLevels, rowAt } from "#renderer/forecasts";
import type { Range } from "./chart-window.ts";

/** Ranges of a fan that go on beyond one end of the value axis. */
export interface CutRange {
  readonly side: "above" | "below";
  /** Of the ranges that are cut, from inner to outer; fractions. */
  readonly shares: readonly number[];
  /** The furthest value that is left out. */
  readonly reach: number;
}

/** What of the fan the value axis leaves out within a stretch of time. The widest range is cut wherever any other is. */
export function cutRanges(
  forecast: Forecast,
  times: Range,
  values: Range,
  levels: readonly IntervalLevels[] = intervalLevels,
): readonly CutRange[] {
  const rows = Array.from({ length: forecast.horizon }, (_, step) => rowAt(forecast, step, levels)).filter(
    ({ time }) => time >= times[0] && time <= times[1],
  );
  const furthest = (share: number, side: CutRange["side"]): number => {
    const index = levels.findIndex((level) => level.share === share);
    const bounds = rows.map(({ intervals }) => intervals[index]?.[side === "above" ? "upper" : "lower"] ?? Number.NaN);
    const known = bounds.filter((bound) => !Number.isNaN(bound));
    return side === "above" ? Math.max(...known) : Math.min(...known);
  };
  return (["above", "below"] as const).flatMap((side) => {
    const isBeyond = (value: number): boolean => (side === "above" ? value > values[1] : value < values[0]);
    const cut = levels
      .map(({ share }) => ({ share, reach: furthest(share, side) }))
      // Without a bound it is infinite the other way.
      .filter(({ reach }) => isBeyond(reach));
    const widest = cut.at(-1);
    return widest === undefined ? [] : [{ side, shares: cut.map(({ share }) => share), reach: widest.reach }];
  });
}
