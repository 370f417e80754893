/** Main's side of the density process: questions of its own, and the finished batches that inference sent there. */
import type { DensityColumns, FinishedItem, FromDensity, ToDensity } from "#contract/worker";
import { EngineError } from "#engine/errors";
import type { WorkerPort } from "./fork-worker.ts";
import { PendingRequests } from "./pending-requests.ts";
import { engineError } from "./worker-error.ts";
import { workerCrashed, WorkerSupervisor, type SupervisorOptions } from "./worker-supervisor.ts";

/** One question is milliseconds of work; this long means that the process is stuck. */
const answerLimitMs = 30_000;

/** Native quantiles of one window: [levels × horizon], row-major. */
export interface DensityQuestion {
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly quantiles: Float32Array;
  readonly isNonNegative: boolean;
}

export interface DensityListener {
  readonly onUp: () => void;
  readonly onDown: (error: EngineError) => void;
  /** Exactly one of these two comes for a batch, unless the process dies before. */
  readonly onFinished: (id: number, items: readonly FinishedItem[]) => void;
  readonly onFailed: (id: number, error: EngineError) => void;
}

export class DensityClient {
  readonly #worker: WorkerSupervisor<ToDensity, FromDensity>;
  readonly #questions = new PendingRequests();
  readonly #listeners = new Set<DensityListener>();

  constructor(options: Omit<SupervisorOptions, "name">) {
    this.#worker = new WorkerSupervisor(
      { ...options, name: "density" },
      {
        onUp: () => {
          for (const listener of this.#listeners) listener.onUp();
        },
        onDown: (exit) => {
          const error = workerCrashed("density", exit);
          this.#questions.rejectAll(error);
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
    return this.#worker.stop(maxMs);
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
  requantile(question: DensityQuestion, wantedLevels: readonly number[]): Promise<Float32Array> {
    return this.#ask((id) => ({ type: "requantile", id, ...question, wantedLevels }));
  }

  density(question: DensityQuestion): Promise<DensityColumns> {
    return this.#ask((id) => ({ type: "density", id, ...question }));
  }

  #ask<T>(message: (id: number) => ToDensity): Promise<T> {
    if (!this.#worker.isReady) {
      return Promise.reject(new EngineError("worker-crashed", "The density process is starting again."));
    }
    return this.#questions.add<T>((id) => this.#worker.post(message(id)), {
      ms: answerLimitMs,
      onTimeOut: () => {
        this.#worker.kill();
        return new EngineError("timed-out", "The density process did not answer in time.");
      },
    });
  }

  #receive(message: FromDensity): void {
    switch (message.type) {
      case "ready":
        break;
      case "finished":
        this.#worker.markHealthy();
        for (const listener of this.#listeners) listener.onFinished(message.id, message.items);
        break;
      case "requantiled":
        this.#questions.resolve(message.id, message.quantiles);
        break;
      case "density":
        this.#questions.resolve(message.id, message.density);
        break;
      case "failed": {
        const error = engineError(message.error);
        this.#questions.reject(message.id, error);
        for (const listener of this.#listeners) listener.onFailed(message.id, error);
      }
    }
  }
}
