export { leaveInterruptsToMain, type ProcessPort, parentPort } from "./port.ts";
export { type ZipMember, readZipMembers, zipDataStart } from "./zip.ts";
