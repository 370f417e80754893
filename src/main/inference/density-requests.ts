/** Main's queue for the density process: requests for the density, or other levels, of whole forecasts. */
import { CancelledError, type CancelReason, EngineError } from "#domain/errors";
import { formatDuration } from "#engine/format";
import { UserStack } from "#engine/queue";
import { nextRequestId } from "#main/processes";

/** One is computed, one is next. Everything else waits here, where it can be reordered and cancelled. */
const maxSent = 2;
/** After so many tries in processes that died, or with answers damaged on their way, a request is given up. */
const maxTries = 2;
const group = "density";

export interface RequestLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
  /** From the request to its answer, including restarts of the process. */
  readonly answerMs: number;
}

export interface RequestPorts {
  readonly isReady: () => boolean;
  /** A request was not answered in time: the process is stuck in it. */
  readonly onStuck: () => void;
  readonly now: () => number;
}

export interface OpenRequest<T> {
  readonly promise: Promise<T>;
  /** Takes it out of the queue; the process is let finish what it has begun, a millisecond or two. */
  cancel(reason: CancelReason): void;
}

export interface RequestDepth {
  /** Waiting and sent. */
  readonly items: number;
  readonly bytes: number;
  /** Age of the oldest waiting request. */
  readonly oldestMs: number;
  /** Of them with the process. */
  readonly sent: number;
  /** Share of the fuller limit, 0..1. */
  readonly load: number;
  readonly answered: number;
  readonly refused: number;
  readonly cancelled: number;
}

interface PendingRequest {
  readonly id: number;
  readonly bytes: number;
  readonly post: (id: number) => void;
  readonly answer: PromiseWithResolvers<unknown>;
  timer: ReturnType<typeof setTimeout> | undefined;
  tries: number;
  /** Nobody wants the answer any more; the process may still be at work on it. */
  isSettled: boolean;
}

/** Last in, first out; bounded; whoever waits is released by an answer, a failure, a cancellation, a crash too many or the end. */
export class DensityRequests {
  readonly #ports: RequestPorts;
  readonly #limits: RequestLimits;
  readonly #waiting = new UserStack<PendingRequest>();
  readonly #sent = new Map<number, PendingRequest>();
  #answered = 0;
  #refused = 0;
  #cancelled = 0;
  #isStopped = false;

  constructor(ports: RequestPorts, limits: RequestLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  /** Throws `queue-full` or `shutting-down`. `post` is called with the request's id, again after a crash. */
  ask<T>(bytes: number, post: (id: number) => void): OpenRequest<T> {
    if (this.#isStopped) throw new EngineError("shutting-down", "Fantail is closing.");
    const { items, bytes: taken } = this.depth();
    if (items >= this.#limits.maxItems || taken + bytes > this.#limits.maxBytes) {
      this.#refused += 1;
      throw new EngineError("queue-full", "Too many densities were requested at once.", {
        hint: "Try again in a moment.",
      });
    }
    const id = nextRequestId();
    const request: PendingRequest = {
      id,
      bytes,
      post,
      answer: Promise.withResolvers(),
      timer: undefined,
      tries: 0,
      isSettled: false,
    };
    request.timer = setTimeout(() => this.#timeOut(request), this.#limits.answerMs);
    this.#wait(request);
    this.pump();
    return { promise: request.answer.promise as Promise<T>, cancel: (reason) => this.#cancel(request, reason) };
  }

  /** Sends what there is room for; called whenever the process comes up. */
  pump(): void {
    while (this.#ports.isReady() && this.#sent.size < maxSent) {
      const [request] = this.#waiting.takeGroup(group, 1);
      if (request === undefined) return;
      request.tries += 1;
      this.#sent.set(request.id, request);
      request.post(request.id);
    }
  }

  /** An id that is no request's is ignored: batches are answered under the same kind of id. */
  resolve(id: number, value: unknown): void {
    this.#end(id, ({ answer }) => {
      this.#answered += 1;
      answer.resolve(value);
    });
  }

  reject(id: number, error: EngineError): void {
    const request = this.#sent.get(id);
    if (request !== undefined && error.code === "damaged-in-transit" && this.#again(request)) this.pump();
    else this.#end(id, ({ answer }) => answer.reject(error));
  }

  /** The process is gone: what it had in hand is asked once more, in the same order, the rest waits on. */
  goDown(error: EngineError): void {
    for (const request of [...this.#sent.values()].reverse()) {
      if (!this.#again(request)) this.#end(request.id, ({ answer }) => answer.reject(error));
    }
  }

  stop(): void {
    this.#isStopped = true;
    const error = new CancelledError("shutdown");
    const open = [...this.#waiting.takeGroup(group, Infinity), ...this.#sent.values()];
    this.#sent.clear();
    for (const request of open) this.#settle(request, ({ answer }) => answer.reject(error));
  }

  depth(): RequestDepth {
    let bytes = this.#waiting.bytes;
    for (const sent of this.#sent.values()) bytes += sent.bytes;
    const nowMs = this.#ports.now();
    const items = this.#waiting.size + this.#sent.size;
    return {
      items,
      bytes,
      oldestMs: nowMs - (this.#waiting.bottomSinceMs ?? nowMs),
      sent: this.#sent.size,
      load: Math.min(1, Math.max(items / this.#limits.maxItems, bytes / this.#limits.maxBytes)),
      answered: this.#answered,
      refused: this.#refused,
      cancelled: this.#cancelled,
    };
  }

  #wait(request: PendingRequest): void {
    this.#waiting.push({ key: String(request.id), group, bytes: request.bytes, value: request }, this.#ports.now());
  }

  #again(request: PendingRequest): boolean {
    if (request.isSettled || request.tries >= maxTries || this.#isStopped) return false;
    this.#sent.delete(request.id);
    this.#wait(request);
    return true;
  }

  #end(id: number, settle: (request: PendingRequest) => void): void {
    const request = this.#sent.get(id);
    if (request === undefined) return;
    this.#sent.delete(id);
    this.#settle(request, settle);
    this.pump();
  }

  #settle(request: PendingRequest, settle: (request: PendingRequest) => void): void {
    // The process may be stuck in it, whether anybody waits for the answer or not.
    if (!this.#sent.has(request.id)) clearTimeout(request.timer);
    if (request.isSettled) return;
    request.isSettled = true;
    settle(request);
  }

  #cancel(request: PendingRequest, reason: CancelReason): void {
    if (request.isSettled) return;
    this.#cancelled += 1;
    this.#waiting.remove(String(request.id));
    this.#settle(request, ({ answer }) => answer.reject(new CancelledError(reason)));
  }

  #timeOut(request: PendingRequest): void {
    const wasSent = this.#sent.has(request.id);
    this.#waiting.remove(String(request.id));
    this.#settle(request, ({ answer }) =>
      answer.reject(
        new EngineError("timed-out", `A density took longer than ${formatDuration(this.#limits.answerMs)}.`),
      ),
    );
    if (wasSent) this.#ports.onStuck();
  }
}
