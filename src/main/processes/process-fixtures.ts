/** Processes that say only what a test lets them say. */
import type { FromDensity, FromInference, ToDensity, ToInference } from "#contract/worker";
import type { ForkedProcess, WorkerPort } from "./fork-worker.ts";

export type Posted = ToInference | ToDensity | { readonly type: "port" };

interface Typed {
  readonly type: string;
}

export class FakeProcess<
  Asked extends Typed = Posted,
  Said extends Typed = FromInference | FromDensity,
> implements ForkedProcess {
  readonly name: string;
  readonly posted: Asked[] = [];
  /** Told of everything but `stop`. */
  onPosted: (message: Asked) => void = () => undefined;
  isGone = false;
  #message: (data: unknown) => void = () => undefined;
  #exit: (code: number | null) => void = () => undefined;

  constructor(name: string) {
    this.name = name;
    queueMicrotask(() => {
      if (!this.isGone) this.#message({ type: "ready" });
    });
  }
  onSpawn(): void {}
  onMessage(listener: (data: unknown) => void): void {
    this.#message = listener;
  }
  onOutput(): void {}
  onFatal(): void {}
  onExit(listener: (code: number | null) => void): void {
    this.#exit = listener;
  }
  post(message: unknown, _ports: readonly WorkerPort[]): void {
    const asked = message as Asked;
    this.posted.push(asked);
    if (asked.type === "stop") this.end(0);
    else this.onPosted(asked);
  }
  kill(): void {
    this.end(9);
  }
  end(code: number): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#exit(code);
  }
  say(message: Said): void {
    if (!this.isGone) this.#message(message);
  }
  /** What was asked of one type, newest last. */
  asked<T extends Asked["type"]>(type: T): Extract<Asked, { type: T }>[] {
    return this.posted.filter((message): message is Extract<Asked, { type: T }> => message.type === type);
  }
}
