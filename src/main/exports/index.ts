export { ExportClient } from "./export-client.ts";
