export { Grants } from "./grants.ts";
export { type SampleFile, createHandlers } from "./handlers.ts";
export { registerIpc, sendEvent } from "./ipc-main.ts";
export { OpenFiles } from "./open-files.ts";
