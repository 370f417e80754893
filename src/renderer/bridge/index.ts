export { createClient, newRequestId, type Client } from "./client.ts";
export { windowApi } from "./window-api.ts";
