/** Main's side of the ingest process. */
import type { ImportProgress } from "#contract/data";
import type { FromIngest, IngestedDataset, IngestOptions, ToIngest } from "#contract/worker";
import { CancelledError } from "#engine/errors";
import { OnDemandWorkers, type OnDemandOptions } from "./on-demand-workers.ts";
import { engineError } from "./worker-error.ts";

export interface ImportCallbacks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Omit<ImportProgress, "requestId">) => void;
}

export class IngestClient {
  readonly #workers: OnDemandWorkers<ToIngest, FromIngest>;

  constructor(options: Omit<OnDemandOptions, "name">) {
    this.#workers = new OnDemandWorkers({ ...options, name: "ingest" });
  }

  /**
   * Reads one file. Aborting ends it within half a second whatever the process is doing.
   *
   * @throws EngineError with row and column where a file cannot be read; CancelledError when it was aborted
   */
  import(path: string, options: IngestOptions, { signal, onProgress }: ImportCallbacks = {}): Promise<IngestedDataset> {
    return this.#workers.request<IngestedDataset>({
      message: (id) => ({ type: "import", id, path, options }),
      cancelMessage: (id) => ({ type: "cancel", id }),
      signal,
      receive: (message) => {
        switch (message.type) {
          case "ready":
            return undefined;
          case "progress":
            // What comes after a cancel belongs to nobody.
            if (signal?.aborted !== true) onProgress?.(message.progress);
            return undefined;
          case "done":
            if (signal?.aborted === true) throw new CancelledError("user");
            return { value: message.dataset };
          case "failed":
            throw engineError(message.error);
        }
      },
    });
  }

  stop(maxMs: number): Promise<void> {
    return this.#workers.stop(maxMs);
  }

  health(): ReturnType<OnDemandWorkers<ToIngest, FromIngest>["health"]> {
    return this.#workers.health();
  }
}
