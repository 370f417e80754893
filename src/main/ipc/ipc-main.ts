/** The only file of the main process that touches raw IPC; everything that arrives goes through the gate. */
import { ipcMain, type WebContents } from "electron";
import { channels } from "#contract/channels";
import type { AnyEvent } from "#contract/ipc";
import {
  RequestGate,
  type CoreHandlersOf,
  type EarlyHandlersOf,
  type HandlersOf,
  type RequestGatePorts,
} from "./request-gate.ts";

export type Handlers = HandlersOf<WebContents>;
export type EarlyHandlers = EarlyHandlersOf<WebContents>;
export type CoreHandlers = CoreHandlersOf<WebContents>;

/** Registers the three channels. Returns the function that aborts everything still running. */
export function registerIpc(ports: RequestGatePorts<WebContents>): () => void {
  const gate = new RequestGate<WebContents>(ports);
  ipcMain.handle(channels.request, (event, payload: unknown) => gate.request(event, payload));
  ipcMain.on(channels.cancel, (event, payload: unknown) => gate.cancel(event, payload));
  ipcMain.handle(channels.grant, (event, payload: unknown) => gate.grant(event, payload));
  return () => gate.abortAll();
}

export function sendEvent(contents: WebContents, event: AnyEvent): void {
  if (!contents.isDestroyed()) contents.send(channels.event, event);
}
