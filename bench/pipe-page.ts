/** A page of the application by Chromium's debugging protocol over two pipes: no socket is opened to look at it. */
import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export class PipePage {
  readonly #out: Writable;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #next = 1;
  #session: string | undefined;

  /** @param child with pipes at 3, which it reads from, and 4, which it writes to */
  constructor(child: ChildProcess) {
    this.#out = child.stdio[3] as Writable;
    let rest = "";
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\0");
      rest = parts.pop() ?? "";
      for (const part of parts) this.#take(JSON.parse(part) as Reply);
    });
    child.on("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the application has ended"));
    });
  }

  /** Resolves once there is a page of ours. */
  async attach(limitMs: number): Promise<void> {
    const end = performance.now() + limitMs;
    for (;;) {
      const { targetInfos } = (await this.send("Target.getTargets")) as {
        readonly targetInfos: readonly { readonly targetId: string; readonly type: string; readonly url: string }[];
      };
      const page = targetInfos.find(({ type, url }) => type === "page" && url.startsWith("app://fantail/"));
      if (page !== undefined) {
        const attached = await this.send("Target.attachToTarget", { targetId: page.targetId, flatten: true });
        this.#session = (attached as { readonly sessionId: string }).sessionId;
        return;
      }
      if (performance.now() > end) throw new Error(`no page within ${limitMs} ms`);
      await pause();
    }
  }

  send(method: string, params: object = {}): Promise<unknown> {
    const id = this.#next;
    this.#next += 1;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#out.write(`${JSON.stringify({ id, method, params, sessionId: this.#session })}\0`);
    return waiting.promise;
  }

  /** @param expression its value, or what its promise resolves to, comes back as JSON */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = (await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value: T }; exceptionDetails?: { text: string; exception?: { description?: string } } };
    if (exceptionDetails !== undefined)
      throw new Error(`${exceptionDetails.text} ${exceptionDetails.exception?.description ?? ""}`);
    return result.value;
  }

  async until(expression: string, limitMs: number): Promise<void> {
    const end = performance.now() + limitMs;
    // A page that is being made has nothing yet to evaluate in.
    while (!(await this.evaluate<boolean>(expression).catch(() => false))) {
      if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${expression}`);
      await pause();
    }
  }

  #take({ id, result, error }: Reply): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(error.message));
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
