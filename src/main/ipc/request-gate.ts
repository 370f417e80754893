/** What every request of a page passes: who sent it, what it says, and one controller per request so that it can be cancelled. */
import { type AppError, type Outcome, CancelledError, EngineError, isCancelled, toPlainError } from "#domain/errors";
import { z } from "zod";
import {
  requests,
  type FolderListing,
  type Grant,
  type RequestArgs,
  type RequestName,
  type RequestValue,
} from "#contract/ipc";
import { isOwnPage, type Logger } from "#main/platform";
import { withoutPaths } from "#engine/diagnostics";
import { faultOfMessage } from "./message-limits.ts";
import type { RequestCounts } from "./request-counts.ts";
import { sealOf } from "./seal.ts";

/** The part of Electron's WebContents that the gate needs. */
export interface SenderContents {
  on(event: "render-process-gone", listener: () => void): unknown;
  once(event: "destroyed", listener: () => void): unknown;
}

/** The part of Electron's IpcMainEvent and IpcMainInvokeEvent that the gate needs. */
export interface SentEvent<Contents extends SenderContents> {
  readonly sender: Contents;
  /** Null where the frame is gone by now. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export interface RequestContext<Contents> {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly sender: Contents;
}

export type HandlersOf<Contents> = {
  readonly [N in RequestName]: (args: RequestArgs<N>, context: RequestContext<Contents>) => Promise<RequestValue<N>>;
};

const requestEnvelope = z.object({
  requestId: z.string().min(1).max(128),
  name: z.enum(Object.keys(requests) as [RequestName, ...RequestName[]]),
  args: z.unknown(),
});
const cancelEnvelope = z.object({ requestId: z.string().min(1).max(128) });
const grantEnvelope = z.object({ path: z.string().max(32_768), kind: z.enum(["table", "model", "folder"]) });
export type GrantKind = z.infer<typeof grantEnvelope>["kind"];

const refused: AppError = { code: "not-allowed", message: "This request did not come from Fantail's own window." };

/** Of one page at a time; a window that is used hard has some dozens. */
const maxRunning = 10_000;
const tooMany: AppError = { code: "queue-full", message: "This window has too many requests under way." };

/** What an empty window needs: none of it needs models, caches or workers. */
type EarlyRequest =
  | "app:info"
  | "file:check"
  | "file:choose"
  | "file:locate"
  | "file:paste"
  | "sample:open"
  | "settings:set"
  | "transit:damaged"
  | "window:close"
  | "window:open";

/** What a window asks by itself, again and again, while somebody looks. */
const observing: ReadonlySet<RequestName> = new Set(["diagnostics:live", "diagnostics:log", "diagnostics:measured"]);

export type EarlyHandlersOf<Contents> = Pick<HandlersOf<Contents>, EarlyRequest>;
export type CoreHandlersOf<Contents> = Omit<HandlersOf<Contents>, EarlyRequest>;

export interface RequestGatePorts<Contents> {
  readonly early: EarlyHandlersOf<Contents>;
  /** All other requests wait for the core. */
  readonly core: Promise<CoreHandlersOf<Contents>>;
  /** Resolves when what a request needs of the core has started, and rejects as the start does. */
  readonly whenStarted: (name: RequestName) => Promise<void>;
  /** Of a folder its files, each granted. */
  readonly grantPath: (path: string, kind: GrantKind) => Promise<Grant | FolderListing>;
  readonly logger: Logger;
  /** Told of every request that a user stands behind. */
  readonly onAct: () => void;
  /** Told of every request that a handler has answered. */
  readonly counts: Pick<RequestCounts, "add">;
}

export class RequestGate<Contents extends SenderContents> {
  readonly #ports: RequestGatePorts<Contents>;
  readonly #running = new Map<Contents, Map<string, AbortController>>();

  constructor(ports: RequestGatePorts<Contents>) {
    this.#ports = ports;
  }

