/** How the forecasts of one series, model and horizon are named and stored. */
import type { FinishedWindow } from "#domain/forecast";
import { forecastColumnKey, type ColumnShape } from "#engine/cache";
import { answerRows } from "#engine/inference";
import { oldestOrigin } from "#domain/series";
import type { ServiceModel } from "./forecast-model.ts";

/** Everything that the forecasts of a series depend on: content, weights, versions, device, horizon. */
export function columnKeyOf(
  { dataset, series }: { dataset: string; series: string },
  model: ServiceModel,
  horizonSteps: number,
): string {
  return forecastColumnKey({
    content: `${dataset}/${series}`,
    modelSha256: model.sha256,
    preprocessing: model.preprocessing,
    executionProvider: model.executionProvider,
    horizonSteps,
  });
}

/** Whether a key belongs to a column of this dataset. */
export function isColumnOf(columnKey: string, dataset: string): boolean {
  return columnKey.startsWith(`["${dataset}/`);
}

/** The dataset whose forecasts lie in a column. */
export function datasetOfColumn(columnKey: string): string {
  return columnKey.slice('["'.length, columnKey.indexOf("/"));
}

/** Rows of samples behind the quantiles of a forecast; 0 for a model that gives quantiles. */
export function sampleRowsOf(model: ServiceModel): number {
  return model.samples === undefined ? 0 : answerRows(model);
}

/** @param steps length of the series */
export function shapeOf(steps: number, model: ServiceModel, horizonSteps: number): ColumnShape {
  return {
    valuesPerForecast: (model.levels.length + sampleRowsOf(model)) * horizonSteps,
    originCount: 1 - oldestOrigin(steps),
  };
}

export interface ForecastRows {
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** [rows × horizon], row-major. */
  readonly samples: Float32Array | undefined;
}

/** In one piece, the quantiles first: a forecast with its samples is found, stored and lost as one. */
export function withSamples({ quantiles, samples }: Pick<FinishedWindow, "quantiles" | "samples">): Float32Array {
  if (samples === undefined) return quantiles;
  const values = new Float32Array(quantiles.length + samples.length);
  values.set(quantiles);
  values.set(samples, quantiles.length);
  return values;
}

/** The parts of what {@link withSamples} put together. */
export function rowsOf(stored: Float32Array, { levels, samples }: ServiceModel, horizonSteps: number): ForecastRows {
  if (samples === undefined) return { quantiles: stored, samples: undefined };
  const size = levels.length * horizonSteps;
  // Copies: what is sent takes its whole buffer along.
  return { quantiles: stored.slice(0, size), samples: stored.slice(size) };
}
