/** Updates from a source that a policy names. */
export { installationOf } from "./installation.ts";
export { installHint, Updates } from "./updates.ts";