  async request(event: SentEvent<Contents>, payload: unknown): Promise<Outcome<unknown>> {
    if (!isTrusted(event)) return this.#refuse();
    const fault = faultOfMessage(payload);
    if (fault !== null) return this.#invalid("envelope", fault);
    const envelope = requestEnvelope.safeParse(payload);
    if (!envelope.success) return this.#invalid("envelope", envelope.error);
    const { requestId, name } = envelope.data;
    const args = requests[name].args.safeParse(envelope.data.args);
    if (!args.success) return this.#invalid(name, args.error);
    if (!observing.has(name)) this.#ports.onAct();
    const controllers = this.#controllersOf(event.sender);
    if (controllers.has(requestId)) return this.#invalid(name, "request id already in use");
    if (controllers.size >= maxRunning) return { ok: false, error: tooMany };
    const controller = new AbortController();
    controllers.set(requestId, controller);
    try {
      const { early, core, whenStarted } = this.#ports;
      const isEarly = Object.hasOwn(early, name);
      const handlers: Partial<HandlersOf<Contents>> = isEarly ? early : await core;
      if (!isEarly) await whenStarted(name);
      // Nobody waits for it any more, and its work has not begun.
      if (controller.signal.aborted) throw new CancelledError("user");
      // The table's own types tie name and arguments together; the lookup loses that.
      const handle = handlers[name] as (args: unknown, context: RequestContext<Contents>) => Promise<unknown>;
      const value = await handle(args.data, { requestId, signal: controller.signal, sender: event.sender });
      const answer = { ok: true as const, value, ...(await sealOf(name, value)) };
      this.#ports.counts.add("answered");
      return answer;
    } catch (error) {
      this.#ports.counts.add(isCancelled(error) ? "cancelled" : "failed");
      if (!isCancelled(error) && !(error instanceof EngineError)) {
        const message = error instanceof Error ? error.stack : String(error);
        this.#ports.logger.error("request-failed", { name, message });
      }
      return { ok: false, error: told(error) };
    } finally {
      controllers.delete(requestId);
    }
  }

  cancel(event: SentEvent<Contents>, payload: unknown): void {
    if (!isTrusted(event) || faultOfMessage(payload) !== null) return;
    const cancel = cancelEnvelope.safeParse(payload);
    if (cancel.success) this.#running.get(event.sender)?.get(cancel.data.requestId)?.abort();
  }

  async grant(event: SentEvent<Contents>, payload: unknown): Promise<Outcome<Grant | FolderListing>> {
    if (!isTrusted(event)) return this.#refuse();
    const fault = faultOfMessage(payload);
    if (fault !== null) return this.#invalid("grant", fault);
    const request = grantEnvelope.safeParse(payload);
    if (!request.success) return this.#invalid("grant", request.error);
    try {
      return { ok: true, value: await this.#ports.grantPath(request.data.path, request.data.kind) };
    } catch (error) {
      return { ok: false, error: told(error) };
    }
  }

  /** Aborts everything that is still running. */
  abortAll(): void {
    for (const controllers of this.#running.values()) abortEach(controllers);
  }

  #controllersOf(sender: Contents): Map<string, AbortController> {
    const known = this.#running.get(sender);
    if (known !== undefined) return known;
    const controllers = new Map<string, AbortController>();
    this.#running.set(sender, controllers);
    sender.on("render-process-gone", () => abortEach(controllers));
    sender.once("destroyed", () => {
      abortEach(controllers);
      this.#running.delete(sender);
    });
    return controllers;
  }

  #refuse(): { ok: false; error: AppError } {
    this.#ports.logger.warn("ipc-refused", {});
    return { ok: false, error: refused };
  }

  #invalid(name: string, problem: z.ZodError | string): { ok: false; error: AppError } {
    const detail = typeof problem === "string" ? problem : detailOf(problem);
    this.#ports.logger.warn("ipc-invalid", { name, detail });
    return { ok: false, error: { code: "wrong-arguments", message: `The request "${name}" is not valid: ${detail}` } };
  }
}

const maxDetail = 300;

/** The first thing that is wrong. It may repeat names out of the message, so it is kept short. */
function detailOf({ issues: [first] }: z.ZodError): string {
  const place = (first?.path ?? []).map(String).join(".");
  const detail = `${first?.message ?? "it is something else"}${place === "" ? "" : ` at ${place}`}`;
  return cut(detail, maxDetail);
}

/** A sentence may repeat words of the request or of a file, which have no end of their own. */
const maxSentence = 1_000;

/** What is expected to fail says what it means to; a bug, also one of another process, may name whatever the system did. */
function told(error: unknown): AppError {
  const plain = toPlainError(error);
  const message = cut(plain.code === "internal" ? withoutPaths(plain.message) : plain.message, maxSentence);
  return { ...plain, message, ...(plain.hint === undefined ? {} : { hint: cut(plain.hint, maxSentence) }) };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function abortEach(controllers: ReadonlyMap<string, AbortController>): void {
  for (const controller of controllers.values()) controller.abort();
}

/** Our own page in the top frame of a window; a frame that is gone by now counts as foreign. */
function isTrusted({ senderFrame }: SentEvent<SenderContents>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnPage(senderFrame.url);
}
