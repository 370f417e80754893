export { CorrectionsContext, useActiveCorrections, useCorrectionsState } from "./context.ts";
export { createCorrections, type Corrections } from "./corrections.ts";
