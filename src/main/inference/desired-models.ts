/**
 * The models that one inference process has to hold. What is wanted outlives every process: it is sent again to each that
 * comes up, so that no load is lost with a process or asked of one that is not there.
 */
import type { FromInference, ModelToLoad, ToInference } from "#contract/worker";
import { providerOfDevice } from "#domain/device";
import { EngineError } from "#domain/errors";
import { formatDuration } from "#engine/format";
import { nextRequestId } from "#main/processes";

export interface LoadOptions {
  readonly executionProvider: string;
  readonly intraOpThreads: number;
  /** Windows in one run of the model; without it the process's own default. */
  readonly windowsPerRun?: number;
}

export type Loaded = Extract<FromInference, { type: "loaded" }>;

export interface DesiredModelsPorts {
  /** Called between `up` and `down` only. */
  readonly post: (message: Extract<ToInference, { type: "load" }>) => void;
  /** The process is stuck; `down` follows. */
  readonly kill: () => void;
  /** A device refused a model that the CPU gets instead. */
  readonly onDeviceLost: (executionProvider: string, reason: string) => void;
  /** The process holds everything again that was loaded before. */
  readonly onComplete: () => void;
}

/** A cold disk and a large model; beyond this the process is stuck. */
const loadLimitMs = 60_000;
/** Restarts take a pause of at most five seconds; a process that is not back after this is not coming. */
const absenceLimitMs = 20_000;
/** A model that was being loaded each time that so many processes in a row died is to blame for it. */
const crashesUntilGivenUp = 3;

/** What every machine has, and what takes over from a device that fails. */
const onCpu: LoadOptions = { executionProvider: "cpu", intraOpThreads: 1 };

interface Desired {
  readonly model: ModelToLoad;
  options: LoadOptions;
  /** Processes in a row that died while they loaded it. */
  crashes: number;
}

interface Order {
  readonly desired: Desired;
  /** Null where nobody waits: the model was loaded before, and is to be there again. */
  readonly answer: PromiseWithResolvers<Loaded> | null;
}

interface SentOrder extends Order {
  readonly id: number;
  /** As they were sent: what is desired may have changed since. */
  readonly options: LoadOptions;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One load at a time is with the process, so that one that dies over it says which. */
export class DesiredModels {
  readonly #ports: DesiredModelsPorts;
  /** Everything that was loaded once, by id. */
  readonly #held = new Map<string, Desired>();
  /** Models that could not be loaded again, and why. */
  readonly #lost = new Map<string, EngineError>();
  #queue: Order[] = [];
  #sent: SentOrder | null = null;
  #isUp = false;
  #absence: ReturnType<typeof setTimeout> | undefined;
  #stopped: EngineError | null = null;

  constructor(ports: DesiredModelsPorts) {
    this.#ports = ports;
  }

