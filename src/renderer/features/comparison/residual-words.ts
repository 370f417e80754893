import type { ResidualReport } from "#domain/score";
import type { Frequency } from "#domain/series";
import type { NumberFormat } from "#engine/format";
import { fixed, formatCalendarSpan, formatSteps, pText } from "#renderer/format";

/** A test at this level calls what is left over a pattern. */
const significance = 0.05;

export interface ResidualVerdict {
  readonly isNoise: boolean | null;
  readonly sentence: string;
}

/** What the Ljung–Box test says of the residuals, and where the pattern is strongest if there is one. */
export function residualVerdict(
  { whiteness, autocorrelation: { values, limit } }: Pick<ResidualReport, "whiteness" | "autocorrelation">,
  frequency: Frequency,
): ResidualVerdict {
  if (whiteness === null || !Number.isFinite(whiteness.p))
    return { isNoise: null, sentence: "There are too few residuals to tell whether a pattern is left in them." };
  const p = pText(whiteness.p);
  if (whiteness.p >= significance) return { isNoise: true, sentence: `The residuals look like noise (${p}).` };
  const strongest = values.reduce(
    (best, value, lag) => (Math.abs(value) > Math.abs(values[best] ?? 0) ? lag : best),
    0,
  );
  const at =
    Math.abs(values[strongest] ?? 0) > limit ? `, most of all at lag ${lagText(strongest + 1, frequency)}` : "";
  return { isNoise: false, sentence: `The residuals still carry a pattern${at} (${p}).` };
}

/** "12, which is 1 year", "3". */
function lagText(lag: number, frequency: Frequency): string {
  const span = formatCalendarSpan(lag, frequency);
  return span === formatSteps(lag, frequency) || lag === 1 ? String(lag) : `${lag}, which is ${span}`;
}

/** The parameters of fits, by the names of the field. */
const parameterWords: Readonly<Record<string, string>> = {
  alpha: "How fast the level follows new values, from 0 to 1",
  beta: "How fast the trend follows, from 0 to 1",
  gamma: "How fast the season follows, from 0 to 1",
  phi: "How much of the trend is left after each step",
  level: "The level at the end",
  slope: "The trend at the end, per step",
  drift: "The steady change per step",
  sigma: "Standard deviation of one step’s error",
  aicc: "Fit against number of parameters (AICc): lower is better",
  mean: "The mean that it returns to",
  window: "Values that are averaged",
  lambda: "The power of the Box-Cox transform",
  theta: "How much of the curvature is kept",
  probability: "Probability of demand in a step",
  interval: "Steps between two demands",
};

/** What a parameter means; its name alone where it has no words here. */
export function parameterText(name: string): string | null {
  const known = parameterWords[name];
  if (known !== undefined) return known;
  const [, kind, order] = /^(s?ar|s?ma)(\d+)$/.exec(name) ?? [];
  if (kind === undefined || order === undefined) return null;
  const seasons = kind.startsWith("s")
    ? `${order === "1" ? "one season" : `${order} seasons`}`
    : order === "1"
      ? "one step"
      : `${order} steps`;
  return kind.endsWith("ar") ? `Weight of the value ${seasons} before` : `Weight of the error ${seasons} before`;
}

/** Levels, slopes and deviations are in the units of the series, the others are not. */
const inSeriesUnits = new Set(["level", "slope", "drift", "sigma", "mean"]);

export function parameterValue(name: string, value: number | string, inUnits: NumberFormat): string {
  if (typeof value === "string") return value;
  if (inSeriesUnits.has(name) && Math.abs(value) >= 1) return inUnits(value);
  return Number.isInteger(value)
    ? fixed(value, 0)
    : Math.abs(value) >= 100
      ? fixed(value, 1)
      : String(Number(value.toPrecision(3)));
}
