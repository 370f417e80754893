export { ExportClient } from "./export-client.ts";
export { Exporter } from "./exporter.ts";
