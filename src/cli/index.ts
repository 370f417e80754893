export { runCli, isCommand } from "./run.ts";
export type { CliHost } from "./host.ts";
export { exitCodes, exitCodeOf } from "./exit-codes.ts";
