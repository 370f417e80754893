import type { Compared, ComparisonReport, ResidualAnswer } from "#contract/ipc";
import type { Metric, ResidualReport } from "#domain/score";
import { type Frequency, type SeriesSummary, type SeriesValues, stepMonths } from "#domain/series";
import type { NumberFormat } from "#engine/format";
import { histogramBars, type PlainFigure, type PlainTrace } from "#renderer/charts";
import { capital, formatTime, stepName } from "#renderer/format";

/** A model that is drawn, and its place in the legend. */
export interface DrawnModel {
  readonly model: Compared;
  readonly mark: number;
  /** Another one is pointed at. */
  readonly isFaint: boolean;
}

/** The title of a value axis: the measure, and its unit where it has one that says more. */
function valueTitle({ name, unit }: Metric): string {
  return unit === "series" ? `${name}, in the units of the series` : name;
}

/** Lines by step ahead: each ends at the horizon. */
export function stepFigure(
  models: readonly DrawnModel[],
  metric: Metric,
  { frequency }: SeriesSummary,
  format: NumberFormat,
): PlainFigure {
  return {
    x: { kind: "number", title: `${capital(stepName(frequency))}s ahead`, isWhole: true },
    y: { kind: "number", title: valueTitle(metric), format },
    limits: limitsOf(metric),
    hover: "all",
    traces: models.map(({ model, mark, isFaint }) => {
      const y = model.byStep[metric.id] ?? new Float64Array();
      const x = Array.from(y, (_, step) => step + 1);
      return { kind: "line", id: model.id, name: model.name, look: mark, x, y, isFaint, hasPoints: y.length <= 36 };
    }),
  };
}

/** "5 Mar 2024", "Mar 2024", "Q1 2024", "2024"; no finer than the steps of the series. */
export function periodName(period: string, frequency: Frequency): string {
  const [year = "", part, day] = period.split("-");
  if (part === undefined) return year;
  if (part.startsWith("Q")) return `${part} ${year}`;
  const time = Date.UTC(Number(year), Number(part) - 1, Number(day ?? 1));
  const isCoarse = stepMonths(frequency) !== null;
  return formatTime(
    time,
    day === undefined ? { unit: "month", count: 1 } : isCoarse ? frequency : { unit: "day", count: 1 },
  );
}

/** Points by the calendar period that forecasts were made in, joined to a line. */
export function periodFigure(
  models: readonly DrawnModel[],
  metric: Metric,
  { periods }: ComparisonReport,
  { frequency }: SeriesSummary,
  format: NumberFormat,
): PlainFigure {
  const names = periods.map((period) => periodName(period, frequency));
  return {
    x: { kind: "words", title: "Made in" },
    y: { kind: "number", title: valueTitle(metric), format },
    limits: limitsOf(metric),
    hover: "all",
    traces: models.map(({ model, mark, isFaint }) => ({
      kind: "line",
      id: model.id,
      name: model.name,
      look: mark,
      x: names,
      y: model.byPeriod[metric.id] ?? new Float64Array(),
      isFaint,
      hasPoints: true,
    })),
  };
}

function limitsOf({ id, target }: Metric): readonly number[] {
  return target > 0 || /bias/i.test(id) ? [target] : [];
}

/** What a model forecast at one past origin. */
export interface PastForecast {
  readonly model: string;
  readonly origin: number;
  readonly times: Float64Array;
  readonly median: Float64Array;
  /** NaN where the model has no such range. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * What happened, and over it what each model had forecast. With one origin the 80 % ranges are drawn, too; with several only that
 * of the model that is pointed at.
 */
export function originsFigure(
  models: readonly DrawnModel[],
  forecasts: readonly PastForecast[],
  values: SeriesValues,
  { frequency }: SeriesSummary,
  {
    origins,
    horizon,
    pointed,
  }: { readonly origins: readonly number[]; readonly horizon: number; readonly pointed: string | null },
  format: NumberFormat,
): PlainFigure {
  const steps = values.times.length;
  const first = Math.min(...origins);
  const last = Math.max(...origins);
  // As much before the first as there is after it, so that one sees what each model saw.
  const from = Math.max(0, steps - 1 + first - Math.max(2 * horizon, 12));
  const to = Math.min(steps, steps + last + horizon);
  const observed = { x: [...values.times.subarray(from, to)], y: values.values.subarray(from, to) };
  const bands = models.filter(({ model }) =>
    origins.length === 1 ? models.length <= 3 || pointed === model.id : pointed === model.id,
  );
  const of = (model: Compared): readonly PastForecast[] =>
    forecasts.filter((forecast) => forecast.model === model.id && origins.includes(forecast.origin));
  return {
    x: { kind: "time", title: "" },
    y: { kind: "number", title: "", format },
    hover: "one",
    traces: [
      ...bands.flatMap(({ model, mark }) =>
        of(model).map(({ times, lower, upper }): PlainTrace => ({
          kind: "band",
          id: model.id,
          look: mark,
          x: [...times],
          lower,
          upper,
        })),
      ),
      { kind: "line", id: "", name: `Observed by ${stepName(frequency)}`, look: "observed", ...observed },
      ...models.flatMap(({ model, mark, isFaint }) =>
        of(model).map(({ times, median }): PlainTrace => ({
          kind: "line",
          id: model.id,
          name: model.name,
          look: mark,
          x: [...times],
          y: median,
          isFaint,
        })),
      ),
    ],
  };
}

/** From the first residual on: what is older was not fitted. */
export function residualsOverTime({ times, report }: ResidualAnswer, format: NumberFormat): PlainFigure {
  const from = Math.max(
    report.residuals.findIndex((residual) => !Number.isNaN(residual)),
    0,
  );
  const y = report.residuals.subarray(from);
  return {
    x: { kind: "time", title: "" },
    y: { kind: "number", title: "Residual", format },
    limits: [0],
    hover: "one",
    traces: [
      { kind: y.length > 400 ? "line" : "points", id: "", name: "Residual", look: 0, x: [...times.subarray(from)], y },
    ],
  };
}

const curvePoints = 120;

/** Counts per bin, and the normal curve with the residuals' own mean and deviation at the same scale. */
export function histogramFigure({ histogram, mean, deviation }: ResidualReport, format: NumberFormat): PlainFigure {
  const { edges, counts } = histogram;
  const width = (edges[1] ?? 1) - (edges[0] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const low = Math.min(edges[0] ?? 0, mean - 3 * deviation);
  const high = Math.max(edges.at(-1) ?? 0, mean + 3 * deviation);
  const x = Array.from({ length: curvePoints }, (_, at) => low + ((high - low) * at) / (curvePoints - 1));
  const density = (value: number): number =>
    Math.exp(-(((value - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
  const bars = histogramBars(histogram, { value: "Residual", bars: "Residuals", format });
  return {
    ...bars,
    traces: [
      ...bars.traces,
      ...(deviation > 0
        ? [
            {
              kind: "line",
              id: "",
              name: "Normal distribution",
              look: 1,
              x,
              y: x.map((value) => density(value) * total * width),
            } as const,
          ]
        : []),
    ],
  };
}
