/** Reading what whoever manages the computer decides, and where files may be read and written. */
export { PlaceRules, policyPath } from "./place-rules.ts";
export { readPolicy } from "./read-policy.ts";
