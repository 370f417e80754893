/** One utility process, from its start to its end. Nothing here throws because the process is gone. */
import { EngineError } from "#domain/errors";
import type { Logger } from "#main/platform";
import { forkUtilityProcess, type ForkedProcess, type ForkWorker, type WorkerPort } from "./fork-worker.ts";

/** Why a process is gone; closed, so that callers can switch over it. */
export type WorkerExitReason =
  /** It ended because it was asked to. */
  | "stopped"
  /** It was killed by us. */
  | "killed"
  /** It ended by itself: a crash, a signal from outside, or an exit nobody asked for. */
  | "crashed"
  | "out-of-memory"
  /** It never came up, or not in time. */
  | "launch-failed";

export interface WorkerExit {
  readonly reason: WorkerExitReason;
  readonly code: number | null;
}

export interface WorkerHandleOptions {
  /** Shown by the operating system's tools and written to each line of the log. */
  readonly name: string;
  /** Absolute path of the built entry. */
  readonly entry: string;
  readonly logger: Logger;
  /** A process that does not say `ready` in this time is killed. */
  readonly readyLimitMs?: number;
  /** Of V8's heap: a process that needs more ends with `out-of-memory`. */
  readonly maxHeapMiB?: number;
  readonly fork?: ForkWorker;
}

/** What a worker's environment may hold: no proxies, no tokens, nothing that changes how Node starts. */
const passedVariables = [
  "PATH",
  "HOME",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
  "SystemRoot",
  "TEMP",
  "TMP",
  "TMPDIR",
  "LANG",
  "LC_ALL",
  "TZ",
  // Which Vulkan driver a machine uses; ONNX Runtime's WebGPU goes through it.
  "VK_ICD_FILENAMES",
  "VK_DRIVER_FILES",
  "XDG_RUNTIME_DIR",
] as const;

const defaultReadyLimitMs = 10_000;
/** A line of a worker's output, as much of it as a log needs. */
const maxLineLength = 500;

/** `In` are the messages it takes, `Out` those it sends; both are unions by `type`, and `ready` is one of `Out`. */
export class WorkerHandle<In extends { readonly type: string }, Out extends { readonly type: string }> {
  readonly name: string;
  /** Resolves when the process is ready, rejects when it is gone before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<WorkerExit>;
  readonly #child: ForkedProcess;
  readonly #logger: Logger;
  readonly #listeners = new Set<(message: Out) => void>();
  #isGone = false;
  #wasAsked = false;
  #reason: WorkerExitReason | null = null;
  #pid: number | null = null;

  constructor(options: WorkerHandleOptions) {
    this.name = options.name;
    this.#logger = options.logger;
    const { name, entry, maxHeapMiB, fork = forkUtilityProcess } = options;
    const limits = maxHeapMiB === undefined ? {} : { maxHeapMiB };
    this.#child = fork(entry, { name, env: workerEnvironment(), ...limits });

    const ready = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<WorkerExit>();
    this.ready = ready.promise;
    this.exited = exited.promise;
    // Whoever does not wait for `ready` learns about a failure from `exited`.
    this.ready.catch(() => undefined);

    const limit = setTimeout(() => {
      this.#logger.error("worker-not-ready", this.#fields());
      this.#reason = "launch-failed";
      this.#child.kill();
    }, options.readyLimitMs ?? defaultReadyLimitMs);

    this.#child.onSpawn((pid) => {
      this.#pid = pid;
    });
    this.#child.onMessage((data) => {
      const message = data as Out;
      if (message.type === "ready") {
        clearTimeout(limit);
        this.#logger.info("worker-ready", this.#fields());
        ready.resolve();
      }
      for (const listener of this.#listeners) listener(message);
    });
    this.#child.onOutput((line) => {
      this.#logger.warn("worker-output", { ...this.#fields(), line: line.slice(0, maxLineLength) });
    });
    this.#child.onFatal((kind) => {
      this.#reason ??= kind;
    });
    this.#child.onExit((code) => {
      clearTimeout(limit);
      this.#isGone = true;
      const exit: WorkerExit = { reason: this.#reason ?? (this.#wasAsked ? "stopped" : "crashed"), code };
      const isExpected = exit.reason === "stopped" || exit.reason === "killed";
      this.#logger[isExpected ? "info" : "error"]("worker-exit", { ...this.#fields(), reason: exit.reason, code });
      this.#listeners.clear();
      exited.resolve(exit);
      ready.reject(new EngineError("worker-crashed", `The ${this.name} process could not start (${exit.reason}).`));
    });
  }

  get pid(): number | null {
    return this.#isGone ? null : this.#pid;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Gone, or about to be: it was asked to stop or killed, and only its exit has not been told yet. Fit for no new request. */
  get isEnding(): boolean {
    return this.#isGone || this.#wasAsked || this.#reason !== null;
  }

  /** Does nothing when the process is gone: its exit tells whoever waits for an answer. */
  post(message: In | { readonly type: "port" }, ports: readonly WorkerPort[] = []): void {
    if (this.#isGone) {
      for (const port of ports) port.close();
      return;
    }
    this.#child.post(message, ports);
  }

  on(listener: (message: Out) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  kill(): void {
    if (this.#isGone) return;
    this.#reason ??= "killed";
    this.#child.kill();
  }

  /** Asks it to stop, waits so long, then kills it. */
  async stop(maxMs: number): Promise<WorkerExit> {
    this.#wasAsked = true;
    this.post({ type: "stop" } as unknown as In);
    return this.waitForExit(maxMs);
  }

  async waitForExit(maxMs: number): Promise<WorkerExit> {
    const timer = setTimeout(() => this.kill(), maxMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  #fields(): { readonly worker: string; readonly workerPid: number | null } {
    return { worker: this.name, workerPid: this.#pid };
  }
}

export function workerEnvironment(): Record<string, string> {
  // ONNX Runtime reports its use to its makers from Linux and macOS, unless this is set before it is loaded: it looks a name up,
  // and keeps an identifier of the machine in the user's cache folder. Nothing leaves the machine here.
  const result: Record<string, string> = { ORT_DISABLE_TELEMETRY: "1" };
  for (const name of passedVariables) {
    const value = process.env[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}
