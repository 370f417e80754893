/** Reads files in the ingest process, and measures how long that takes. */
import type { ImportPreset, IngestedDataset, IngestOptions } from "#domain/dataset";
import type { Health } from "#domain/health";
import { LatencyHistogram } from "#engine/measures";
import type { PlaceRules } from "#main/policy";
import type { FileReader, ImportCallbacks, ImportControl, IngestClient, ReadFile } from "#main/datasets";

export interface TimedReaderPorts {
  readonly ingest: Pick<IngestClient, "prepare" | "import" | "importWithPresets">;
  /** Where files may be read. */
  readonly places?: Pick<PlaceRules, "requireRead">;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export class TimedReader implements FileReader {
  readonly #ports: TimedReaderPorts;
  readonly #latency = new LatencyHistogram();

  constructor(ports: TimedReaderPorts) {
    this.#ports = ports;
  }

  /** A file is about to come. */
  prepare(): void {
    this.#ports.ingest.prepare();
  }

  /**
   * @throws EngineError with row and column where a file cannot be read, policy-forbids where none may be; CancelledError when it was
   *   aborted
   */
  async readFile(path: string, options: IngestOptions, control: ImportControl): Promise<IngestedDataset> {
    this.#ports.places?.requireRead(path);
    return this.#timed(this.#ports.ingest.import(path, options, callbacksOf(control)));
  }

  /** The same with the options of the preset that fits the file's header. */
  async readFileWithPresets(
    path: string,
    presets: readonly ImportPreset<IngestOptions>[],
    control: ImportControl,
  ): Promise<ReadFile> {
    this.#ports.places?.requireRead(path);
    return this.#timed(this.#ports.ingest.importWithPresets(path, presets, callbacksOf(control)));
  }

  health(): Pick<Health, "latencyMs"> {
    return { latencyMs: { import: this.#latency.summary() } };
  }

  async #timed<T>(work: Promise<T>): Promise<T> {
    const startedMs = this.#ports.now();
    const done = await work;
    this.#latency.add(this.#ports.now() - startedMs);
    return done;
  }
}

function callbacksOf({ signal, isOneShot, onProgress, onImportProgress }: ImportControl): ImportCallbacks {
  return {
    signal,
    isOneShot: isOneShot ?? false,
    onProgress: (progress) => {
      onProgress?.(progress.bytes, progress.totalBytes);
      onImportProgress?.(progress);
    },
  };
}
