import { sharedStore } from "#renderer/context";
import type { Diagnostics, DiagnosticsState } from "./diagnostics.ts";

export const [DiagnosticsContext, useDiagnostics, useDiagnosticsState] = sharedStore<DiagnosticsState, Diagnostics>(
  "diagnostics",
);
