export { type Core, type CoreOptions, createCore } from "./create-core.ts";
