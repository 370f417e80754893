import { shared } from "#renderer/context";
import type { Findings } from "./findings.ts";

export const [FindingsContext, useFindings] = shared<Findings>("finder");
/** Saves what the import of a dataset did to it. */
export const [SaveReportContext, useSaveReport] = shared<(dataset: string) => Promise<void>>("way to save the report");
