/** What a model's rows of output are. */
export const outputKinds = ["quantiles", "samples"] as const;
export type OutputKind = (typeof outputKinds)[number];

/** How a model wants missing values: as NaN, or filled with the last value before them, or with zero. */
export const missingRules = ["nan", "last", "zero"] as const;
export type MissingRule = (typeof missingRules)[number];

/** The steps that a model was made for: any, or those that are named as `5 minute` or `hour`. */
export type ModelFrequencies = "any" | readonly string[];

/** What made a forecast. A model without a file has no hash. */
export interface ModelIdentity {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
}

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Of the file that it computes with on its device. */
  readonly sha256: string;
  readonly licence: string;
  readonly output: OutputKind;
  readonly levels: readonly number[];
  readonly maxContextSteps: number;
  /** Steps that one run gives. */
  readonly nativeHorizonSteps: number;
  readonly maxHorizonSteps: number;
  readonly parameters: number;
  readonly sizeBytes: number;
  /** Part of the application, or brought by the user. */
  readonly source: "bundled" | "own";
  readonly frequencies: ModelFrequencies;
  readonly state: "ready" | "loading" | "refused" | "damaged";
  readonly reason?: string;
  readonly executionProvider: string | null;
  /** Why it does not run on the device that was chosen. */
  readonly deviceReason?: string;
}

/** How rows of samples are to be read: `count` rows of samples, then as many of deviations where there are any. */
export interface SampleRows {
  readonly count: number;
  /** The standard deviation that the model itself claims for each sample. */
  readonly hasDeviations: boolean;
}

/** One model of a combination; the weights of a combination are positive and add up to 1. */
export interface Member {
  readonly model: string;
  readonly weight: number;
}

/** What `auto` stands for at one place. */
export interface ChosenModel {
  /** One model, or several whose quantiles are averaged; the heaviest first. */
  readonly members: readonly Member[];
  /** Why, in a sentence for people. */
  readonly reason: string;
  /** Past origins that the choice rests on. */
  readonly origins: number;
  /** Quantile loss over that of seasonal naive at these origins; NaN without any. */
  readonly ratio: number;
}
