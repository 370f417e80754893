/** One series of an open dataset, with the model and horizon of its forecasts. */
export interface ColumnRequest {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
}

/** Names one forecast. */
export interface ForecastKey extends ColumnRequest {
  readonly origin: number;
}
