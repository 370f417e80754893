export { Grants } from "./grants.ts";
export { createHandlers } from "./handlers.ts";
export { type Handlers, registerIpc, sendEvent } from "./ipc-main.ts";
export { readSamples } from "./samples.ts";
