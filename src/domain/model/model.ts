import type { Quantity } from "#domain/series";

/** What the rows of a model's output mean. */
export const outputKinds = ["quantiles", "samples"] as const;
export type OutputKind = (typeof outputKinds)[number];

/** How missing values are passed to a model: as NaN, as the last value before them, or as zero. */
export const missingRules = ["nan", "last", "zero"] as const;
export type MissingRule = (typeof missingRules)[number];

/** The steps a model was made for: any, or a list such as `5 minute`, `hour`. */
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
  /** Of the file used on its device. */
  readonly sha256: string;
  readonly licence: string;
  readonly output: OutputKind;
  readonly levels: readonly number[];
  readonly maxContextSteps: number;
  /** Steps forecast in one run. */
  readonly nativeHorizonSteps: number;
  readonly maxHorizonSteps: number;
  readonly parameters: number;
  readonly sizeBytes: number;
  /** Bundled with the application, or imported by the user. */
  readonly source: "bundled" | "own";
  readonly frequencies: ModelFrequencies;
  /** What it was made for; anything where absent. */
  readonly quantity?: Quantity;
  readonly state: "ready" | "loading" | "refused" | "damaged";
  readonly reason?: string;
  /** Refused because whoever manages the computer does not allow it; its files are all right, as far as anyone knows. */
  readonly isForbidden?: true;
  readonly executionProvider: string | null;
  /** Why it does not run on the chosen device. */
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

/** What `auto` resolves to for one series and origin. */
export interface ChosenModel {
  /** One model, or several whose quantiles are averaged; largest weight first. */
  readonly members: readonly Member[];
  /** Why, in a sentence for people. */
  readonly reason: string;
  /** Number of past origins the choice is based on. */
  readonly origins: number;
  /** Quantile loss over that of seasonal naive, at these origins, each held back from the choice where there are enough; NaN without any. */
  readonly ratio: number;
}
