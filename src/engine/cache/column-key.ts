/**
 * Everything that a forecast depends on, except its origin. Whatever can change a number is part of the key. Whether a
 * forecast is bounded below by zero is not: that follows from the content up to its origin, and differs along a column.
 */
export interface ForecastColumnKey {
  /** Identifies the values and their time stamps, whatever file they came from. */
  readonly content: string;
  /** SHA-256 of the model's weights: new weights never serve old results. */
  readonly modelSha256: string;
  /** Version of everything done to the values before and to the quantiles after the model. */
  readonly preprocessing: string;
  /** Devices agree within a tolerance, not to the bit. */
  readonly executionProvider: string;
  readonly horizonSteps: number;
}

/** Changes when the engine makes other quantiles or densities of the same parts, such as beyond a model's native horizon. */
const columnVersion = 4;

/** The key as one string; two keys give the same string only if every part is equal. */
export function forecastColumnKey(key: ForecastColumnKey): string {
  return JSON.stringify([
    key.content,
    key.modelSha256,
    key.preprocessing,
    key.executionProvider,
    key.horizonSteps,
    columnVersion,
  ]);
}
