export { createClient, newRequestId, type Client, type RequestOptions } from "./client.ts";
export { windowApi } from "./window-api.ts";
