/** Fast checksums of typed arrays, to verify data between processes. */
export { checksum, checksumSteps, damagedInTransit, requireIntact } from "./checksum.ts";
