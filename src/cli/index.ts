export { runCli, isCommand } from "./run.ts";
export type { CliExport, CliForecastRequest, CliHost } from "./host.ts";
export { exitCodes, exitCodeOf } from "./exit-codes.ts";
