/** What the tests of the evaluation have in common. */
import { dayMs } from "#domain/series";
import type { ModelInfo } from "#contract/data";
import type { IngestedSeries } from "#contract/worker";

/** Daily values 0, 1, 2 …, the first of them missing. */
export function seriesOf(steps: number, missing = 0): IngestedSeries {
  return {
    id: "s",
    frequency: { unit: "day", count: 1 },
    times: Float64Array.from({ length: steps }, (_, index) => index * dayMs),
    values: Float64Array.from({ length: steps }, (_, index) => (index < missing ? Number.NaN : index)),
    missing,
    seasonLengths: [7],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

export function modelOf(id: string, part: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id,
    name: id.toUpperCase(),
    version: "1",
    sha256: "0",
    licence: "x",
    output: "quantiles",
    levels: [0.1, 0.5, 0.9],
    maxContextSteps: 64,
    nativeHorizonSteps: 8,
    maxHorizonSteps: 64,
    parameters: 1,
    sizeBytes: 1,
    source: "bundled",
    frequencies: "any",
    state: "ready",
    executionProvider: "cpu",
    ...part,
  };
}
