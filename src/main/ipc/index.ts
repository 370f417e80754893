export { Grants } from "./grants.ts";
export { createHandlers } from "./handlers.ts";
export { registerIpc, sendEvent } from "./ipc-main.ts";
export { readSamples } from "./samples.ts";
