import type { Autocorrelation } from "#domain/score";
import type { PlainFigure } from "./plain-chart.ts";

/** A grey of the models' looks. */
const bandLook = 7;

/** A bar for each lag, and the band that white noise stays within at 95 % of the lags. */
export function autocorrelationFigure({ values, limit }: Autocorrelation): PlainFigure {
  const x = values.map((_, lag) => lag + 1);
  const reach = Math.max(limit * 1.6, ...values.map(Math.abs));
  return {
    x: { kind: "number", title: "Lag, in steps", isWhole: true },
    y: {
      kind: "number",
      title: "Autocorrelation",
      range: [-reach * 1.08, reach * 1.08],
      format: (value) => value.toFixed(2),
    },
    limits: [-limit, 0, limit],
    hover: "one",
    traces: [
      {
        kind: "band",
        id: "",
        look: bandLook,
        x: [0.5, values.length + 0.5],
        lower: [-limit, -limit],
        upper: [limit, limit],
      },
      {
        kind: "bars",
        id: "",
        name: "Autocorrelation",
        look: 0,
        x,
        y: values,
        isMarked: values.map((value) => Math.abs(value) > limit),
      },
    ],
  };
}
