/** Main's side of the density process: requests of its own, and the finished batches that inference sent there. */
import {
  checkedOfDensity,
  checkedOfFinished,
  type FinishedItem,
  type FromDensity,
  type ToDensity,
} from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { BandwidthRule, DensityColumns } from "#domain/forecast";
import type { Health } from "#domain/health";
import type { SampleRows } from "#domain/model";
import { checksum, requireIntact } from "#engine/checksum";
import type { FailedWindow } from "#engine/dispatch";
import type { Logger } from "#main/platform";
import { DensityRequests, type OpenRequest, type RequestDepth } from "./density-requests.ts";
import { type WorkerPort, engineError, workerCrashed, WorkerSupervisor, type SupervisorOptions } from "#main/processes";

/** A request is milliseconds of work; this long means that the process is stuck, or never came back. */
const answerMs = 30_000;
/** More than the forecasts that a command asks for at once; a window asks a few. */
const maxItems = 1024;
const maxBytes = 64 * 1024 * 1024;

/** Native quantiles of one window: [levels × horizon], or its samples: [rows of samples × horizon], row-major. */
export interface DensityRequest {
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly samples?: SampleRows;
  readonly quantiles: Float32Array;
  readonly isNonNegative: boolean;
}

export interface DensityListener {
  readonly onUp: () => void;
  readonly onDown: (error: EngineError) => void;
  /** Exactly one of these two comes for a batch, unless the process dies before. */
  readonly onFinished: (id: number, items: readonly (FinishedItem | FailedWindow)[]) => void;
  readonly onFailed: (id: number, error: EngineError) => void;
}

export class DensityClient {
  readonly #worker: WorkerSupervisor<ToDensity, FromDensity>;
  readonly #logger: Logger;
  readonly #requests: DensityRequests;
  readonly #listeners = new Set<DensityListener>();

  constructor({ bandwidth, ...options }: Omit<SupervisorOptions, "name"> & { readonly bandwidth?: BandwidthRule }) {
    this.#logger = options.logger;
    this.#requests = new DensityRequests(
      { isReady: () => this.#worker.isReady, onStuck: () => this.#worker.kill(), now: options.now },
      { maxItems, maxBytes, answerMs },
    );
    this.#worker = new WorkerSupervisor(
      { ...options, name: "density" },
      {
        onUp: () => {
          if (bandwidth !== undefined) this.#worker.post({ type: "settings", bandwidth });
          for (const listener of this.#listeners) listener.onUp();
          this.#requests.pump();
        },
        onDown: (exit) => {
          const error = workerCrashed("density", exit);
          this.#requests.goDown(error);
          for (const listener of this.#listeners) listener.onDown(error);
        },
        onMessage: (message) => this.#receive(message),
      },
    );
  }

  start(): Promise<void> {
    return this.#worker.start();
  }

  stop(maxMs: number): Promise<void> {
    this.#requests.stop();
    return this.#worker.stop(maxMs);
  }

  /** Ends the process that runs now: it is stuck. Another one follows. */
  kill(): void {
    this.#worker.kill();
  }

  get isReady(): boolean {
    return this.#worker.isReady;
  }

  health(): ReturnType<WorkerSupervisor<ToDensity, FromDensity>["health"]> {
    return this.#worker.health();
  }

  listen(listener: DensityListener): void {
    this.#listeners.add(listener);
  }

  /** Gives the process its end of a line from an inference process. */
  connect(port: WorkerPort): void {
    this.#worker.post({ type: "port" }, [port]);
  }

  /** @returns [wantedLevels × horizon], row-major */
  requantile(request: DensityRequest, wantedLevels: readonly number[]): OpenRequest<Float32Array> {
    return this.#ask(request, (id, sum) => ({ type: "requantile", id, ...request, wantedLevels, checksum: sum }));
  }

  density(request: DensityRequest): OpenRequest<DensityColumns> {
    return this.#ask(request, (id, sum) => ({ type: "density", id, ...request, checksum: sum }));
  }

  /** Requests that wait for their answer, and what became of the others. */
  depth(): RequestDepth {
    return this.#requests.depth();
  }

  queue(): Health["queues"]["density"] {
    const { items, sent, oldestMs, answered } = this.depth();
    return { waiting: items - sent, running: sent, oldestMs, done: answered };
  }

  /** The health report of this part. */
  report() {
    const { load, refused, cancelled } = this.depth();
    return {
      load,
      queues: { density: this.queue() },
      counts: { densityRefused: refused, densityCancelled: cancelled },
      workers: [this.health()],
    };
  }

  #ask<T>({ quantiles }: DensityRequest, message: (id: number, sum: string) => ToDensity): OpenRequest<T> {
    const sum = checksum(quantiles);
    return this.#requests.ask<T>(quantiles.byteLength, (id) => this.#worker.post(message(id, sum)));
  }

  #receive(message: FromDensity): void {
    switch (message.type) {
      case "ready":
        break;
      case "finished":
        this.#worker.markHealthy();
        this.#ifIntact(message.id, () => {
          for (const item of message.items) requireIntact("forecast", item.checksum, ...checkedOfFinished(item));
          const failures = message.failures?.map(({ index, error }) => ({ index, error: engineError(error) })) ?? [];
          const items = failures.length === 0 ? message.items : [...message.items, ...failures];
          for (const listener of this.#listeners) listener.onFinished(message.id, items);
        });
        break;
      case "requantiled":
        this.#ifIntact(message.id, () => {
          requireIntact("quantiles", message.checksum, message.quantiles);
          this.#requests.resolve(message.id, message.quantiles);
        });
        break;
      case "density":
        this.#ifIntact(message.id, () => {
          requireIntact("density", message.checksum, ...checkedOfDensity(message.density));
          this.#requests.resolve(message.id, message.density);
        });
        break;
      case "failed":
        this.#fail(message.id, engineError(message.error), "density");
    }
  }

  #ifIntact(id: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#fail(id, error, "main");
    }
  }

  #fail(id: number, error: EngineError, to: string): void {
    if (error.code === "damaged-in-transit") this.#logger.error("damaged-in-transit", { to });
    this.#requests.reject(id, error);
    for (const listener of this.#listeners) listener.onFailed(id, error);
  }
}