  /**
   * Resolves when a process has loaded it, whether one is there now or not and however often it is restarted on the way.
   *
   * @throws EngineError what the process refused it with; model-refused where it ends its process; timed-out;
   *   worker-unavailable where no process comes up; shutting-down
   */
  load(model: ModelToLoad, options: LoadOptions): Promise<Loaded> {
    if (this.#stopped !== null) return Promise.reject(this.#stopped);
    const answer = Promise.withResolvers<Loaded>();
    this.#queue.push({ desired: { model, options, crashes: 0 }, answer });
    if (this.#isUp) this.#next();
    else this.#awaitProcess();
    return answer.promise;
  }

  /** Not loaded again. Its memory comes back with the process: ONNX Runtime gives none back before. */
  forget(model: string): void {
    this.#held.delete(model);
    this.#lost.delete(model);
    const isOther = ({ desired }: Order): boolean => desired.model.id !== model;
    const dropped = this.#queue.filter((order) => !isOther(order));
    this.#queue = this.#queue.filter(isOther);
    const gone = new EngineError("model-not-found", `The model ${model} was removed.`);
    for (const { answer } of dropped) answer?.reject(gone);
    if (this.#sent?.desired.model.id === model) {
      this.#sent.answer?.reject(gone);
      this.#sent = { ...this.#sent, answer: null };
    }
    this.#completeIfDone();
  }

  /** Where a model runs, or will run once the process is back. */
  providerOf(model: string): string | null {
    return this.#held.get(model)?.options.executionProvider ?? null;
  }

  /** Why a model that was loaded before could not be loaded again. */
  lossOf(model: string): EngineError | undefined {
    return this.#lost.get(model);
  }

  /** The process holds everything that was loaded before, on the device where it is wanted. */
  get isComplete(): boolean {
    return this.#isUp && this.#sent?.answer !== null && this.#queue.every(({ answer }) => answer !== null);
  }

  /** A process is there, and holds nothing. */
  up(): void {
    clearTimeout(this.#absence);
    this.#absence = undefined;
    this.#isUp = true;
    const restores = [...this.#held.values()].map((desired): Order => ({ desired, answer: null }));
    this.#queue = [...restores, ...this.#queue.filter(({ answer }) => answer !== null)];
    this.#next();
    this.#completeIfDone();
  }

  /** The process is gone with everything that it held, and with what it was about to load. */
  down(error: EngineError): void {
    this.#isUp = false;
    const sent = this.#takeSent();
    if (sent !== null) {
      const { desired } = sent;
      desired.crashes += 1;
      if (desired.crashes >= crashesUntilGivenUp) this.#fail(sent, endsItsProcess(desired, error));
      else if (sent.answer !== null) this.#queue.unshift(sent);
    }
    if (this.#queue.some(({ answer }) => answer !== null)) this.#awaitProcess();
  }

  /** Answers of the process; one that no load waits for is ignored. */
  loaded(message: Loaded): void {
    const sent = this.#takeSent(message.id);
    if (sent === null) return;
    const { desired, options, answer } = sent;
    if (desired.options !== options) {
      // Its device was left meanwhile.
      this.#queue.unshift(sent);
    } else {
      desired.crashes = 0;
      // A model that was forgotten while it was loaded again stays forgotten.
      if (answer !== null) this.#held.set(desired.model.id, desired);
      this.#lost.delete(desired.model.id);
      answer?.resolve(message);
    }
    this.#next();
    this.#completeIfDone();
  }

  failed(id: number, error: EngineError): void {
    const sent = this.#takeSent(id);
    if (sent === null) return;
    const { desired, options } = sent;
    // A device that refuses a model now, whatever it did before, must not cost a forecast.
    if (error.code === "model-refused" && !isOnProcessor(options)) {
      this.#ports.onDeviceLost(options.executionProvider, error.message);
      moveToCpu(desired);
      this.#queue.unshift(sent);
    } else this.#fail(sent, error);
    this.#next();
    this.#completeIfDone();
  }

  /** From now on the CPU computes. @returns the device that was in use, or null */
  leaveDevice(): string | null {
    const inUse = [...this.#held.values(), ...(this.#sent === null ? [] : [this.#sent.desired])];
    const left = inUse.findLast(({ options }) => !isOnProcessor(options))?.options.executionProvider ?? null;
    if (left === null) return null;
    for (const desired of [...inUse, ...this.#queue.map((order) => order.desired)])
      if (!isOnProcessor(desired.options)) moveToCpu(desired);
    return left;
  }

  /** Another process lost the device that this one uses, too: what is there is loaded on the CPU. */
  followToCpu(): void {
    const held = [...this.#held.values()].filter(({ options }) => !isOnProcessor(options));
    this.leaveDevice();
    // Otherwise the process that comes loads it so.
    if (!this.#isUp) return;
    const isQueued = (desired: Desired): boolean => this.#queue.some((order) => order.desired === desired);
    const missing = held.filter((desired) => this.#sent?.desired !== desired && !isQueued(desired));
    this.#queue.unshift(...missing.map((desired): Order => ({ desired, answer: null })));
    this.#next();
  }

  stop(error: EngineError): void {
    this.#stopped = error;
    clearTimeout(this.#absence);
    const sent = this.#takeSent();
    for (const { answer } of [...(sent === null ? [] : [sent]), ...this.#queue.splice(0)]) answer?.reject(error);
  }

  #next(): void {
    if (!this.#isUp || this.#sent !== null) return;
    const order = this.#queue.shift();
    if (order === undefined) return;
    const id = nextRequestId();
    const { model, options } = order.desired;
    this.#sent = { ...order, id, options, timer: setTimeout(() => this.#timeOut(), loadLimitMs) };
    this.#ports.post({ type: "load", id, model, ...options });
  }

  #takeSent(id?: number): SentOrder | null {
    const sent = this.#sent;
    if (sent === null || (id !== undefined && sent.id !== id)) return null;
    clearTimeout(sent.timer);
    this.#sent = null;
    return sent;
  }

  #fail({ desired, answer }: Order, error: EngineError): void {
    if (answer !== null) {
      answer.reject(error);
      return;
    }
    const { id } = desired.model;
    if (!this.#held.delete(id)) return;
    this.#lost.set(id, error);
  }

  #timeOut(): void {
    const sent = this.#takeSent();
    if (sent === null) return;
    const { id } = sent.desired.model;
    this.#fail(sent, new EngineError("timed-out", `Model ${id} was not loaded within ${formatDuration(loadLimitMs)}.`));
    this.#ports.kill();
  }

  #awaitProcess(): void {
    this.#absence ??= setTimeout(() => {
      this.#absence = undefined;
      const error = new EngineError("worker-unavailable", "The forecasting process did not restart in time.", {
        hint: "Try again, or restart Fantail. The log says why the process ended.",
      });
      for (const { answer } of this.#queue.splice(0)) answer?.reject(error);
    }, absenceLimitMs);
  }

  #completeIfDone(): void {
    if (this.isComplete) this.#ports.onComplete();
  }
}

/** A crash changes nothing: the next process runs there, too. */
function isOnProcessor({ executionProvider }: LoadOptions): boolean {
  return providerOfDevice(executionProvider) === onCpu.executionProvider;
}

/** What died on the device says nothing about the CPU. */
function moveToCpu(desired: Desired): void {
  desired.options = onCpu;
  desired.crashes = 0;
}

function endsItsProcess({ model, crashes }: Desired, { message }: EngineError): EngineError {
  return new EngineError("model-refused", `Model ${model.id} ended its process ${crashes} times in a row. ${message}`, {
    hint: "Choose another model. The log says how the process ended.",
  });
}
