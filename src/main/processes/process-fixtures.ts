/** Processes that say only what a test lets them say. */
import type { FromDensity, FromInference, ToDensity, ToInference } from "#contract/worker";
import type { ForkedProcess, WorkerPort } from "./fork-worker.ts";

export type Posted = ToInference | ToDensity | { readonly type: "port" };

export const fakePid = 42;

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
  readonly #isStubborn: boolean;
  #message: (data: unknown) => void = () => undefined;
  #fatal: (kind: "out-of-memory" | "crashed") => void = () => undefined;
  #exit: (code: number | null) => void = () => undefined;

  /** @param isStubborn it doesn't become ready by itself and doesn't end when it is asked to */
  constructor(name: string, { isStubborn = false } = {}) {
    this.name = name;
    this.#isStubborn = isStubborn;
    if (isStubborn) return;
    queueMicrotask(() => {
      if (!this.isGone) this.#message({ type: "ready" });
    });
  }
  onSpawn(listener: (pid: number) => void): void {
    listener(fakePid);
  }
  onMessage(listener: (data: unknown) => void): void {
    this.#message = listener;
  }
  onOutput(): void {}
  onFatal(listener: (kind: "out-of-memory" | "crashed") => void): void {
    this.#fatal = listener;
  }
  onExit(listener: (code: number | null) => void): void {
    this.#exit = listener;
  }
  post(message: unknown, _ports: readonly WorkerPort[]): void {
    const asked = message as Asked;
    this.posted.push(asked);
    if (asked.type !== "stop") this.onPosted(asked);
    else if (!this.#isStubborn) this.end(0);
  }
  kill(): void {
    this.end(9);
  }
  end(code: number): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#exit(code);
  }
  runOutOfMemory(): void {
    this.#fatal("out-of-memory");
    this.end(5);
  }
  say(message: Said): void {
    if (!this.isGone) this.#message(message);
  }
  /** What was asked of one type, newest last. */
  asked<T extends Asked["type"]>(type: T): Extract<Asked, { type: T }>[] {
    return this.posted.filter((message): message is Extract<Asked, { type: T }> => message.type === type);
  }
}
