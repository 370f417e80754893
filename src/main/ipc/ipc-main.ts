/** The only file of the main process that touches raw IPC. Everything that arrives is checked here, once. */
import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from "electron";
import { z } from "zod";
import { channels } from "#contract/channels";
import type { AppError, Outcome } from "#contract/data";
import {
  requests,
  type AnyEvent,
  type Grant,
  type RequestArgs,
  type RequestName,
  type RequestValue,
} from "#contract/ipc";
import { EngineError, isCancelled, toPlainError } from "#engine/errors";
import type { Logger } from "#main/platform";
import { isOwnPage } from "#main/platform";
import { sealOf } from "./seal.ts";

export interface RequestContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly sender: WebContents;
}

export type Handlers = {
  readonly [N in RequestName]: (args: RequestArgs<N>, context: RequestContext) => Promise<RequestValue<N>>;
};

const requestEnvelope = z.object({
  requestId: z.string().min(1).max(128),
  name: z.enum(Object.keys(requests) as [RequestName, ...RequestName[]]),
  args: z.unknown(),
});
const cancelEnvelope = z.object({ requestId: z.string().min(1).max(128) });
const grantEnvelope = z.object({ path: z.string().max(32_768), kind: z.enum(["table", "model"]) });
export type GrantKind = z.infer<typeof grantEnvelope>["kind"];

const refused: AppError = { code: "not-allowed", message: "This request did not come from Fantail's own window." };

/**
 * Registers the three channels; requests wait until `handlers` is there, so that the window may load while the core does.
 * Returns the function that aborts everything still running.
 */
export function registerIpc(
  handlers: Promise<Handlers>,
  grantPath: (path: string, kind: GrantKind) => Promise<Grant>,
  logger: Logger,
): () => void {
  const running = new Map<WebContents, Map<string, AbortController>>();

  const controllersOf = (sender: WebContents): Map<string, AbortController> => {
    let controllers = running.get(sender);
    if (controllers === undefined) {
      controllers = new Map();
      running.set(sender, controllers);
      const abortAll = (): void => {
        for (const controller of running.get(sender)?.values() ?? []) controller.abort();
      };
      sender.on("render-process-gone", abortAll);
      sender.once("destroyed", () => {
        abortAll();
        running.delete(sender);
      });
    }
    return controllers;
  };

  ipcMain.handle(channels.request, async (event, payload: unknown): Promise<Outcome<unknown>> => {
    if (!isTrusted(event)) return refuse(logger);
    const envelope = requestEnvelope.safeParse(payload);
    if (!envelope.success) return invalid(logger, "envelope", envelope.error);
    const { requestId, name } = envelope.data;
    const args = requests[name].args.safeParse(envelope.data.args);
    if (!args.success) return invalid(logger, name, args.error);
    const controllers = controllersOf(event.sender);
    if (controllers.has(requestId)) return invalid(logger, name, "request id already in use");
    const controller = new AbortController();
    controllers.set(requestId, controller);
    try {
      // The table's own types tie name and arguments together; the lookup loses that.
      const handle = (await handlers)[name] as (args: unknown, context: RequestContext) => Promise<unknown>;
      const value = await handle(args.data, { requestId, signal: controller.signal, sender: event.sender });
      return { ok: true, value, ...(await sealOf(name, value)) };
    } catch (error) {
      if (!isCancelled(error) && !(error instanceof EngineError)) {
        logger.error("request-failed", { name, message: error instanceof Error ? error.stack : String(error) });
      }
      return { ok: false, error: toPlainError(error) };
    } finally {
      controllers.delete(requestId);
    }
  });

  ipcMain.on(channels.cancel, (event, payload: unknown) => {
    const cancel = cancelEnvelope.safeParse(payload);
    if (isTrusted(event) && cancel.success) running.get(event.sender)?.get(cancel.data.requestId)?.abort();
  });

  ipcMain.handle(channels.grant, async (event, payload: unknown): Promise<Outcome<Grant>> => {
    if (!isTrusted(event)) return refuse(logger);
    const request = grantEnvelope.safeParse(payload);
    if (!request.success) return invalid(logger, "grant", request.error);
    try {
      return { ok: true, value: await grantPath(request.data.path, request.data.kind) };
    } catch (error) {
      return { ok: false, error: toPlainError(error) };
    }
  });

  return () => {
    for (const controllers of running.values()) for (const controller of controllers.values()) controller.abort();
  };
}

export function sendEvent(contents: WebContents, event: AnyEvent): void {
  if (!contents.isDestroyed()) contents.send(channels.event, event);
}

/** Our own page in the top frame of a window; a frame that is gone by now counts as foreign. */
function isTrusted(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}

function refuse(logger: Logger): { ok: false; error: AppError } {
  logger.warn("ipc-refused", {});
  return { ok: false, error: refused };
}

function invalid(logger: Logger, name: string, problem: z.ZodError | string): { ok: false; error: AppError } {
  const detail = typeof problem === "string" ? problem : z.prettifyError(problem);
  logger.warn("ipc-invalid", { name, detail });
  return { ok: false, error: { code: "wrong-arguments", message: `The request "${name}" is not valid: ${detail}` } };
}
