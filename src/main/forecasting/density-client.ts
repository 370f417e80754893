/** Main's side of the density process: questions of its own, and the finished batches that inference sent there. */
import { checkedOfDensity, checkedOfFinished, type DensityColumns, type FinishedItem, type BandwidthRule, type FromDensity, type SampleRows, type ToDensity } from "#contract/worker";
import { checksum, requireIntact } from "#engine/checksum";
import { EngineError } from "#engine/errors";
import type { Logger } from "../app/logger.ts";
import type { WorkerPort } from "./fork-worker.ts";
import { PendingRequests } from "./pending-requests.ts";
import { engineError } from "./worker-error.ts";
import { workerCrashed, WorkerSupervisor, type SupervisorOptions } from "./worker-supervisor.ts";

/** One question is milliseconds of work; this long means that the process is stuck. */
const answerLimitMs = 30_000;
/** Questions that may wait at once; a window asks a few. */
const mostQuestions = 256;
const mostQuestionBytes = 32 * 1024 * 1024;

/** Native quantiles of one window: [levels × horizon], or its samples: [rows of samples × horizon], row-major. */
export interface DensityQuestion {
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
  readonly onFinished: (id: number, items: readonly FinishedItem[]) => void;
  readonly onFailed: (id: number, error: EngineError) => void;
}

export class DensityClient {
  readonly #worker: WorkerSupervisor<ToDensity, FromDensity>;
  readonly #logger: Logger;
  #asked = 0;
  #askedBytes = 0;
  #refused = 0;
  readonly #questions = new PendingRequests();
  readonly #listeners = new Set<DensityListener>();

  constructor({ bandwidth, ...options }: Omit<SupervisorOptions, "name"> & { readonly bandwidth?: BandwidthRule }) {
    this.#logger = options.logger;
    this.#worker = new WorkerSupervisor(
      { ...options, name: "density" },
      {
        onUp: () => {
          if (bandwidth !== undefined) this.#worker.post({ type: "settings", bandwidth });
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
    const sum = checksum(question.quantiles);
    return this.#ask(question, (id) => ({ type: "requantile", id, ...question, wantedLevels, checksum: sum }));
  }

  density(question: DensityQuestion): Promise<DensityColumns> {
    const sum = checksum(question.quantiles);
    return this.#ask(question, (id) => ({ type: "density", id, ...question, checksum: sum }));
  }

  /** What arrives damaged is asked for once more. Throws `queue-full` when too much is waiting. */
  async #ask<T>({ quantiles: { byteLength } }: DensityQuestion, message: (id: number) => ToDensity): Promise<T> {
    if (this.#asked >= mostQuestions || this.#askedBytes + byteLength > mostQuestionBytes) {
      this.#refused += 1;
      throw new EngineError("queue-full", "Too many densities are asked for at once. Try again in a moment.");
    }
    this.#asked += 1;
    this.#askedBytes += byteLength;
    try {
      return await this.#askOnce<T>(message);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "damaged-in-transit") throw error;
      return await this.#askOnce<T>(message);
    } finally {
      this.#asked -= 1;
      this.#askedBytes -= byteLength;
    }
  }

  /** Questions that wait for their answer, and how many were refused because too many did. */
  depth(): { readonly items: number; readonly bytes: number; readonly refused: number } {
    return { items: this.#asked, bytes: this.#askedBytes, refused: this.#refused };
  }

  #askOnce<T>(message: (id: number) => ToDensity): Promise<T> {
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
        this.#ifIntact(message.id, () => {
          for (const item of message.items) requireIntact("forecast", item.checksum, ...checkedOfFinished(item));
          for (const listener of this.#listeners) listener.onFinished(message.id, message.items);
        });
        break;
      case "requantiled":
        this.#ifIntact(message.id, () => {
          requireIntact("quantiles", message.checksum, message.quantiles);
          this.#questions.resolve(message.id, message.quantiles);
        });
        break;
      case "density":
        this.#ifIntact(message.id, () => {
          requireIntact("density", message.checksum, ...checkedOfDensity(message.density));
          this.#questions.resolve(message.id, message.density);
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
    this.#questions.reject(id, error);
    for (const listener of this.#listeners) listener.onFailed(id, error);
  }
}
