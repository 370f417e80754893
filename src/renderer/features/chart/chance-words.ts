import type { Representation } from "#domain/chart";
import { chanceAbove } from "#engine/figure";
import { type PlotArea, valueAt } from "#renderer/charts";
import type { Shown } from "#renderer/forecasts";
import { formatShare } from "#renderer/format";
import type { PointedStep } from "./pointing.ts";

/** What the forecast says of one value at one step. */
export interface PointedChance {
  /** Place of the step in the forecast. */
  readonly step: number;
  readonly density: NonNullable<NonNullable<Shown["forecast"]>["density"]>;
  readonly value: number;
  /** Probability that it turns out larger. */
  readonly above: number;
}

/**
 * The chance of more than what is pointed at, where the density is shown; for the keyboard, of more than the last observation. Null outside
 * the forecast, and without a density.
 */
export function chanceOf(
  area: PlotArea,
  { forecast }: Shown,
  representation: Representation,
  { time }: Pick<PointedStep, "time">,
  pointedY: number | null,
): PointedChance | null {
  if (forecast === null || representation !== "density" || forecast.density === null) return null;
  const step = forecast.times.indexOf(time);
  if (step < 0) return null;
  const value = pointedY === null ? forecast.anchor.value : valueAt(area, pointedY);
  const above = chanceAbove(forecast.density, step, value);
  return Number.isNaN(above) ? null : { step, density: forecast.density, value, above };
}

/** "72 % chance of more than 480". What is all but certain is not said to be. */
export function chanceText(
  { above, value }: Pick<PointedChance, "above" | "value">,
  number: (value: number) => string,
): string {
  const share = above < 0.005 ? "Less than 1\u00A0%" : above > 0.995 ? "More than 99\u00A0%" : formatShare(above);
  return `${share} chance of more than ${number(value)}`;
}
