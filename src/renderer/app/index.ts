export { App } from "./app.tsx";
export { createStores } from "./stores.ts";
