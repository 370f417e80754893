import { sharedStore } from "#renderer/context";
import type { Storage, StorageState } from "./storage.ts";

export const [StorageContext, useStorage, useStorageState] = sharedStore<StorageState, Storage>("storage");
