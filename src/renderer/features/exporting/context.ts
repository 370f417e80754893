import { shared } from "#renderer/context";
import type { Exporting } from "./exporting.ts";

export const [ExportingContext, useExporting] = shared<Exporting>("export");
