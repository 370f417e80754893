export { workspace } from "./later.ts";
