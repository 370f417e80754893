/** Fast checksums of typed arrays: what one process sends is what the other one got. */
export { checksum, checksumSteps, damagedInTransit, requireIntact } from "./checksum.ts";
