/** Files of known origin, and what their makers mean by them. */
export { RecordScan, type RecordTable, isRecordFile, recordKey, twoPart } from "./record-file.ts";
export { type VendorProfile, findProfile } from "./vendor-profile.ts";
export { nameHeaderless, namesOfHeaderless, vendorRows, withProfile } from "./vendor-rows.ts";
