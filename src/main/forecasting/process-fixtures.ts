/** Processes that say only what a test lets them say. */
import type { FromDensity, FromInference, ToDensity, ToInference } from "#contract/worker";
import type { ForkedProcess, WorkerPort } from "./fork-worker.ts";

export type Posted = ToInference | ToDensity | { readonly type: "port" };

export class FakeProcess implements ForkedProcess {
  readonly name: string;
  readonly posted: Posted[] = [];
  /** Told of everything but `stop`. */
  onPosted: (message: Posted) => void = () => undefined;
  isGone = false;
  #message: (data: unknown) => void = () => undefined;
  #exit: (code: number | null) => void = () => undefined;

  constructor(name: string) {
    this.name = name;
    queueMicrotask(() => this.say({ type: "ready" }));
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
    this.posted.push(message as Posted);
    if ((message as Posted).type === "stop") this.end(0);
    else this.onPosted(message as Posted);
  }
  kill(): void {
    this.end(9);
  }
  end(code: number): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#exit(code);
  }
  say(message: FromInference | FromDensity): void {
    if (!this.isGone) this.#message(message);
  }
  /** What was asked of one type, newest last. */
  asked<T extends Posted["type"]>(type: T): Extract<Posted, { type: T }>[] {
    return this.posted.filter((message): message is Extract<Posted, { type: T }> => message.type === type);
  }
}
