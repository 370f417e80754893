import type { Forecaster } from "#engine/forecasters/base";
import type { Catalogue } from "./catalogue.ts";

/** Forecasters that work alike, under the name that lists for people give them. */
export interface ForecasterFamily {
  readonly title: string;
  readonly forecasters: readonly Forecaster[];
}

const families: Readonly<Record<string, readonly string[]>> = {
  Benchmarks: [
    "seasonal-naive",
    "naive",
    "drift",
    "moving-average",
    "seasonal-moving-average",
    "past-values",
    "seasonal-bootstrap",
  ],
  Smoothing: [
    "ets",
    "theta",
    "theta-optimised",
    "theta-dynamic",
    "theta-dynamic-optimised",
    "mstl",
    "ses",
    "holt",
    "holt-damped",
    "holt-winters-additive",
    "holt-winters-multiplicative",
  ],
  "ARIMA and regression": ["arima", "linear-trend", "fourier-regression"],
  Intermittent: ["croston", "croston-classic", "tsb"],
};
/** Whatever is in none of them. */
const others = "Combinations";

/** The forecasters of a catalogue in families, simplest first. */
export function familiesOf(catalogue: Catalogue): readonly ForecasterFamily[] {
  const named = Object.entries(families).map(([title, ids]) => ({
    title,
    forecasters: ids.flatMap((id) => catalogue.find(id) ?? []),
  }));
  const known = new Set(named.flatMap(({ forecasters }) => forecasters));
  return [
    ...named,
    { title: others, forecasters: catalogue.all.filter((forecaster) => !known.has(forecaster)) },
  ].filter(({ forecasters }) => forecasters.length > 0);
}
