import { sharedStore } from "#renderer/context";
import type { Versions, VersionsState } from "./versions.ts";

export const [VersionsContext, useVersions, useVersionsState] = sharedStore<VersionsState, Versions>("versions");
