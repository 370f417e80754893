import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..", "..");
export const electronPath = join(process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? "", "electron");
