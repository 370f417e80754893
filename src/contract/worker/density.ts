/** The density process: messages from the inference process over their own port, and requests from main. */
import type { AppError } from "#domain/errors";
import type { BandwidthRule, DensityColumns, FinishedWindow, WindowToFinish, WorkLevel } from "#domain/forecast";
import type { SampleRows } from "#domain/model";

/** Inference → density, over their own port: a batch, or the part of it that is finished. */
export interface FinishBatch {
  readonly type: "finish";
  readonly id: number;
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly items: readonly WindowToFinish[];
  readonly level: WorkLevel;
  /** The rows are samples and not levels. */
  readonly samples?: SampleRows;
  /** [items × levels × horizon], with `samples` [items × rows of samples × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** Over `checkedOfBatch`. */
  readonly checksum: string;
}

export interface FinishedItem extends FinishedWindow {
  /** Over `checkedOfFinished`. */
  readonly checksum: string;
}

export type ToDensity =
  /** Comes before everything else. */
  | { readonly type: "settings"; readonly bandwidth: BandwidthRule }
  /** Quantiles at other levels than the model's own, by the monotone quantile function. */
  | {
      readonly type: "requantile";
      readonly id: number;
      readonly horizon: number;
      readonly levels: readonly number[];
      readonly wantedLevels: readonly number[];
      /** The rows of `quantiles` are samples; `levels` do not apply. */
      readonly samples?: SampleRows;
      readonly quantiles: Float32Array;
      /** Over `quantiles`. */
      readonly checksum: string;
      readonly isNonNegative: boolean;
    }
  /** Per-step density of given quantiles. */
  | {
      readonly type: "density";
      readonly id: number;
      readonly horizon: number;
      readonly levels: readonly number[];
      /** As above. */
      readonly samples?: SampleRows;
      readonly quantiles: Float32Array;
      /** Over `quantiles`. */
      readonly checksum: string;
      readonly isNonNegative: boolean;
    }
  | { readonly type: "stop" };

export type FromDensity =
  | { readonly type: "ready" }
  | {
      readonly type: "finished";
      readonly id: number;
      readonly items: readonly FinishedItem[];
      /** Windows of this part with unusable numbers; they are not among the items. */
      readonly failures?: readonly { readonly index: number; readonly error: AppError }[];
    }
  | { readonly type: "requantiled"; readonly id: number; readonly quantiles: Float32Array; readonly checksum: string }
  | { readonly type: "density"; readonly id: number; readonly density: DensityColumns; readonly checksum: string }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/** `numbers` are the windows on the way to the model, and its quantiles on the way from there. */
export function checkedOfBatch(
  horizon: number,
  items: readonly WindowToFinish[],
  numbers: Float32Array,
): readonly (Float32Array | string)[] {
  const text = items.map((item) => `${item.index}${item.isNonNegative ? "n" : "-"}${item.wantsDensity ? "d" : "-"}`);
  return [numbers, `${horizon} ${text.join(" ")}`];
}

export function checkedOfFinished({
  index,
  quantiles,
  samples,
  density,
}: FinishedWindow): readonly (Float32Array | string)[] {
  return [
    quantiles,
    String(index),
    ...(samples === undefined ? [] : [samples]),
    ...(density === null ? [] : checkedOfDensity(density)),
  ];
}

export function checkedOfDensity({ from, step, values }: DensityColumns): readonly Float32Array[] {
  return [from, step, values];
}
