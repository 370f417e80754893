/** Fast checksums of typed arrays, to verify data between processes. */
export { checksum, checksumOf, checksumSteps, damagedInTransit, requireAllIntact, requireIntact } from "./checksum.ts";
