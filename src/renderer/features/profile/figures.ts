import type { Decomposition, SeriesProfile } from "#domain/profile";
import type { Frequency, SeriesValues } from "#domain/series";
import type { NumberFormat } from "#engine/format";
import type { PlainFigure, PlainTrace } from "#renderer/charts";
import { capital, formatSteps, stepName } from "#renderer/format";

/** The parts have a panel each, so that one look serves all; that of anomalies is far from it. */
const looks = { part: 0, anomaly: 3 } as const;

/** The values with their anomalies, and below them the parts they are made of, over one time axis; changepoints go through all. */
export function decompositionFigure(
  values: SeriesValues,
  decomposition: Decomposition | null,
  profile: SeriesProfile,
  frequency: Frequency,
  format: NumberFormat,
): PlainFigure {
  const x = Array.from(values.times);
  const parts =
    decomposition === null
      ? []
      : [
          { title: "Trend", values: decomposition.trend },
          ...decomposition.seasons.map(({ length, values: season }) => ({
            title: `Season of ${formatSteps(length, frequency)}`,
            values: season,
          })),
          { title: "Remainder", values: decomposition.remainder },
        ];
  const anomalies = (profile.anomalies?.list ?? []).toSorted((one, other) => one.step - other.step);
  const traces: PlainTrace[] = [
    { kind: "line", id: "", name: `Values by ${stepName(frequency)}`, look: "observed", x, y: values.values },
    ...(anomalies.length === 0
      ? []
      : [
          {
            kind: "points",
            id: "anomalies",
            name: "Anomaly",
            look: looks.anomaly,
            size: 9,
            x: anomalies.map(({ step }) => values.times[step] ?? Number.NaN),
            y: anomalies.map(({ value }) => value),
          } as const,
        ]),
    ...parts.map(({ title, values: y }, index): PlainTrace => ({
      kind: "line",
      id: title,
      name: title,
      look: looks.part,
      x,
      y,
      panel: index + 1,
    })),
  ];
  return {
    x: { kind: "time", title: "" },
    y: { kind: "number", title: "Values", format },
    panels: parts.map(({ title }) => ({ kind: "number", title: shortTitle(title), format })),
    moments: (profile.changepoints?.list ?? []).map(({ step }) => values.times[step] ?? Number.NaN),
    hover: "all",
    traces,
  };
}

/** There is little room beside a low panel. */
function shortTitle(title: string): string {
  return capital(title.replace(/^Season of /, ""));
}

/** Two series of different sizes in one picture: each in its own standard deviations, the second moved back to the first. */
export function pairFigure(first: SeriesValues, second: SeriesValues, lag: number, frequency: Frequency): PlainFigure {
  const back = lag === 0 ? "" : `, ${formatSteps(lag, frequency)} earlier`;
  const times = Array.from(second.times);
  const step = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / Math.max(times.length - 1, 1);
  const moved = times.map((_, index) => times[index - lag] ?? (times[0] ?? 0) - (lag - index) * step);
  return {
    x: { kind: "time", title: "" },
    y: { kind: "number", title: "Standard deviations", format: (value) => value.toFixed(2) },
    hover: "all",
    traces: [
      {
        kind: "line",
        id: "first",
        name: first.series,
        look: 0,
        x: Array.from(first.times),
        y: standardised(first.values),
      },
      {
        kind: "line",
        id: "second",
        name: `${second.series}${back}`,
        look: 1,
        x: moved,
        y: standardised(second.values),
      },
    ],
  };
}

function standardised(values: Float64Array): Float64Array {
  let count = 0;
  let sum = 0;
  for (const value of values)
    if (Number.isFinite(value)) {
      count += 1;
      sum += value;
    }
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(count - 1, 1));
  // What never changes has no deviation, and lies at its mean.
  return values.map((value) => (value - mean) / (deviation > 0 ? deviation : 1));
}
