import { formatShare } from "#renderer/format";

export interface PastForecast {
  /** Mean absolute error, in the series' units; NaN where it is not known. */
  readonly error: number;
  /** Share of what came within the range; NaN where it is not known. */
  readonly inside: number;
}

/** "off by 21 on average, 80 % range contained 58 %"; null where nothing is known. */
export function pastForecastText(
  { error, inside }: PastForecast,
  level: number,
  number: (value: number) => string,
): string | null {
  if (Number.isNaN(error)) return null;
  const range = Number.isNaN(inside) ? "" : `, ${formatShare(level)} range contained ${formatShare(inside)}`;
  return `off by ${number(error)} on average${range}`;
}
