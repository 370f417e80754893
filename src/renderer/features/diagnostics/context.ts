import type { ComponentType } from "react";
import { shared, sharedStore } from "#renderer/context";
import type { Loader } from "#renderer/ui";
import type { Diagnostics, DiagnosticsState } from "./diagnostics.ts";

export const [DiagnosticsContext, useDiagnostics, useDiagnosticsState] = sharedStore<DiagnosticsState, Diagnostics>(
  "diagnostics",
);

/** The administration of what is on disk, which is another feature's. */
export const [StoragePartContext, useStoragePart] = shared<Loader<ComponentType>>("part for storage");
