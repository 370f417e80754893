/** Reads files in the ingest process, and measures how long that takes. */
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import type { Health } from "#domain/health";
import { LatencyHistogram } from "#engine/measures";
import type { ImportControl, IngestClient } from "#main/datasets";

export interface TimedReaderPorts {
  readonly ingest: Pick<IngestClient, "import">;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export class TimedReader {
  readonly #ports: TimedReaderPorts;
  readonly #latency = new LatencyHistogram();

  constructor(ports: TimedReaderPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError with row and column where a file cannot be read; CancelledError when it was aborted */
  async readFile(path: string, options: IngestOptions, control: ImportControl): Promise<IngestedDataset> {
    const { ingest, now } = this.#ports;
    const startedMs = now();
    const dataset = await ingest.import(path, options, {
      signal: control.signal,
      onProgress: (progress) => {
        control.onProgress?.(progress.bytes, progress.totalBytes);
        control.onImportProgress?.(progress);
      },
    });
    this.#latency.add(now() - startedMs);
    return dataset;
  }

  health(): Pick<Health, "latencyMs"> {
    return { latencyMs: { import: this.#latency.summary() } };
  }
}
