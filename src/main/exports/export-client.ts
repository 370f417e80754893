/** Main's side of the export process. */
import { checkedOfExport, type FromExport, type ToExport } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { ExportManifest, PictureFormat } from "#domain/export";
import { checksumOf } from "#engine/checksum";
import type { Logger } from "#main/platform";
import { OnDemandWorkers, type OnDemandOptions, engineError } from "#main/processes";

export type ExportRequest = Omit<Extract<ToExport, { type: "export" }>, "type" | "id" | "checksum">;

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

export class ExportClient {
  readonly #workers: OnDemandWorkers<ToExport, FromExport>;

  readonly #logger: Logger;

  constructor(options: Omit<OnDemandOptions, "name">) {
    this.#workers = new OnDemandWorkers({ ...options, name: "export" });
    this.#logger = options.logger;
  }

  /**
   * Writes one file. Aborting ends the process; what it had begun to write is its own to have written aside. Forecasts that
   * changed on their way are refused there and sent once more.
   */
  async write(request: ExportRequest, signal?: AbortSignal): Promise<WrittenFile> {
    const sum = checksumOf(checkedOfExport(request.forecasts, request.decisions));
    try {
      return await this.#write(request, sum, signal);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "damaged-in-transit") throw error;
      this.#logger.error("damaged-in-transit", { to: "export" });
      return this.#write(request, sum, signal);
    }
  }

  /** @throws EngineError file-unreadable where the file says nothing of the kind */
  readManifest(path: string, signal?: AbortSignal): Promise<ExportManifest> {
    return this.#workers.request<ExportManifest>({
      message: (id) => ({ type: "manifest", id, path }),
      signal,
      receive: (message) => {
        if (message.type === "failed") throw engineError(message.error);
        return message.type === "manifest" ? { value: message.manifest } : undefined;
      },
    });
  }

  /** Joins parts of one run. @throws EngineError where they are not all of one */
  merge(
    path: string,
    parts: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly parts: number }> {
    return this.#workers.request({
      message: (id) => ({ type: "merge", id, path, parts }),
      signal,
      receive: (message) => {
        if (message.type === "failed") throw engineError(message.error);
        return message.type === "merged" ? { value: { bytes: message.bytes, parts: message.parts } } : undefined;
      },
    });
  }

  /** Writes a drawing, whatever the path ends with. */
  draw(path: string, svg: string, format: PictureFormat, signal?: AbortSignal): Promise<WrittenFile> {
    return this.#written((id) => ({ type: "picture", id, path, svg, format }), signal);
  }

  #write(request: ExportRequest, sum: string, signal: AbortSignal | undefined): Promise<WrittenFile> {
    return this.#written((id) => ({ type: "export", id, ...request, checksum: sum }), signal);
  }

  #written(message: (id: number) => ToExport, signal: AbortSignal | undefined): Promise<WrittenFile> {
    return this.#workers.request<WrittenFile>({
      message,
      signal,
      receive: (message) => {
        switch (message.type) {
          case "ready":
          case "manifest":
          case "merged":
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
