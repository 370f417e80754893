export { type Client, createClient, newRequestId } from "./client.ts";
export { windowApi } from "./window-api.ts";
