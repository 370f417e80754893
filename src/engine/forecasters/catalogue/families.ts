import { type Family, families, type Forecaster } from "#engine/forecasters/base";
import type { Catalogue } from "./catalogue.ts";

/** Forecasters that work alike, under the name that lists for people give them. */
export interface ForecasterFamily {
  readonly title: string;
  readonly forecasters: readonly Forecaster[];
}

const titles: Readonly<Record<Family, string>> = {
  benchmark: "Benchmarks",
  smoothing: "Smoothing",
  regression: "ARIMA and regression",
  intermittent: "Intermittent",
  combination: "Combinations",
};

/** The forecasters of a catalogue in families, each in the catalogue's order. Families without any are left out. */
export function familiesOf(catalogue: Catalogue): readonly ForecasterFamily[] {
  return families
    .map((family) => ({
      title: titles[family],
      forecasters: catalogue.all.filter((forecaster) => forecaster.family === family),
    }))
    .filter(({ forecasters }) => forecasters.length > 0);
}
