import type { SampleRows, ModelFrequencies } from "#domain/model";
import { EngineError } from "#domain/errors";

/** What has to be known of a model to ask for its forecasts and to name them. */
export interface ServiceModel {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  readonly contextSteps: number;
  readonly levels: readonly number[];
  /** It gives samples, which are stored beside the quantiles that are made of them. */
  readonly samples?: SampleRows;
  /** The steps that its series must have; any where it does not say. */
  readonly frequencies?: ModelFrequencies;
  readonly maxHorizonSteps: number;
  /** Version of what happens to the numbers before and after the model. */
  readonly preprocessing: string;
  readonly executionProvider: string;
}

/** The models as they are now: on the device that each runs on. */
export interface ModelLookup {
  find(id: string): ServiceModel | undefined;
}

/** @throws EngineError model-not-found */
export function requireModel(models: ModelLookup, id: string): ServiceModel {
  const model = models.find(id);
  if (model === undefined) throw new EngineError("model-not-found", `There is no model named “${id}”.`);
  return model;
}
