export { isCommand } from "./command-names.ts";
export { runCli } from "./run.ts";
export type { CliHost } from "./host.ts";
export type { CliUpdates } from "./update.ts";
export { exitCodes, exitCodeOf } from "./exit-codes.ts";
