/** Small, plain comparisons for tests. Not part of the application. */
import type { Compared, ComparisonReport, EarlyRow } from "#contract/ipc";

export function comparedOf(id: string, part: Partial<Compared> = {}): Compared {
  return {
    id,
    name: id.toUpperCase(),
    isStatistical: true,
    error: null,
    scores: {},
    steps: 6,
    nonZeroSteps: 6,
    seconds: 0.2,
    wins: 0,
    difference: null,
    byStep: {},
    byPeriod: {},
    byOrigin: {},
    ...part,
  };
}

/** A row of a model that is done before the others. */
export function earlyOf(id: string, part: Partial<EarlyRow> = {}): EarlyRow {
  const {
    wins: _wins,
    difference: _difference,
    byStep: _step,
    byPeriod: _period,
    byOrigin: _origin,
    ...own
  } = comparedOf(id);
  return { ...own, origins: [-6, -3], ...part };
}

export function reportOf(...models: readonly Compared[]): ComparisonReport {
  return {
    dataset: "d",
    series: "a",
    horizon: 3,
    stride: 3,
    origins: [-6, -3],
    leader: models[0]?.id ?? null,
    metric: "MASE",
    periods: ["2023-06", "2023-09"],
    models: [...models],
    rescored: [],
  };
}
