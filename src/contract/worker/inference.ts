/** Main and the inference process, which runs the models. */
import { isFp16 } from "#domain/device";
import type { AppError } from "#domain/errors";
import type { WindowToFinish, WorkLevel } from "#domain/forecast";
import type { SampleRows } from "#domain/model";

/** The parts of a manifest that the inference process needs. */
export interface ModelToLoad {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly inputName: string;
  readonly outputName: string;
  readonly contextSteps: number;
  readonly nativeHorizonSteps: number;
  /** For a model that gives samples: the levels its forecasts are shown at. */
  readonly levels: readonly number[];
  /** A model that gives samples; without it quantiles. */
  readonly samples?: SampleRows;
  /** Output with the variances that `samples` has deviations from, or their natural logarithms. */
  readonly variance?: { readonly name: string; readonly scale: "linear" | "log" };
  /** Name of an int64 [batch] input that random numbers are drawn from. */
  readonly seedName?: string;
  /** It draws random numbers without a seed: graph optimisations that would remove its dropout are disabled. */
  readonly isRandom?: boolean;
  /** Which of the output's last two axes holds the levels or samples; without it the second. */
  readonly layout?: "batch,levels,horizon" | "batch,horizon,levels" | "batch,horizon,samples" | "batch,samples,horizon";
  /** Fixed number of windows per run; any number when absent. */
  readonly fixedBatch?: number;
  /** Name of an int64 [batch] input that tells windows of different groups apart. */
  readonly groupIdsName?: string;
  /** What the model receives for a missing value; NaN when absent. */
  readonly missing?: "last" | "zero";
  /** Files beside `path` with part of the weights; `file` as the ONNX file names it. */
  readonly externalFiles?: readonly { readonly file: string; readonly sha256: string }[];
  /** The same model for windows whose values all stand in their newest `steps`, rising. For the processor. */
  readonly shorter?: readonly { readonly steps: number; readonly path: string; readonly sha256: string }[];
  /** The same model with 16-bit matrices, for devices whose name ends in `+fp16`. */
  readonly fp16?: { readonly path: string; readonly sha256: string };
}

/** The file of a model for a device. Throws if the model has none for it; check before choosing a device. */
export function fileFor(model: ModelToLoad, device: string): ModelToLoad {
  if (!isFp16(device)) return model;
  if (model.fp16 === undefined) throw new Error(`model ${model.id} has no file for ${device}`);
  const { shorter: _, ...others } = model;
  return { ...others, ...model.fp16 };
}

export type ToInference =
  | {
      readonly type: "load";
      readonly id: number;
      readonly model: ModelToLoad;
      readonly executionProvider: string;
      readonly intraOpThreads: number;
      /** Windows in one run of the model: exactly so many on a device, at most so many on the processor. */
      readonly windowsPerRun?: number;
    }
  /** Reads an ONNX file's structure without running it. */
  | { readonly type: "inspect"; readonly id: number; readonly path: string }
  /** Tests a model on one execution provider against the CPU; meant for a throwaway process. */
  | {
      readonly type: "probe";
      readonly id: number;
      readonly model: ModelToLoad;
      readonly executionProvider: string;
      /** Only this batch size; without it the fastest of several. */
      readonly windowsPerRun?: number;
    }
  | {
      readonly type: "run";
      readonly id: number;
      readonly model: string;
      /** A batch whose model runs elsewhere by now is refused with `device-changed`, whatever of it has run. */
      readonly executionProvider: string;
      /** Every window of a batch has the same horizon. */
      readonly horizon: number;
      /** [items × contextSteps], row-major, left-padded with NaN. */
      readonly windows: Float32Array;
      /** Over `checkedOfBatch`; a batch that does not fit is refused with `damaged-in-transit`. */
      readonly checksum: string;
      readonly items: readonly WindowToFinish[];
      /** Work of the levels above it takes precedence everywhere. */
      readonly level: WorkLevel;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "stop" };

export interface InspectedTensor {
  readonly name: string;
  readonly type: string;
  /** Named or unknown sizes are text. */
  readonly shape: readonly (number | string)[];
}

/** What an ONNX file says about itself. */
export interface InspectedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly opset: number;
  /** Empty domain: ONNX's own. */
  readonly operators: readonly { readonly domain: string; readonly name: string }[];
  readonly nodes: number;
  readonly inputs: readonly InspectedTensor[];
  readonly outputs: readonly InspectedTensor[];
  readonly parameters: number;
  readonly externalFiles: readonly string[];
  /** The inspected files. */
  readonly external: readonly { readonly file: string; readonly sha256: string; readonly sizeBytes: number }[];
}

/** One model on one execution provider of this machine. */
export interface ProviderProbe {
  readonly executionProvider: string;
  /** At `windowsPerRun`, the fastest of the tested sizes. */
  readonly windowsPerSecond: number;
  readonly windowsPerRun: number;
  /** Relative to the CPU, over the probe's windows; NaN when the provider returned NaN. */
  readonly largestRelativeError: number;
}

/** `port` message: main hands the inference process one end of its direct line to the density process. */
export type FromInference =
  | { readonly type: "ready" }
  | {
      readonly type: "loaded";
      readonly id: number;
      readonly model: string;
      readonly executionProvider: string;
      readonly probeMs: number;
    }
  | { readonly type: "inspected"; readonly id: number; readonly file: InspectedFile }
  | { readonly type: "probed"; readonly id: number; readonly probe: ProviderProbe }
  /** The slot is free again; the finished numbers come from the density process under the same id, in one part or several. */
  | {
      readonly type: "ran";
      readonly id: number;
      /** Handed to the density process. */
      readonly windows: number;
      /** Of the model's runs in the batch together. */
      readonly ms: number;
      /** The longest run of the model in the batch: a user's request may have waited for it. */
      readonly longestRunMs: number;
    }
  /** Of a batch with the windows that were handed to the density process before. */
  | { readonly type: "cancelled"; readonly id: number; readonly windows: number }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError; readonly windows?: number };
