import type { Scenario } from "#domain/scenario";
import type { SeriesValues } from "#domain/series";
import type { PlainFigure, PlainTrace } from "#renderer/charts";
import { quantileAt } from "#renderer/forecasts";
import type { ComputedScenario } from "./futures.ts";
import { texts } from "./texts.ts";

/** A scenario that is drawn, and the place of its look among all. */
export interface DrawnScenario {
  readonly scenario: Scenario;
  readonly look: number;
  readonly computed: ComputedScenario;
}

/** How much of the history is drawn, in horizons. */
const pastHorizons = 1.5;

/** The end of the history, and each scenario's median and 80 % range, with its name and last median at its end. */
export function scenariosFigure(
  drawn: readonly DrawnScenario[],
  { times, values }: Pick<SeriesValues, "times" | "values">,
  write: (value: number) => string,
  unit: string,
): PlainFigure {
  const horizon = drawn[0]?.computed.forecast.horizon ?? 0;
  const from = Math.max(0, times.length - Math.max(12, Math.ceil(pastHorizons * horizon)));
  const last = times.length - 1;
  const bands = drawn.map(({ scenario, look, computed: { forecast } }): PlainTrace => {
    const row = (level: number): number[] =>
      Array.from({ length: forecast.horizon }, (_, step) => quantileAt(forecast, level, step));
    const id = String(scenario.id);
    return { kind: "band", id, look, x: [...forecast.times], lower: row(0.1), upper: row(0.9) };
  });
  const lines = drawn.map(({ scenario, look, computed: { forecast } }): PlainTrace => {
    const median = Array.from({ length: forecast.horizon }, (_, step) => quantileAt(forecast, 0.5, step));
    return {
      ...{ kind: "line", id: String(scenario.id), name: scenario.name, look },
      x: [times[last] ?? Number.NaN, ...forecast.times],
      y: [values[last] ?? Number.NaN, ...median],
    };
  });
  const history: PlainTrace = {
    ...{ kind: "line", id: "", name: texts.history, look: "observed" },
    x: [...times.subarray(from)],
    y: values.subarray(from),
  };
  return {
    x: { kind: "time", title: "" },
    y: { kind: "number", title: unit, format: write },
    traces: [...bands, history, ...lines],
    endNames: drawn.map(({ scenario, look, computed: { forecast } }) => {
      const value = quantileAt(forecast, 0.5, forecast.horizon - 1);
      return { text: `${scenario.name} ${write(value)}`, value, look };
    }),
    hover: "all",
  };
}
