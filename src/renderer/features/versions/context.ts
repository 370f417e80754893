import { sharedLater } from "#renderer/context";
import type { Versions, VersionsState } from "./versions.ts";

export const [VersionsContext, useVersions, useVersionsState] = sharedLater<VersionsState, Versions>("versions");
