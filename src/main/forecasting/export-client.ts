/** Main's side of the export process. */
import type { FromExport, ToExport } from "#contract/worker";
import { OnDemandWorkers, type OnDemandOptions } from "./on-demand-workers.ts";
import { engineError } from "./worker-error.ts";

export type ExportRequest = Omit<Extract<ToExport, { type: "export" }>, "type" | "id">;

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

export class ExportClient {
  readonly #workers: OnDemandWorkers<ToExport, FromExport>;

  constructor(options: Omit<OnDemandOptions, "name">) {
    this.#workers = new OnDemandWorkers({ ...options, name: "export" });
  }

  /** Writes one file. Aborting ends the process; what it had begun to write is its own to have written aside. */
  write(request: ExportRequest, signal?: AbortSignal): Promise<WrittenFile> {
    return this.#workers.request<WrittenFile>({
      message: (id) => ({ type: "export", id, ...request }),
      signal,
      receive: (message) => {
        switch (message.type) {
          case "ready":
            return undefined;
          case "written":
            return { value: { path: message.path, bytes: message.bytes } };
          case "failed":
            throw engineError(message.error);
        }
      },
    });
  }

  stop(maxMs: number): Promise<void> {
    return this.#workers.stop(maxMs);
  }

  health(): ReturnType<OnDemandWorkers<ToExport, FromExport>["health"]> {
    return this.#workers.health();
  }
}
