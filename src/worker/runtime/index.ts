export { type ProcessPort, parentPort } from "./port.ts";
export { readZipMembers, zipDataStart } from "./zip.ts";
