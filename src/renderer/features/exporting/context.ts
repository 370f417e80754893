import { shared } from "#renderer/context";
import type { ExportingPorts } from "./exporting.ts";

/** What exports need of the window. */
export const [ExportingContext, useExportingPorts] = shared<ExportingPorts>("export");
