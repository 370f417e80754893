/**
 * The only code that touches both Electron and the page. It forwards typed requests, turns a dropped File into a path that
 * the page itself never sees, and nothing else: names and arguments are checked in the main process.
 */
import { contextBridge, ipcRenderer, webUtils } from "electron";
import { channels } from "#contract/channels";
import type { AnyEvent, DroppedFile, FantailApi } from "#contract/ipc";

const listeners = new Set<(event: AnyEvent) => void>();
ipcRenderer.on(channels.event, (_event, payload: AnyEvent) => {
  for (const listener of listeners) listener(payload);
});

/** A File that a script made has no path; only one that the user dropped or picked does. */
const pathOf = (file: DroppedFile): string => (file instanceof File ? webUtils.getPathForFile(file) : "");

const api: FantailApi = {
  request: (requestId, name, args) => ipcRenderer.invoke(channels.request, { requestId, name, args }),
  cancel: (requestId) => ipcRenderer.send(channels.cancel, { requestId }),
  grantDropped: (file) => ipcRenderer.invoke(channels.grant, { path: pathOf(file), kind: "table" }),
  listDropped: (folder) => ipcRenderer.invoke(channels.grant, { path: pathOf(folder), kind: "folder" }),
  grantDroppedModel: (file) => ipcRenderer.invoke(channels.grant, { path: pathOf(file), kind: "model" }),
  onEvent: (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

contextBridge.exposeInMainWorld("fantail", api);
