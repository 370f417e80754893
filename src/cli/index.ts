export { runCli, isCommand, type CliIo } from "./run.ts";
export type { CliExport, CliForecastRequest, CliHost, CliImportOptions } from "./host.ts";
export { exitCodes, exitCodeOf } from "./exit-codes.ts";
