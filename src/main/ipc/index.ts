export { Grants } from "./grants.ts";
export { createHandlers } from "./handlers.ts";
export { earlyHandlers } from "./early-handlers.ts";
export { type CoreHandlers, registerIpc, sendEvent } from "./ipc-main.ts";
export { RequestCounts } from "./request-counts.ts";
export { readSamples } from "./samples.ts";
