export { runCli, isCommand } from "./run.ts";
export { manifestModel, manifestZone } from "./manifest-model.ts";
export type {
  CliBacktest,
  CliBacktestReport,
  CliBacktestTarget,
  CliExport,
  CliForecastRequest,
  CliHost,
  CliManifest,
  CliSkipped,
} from "./host.ts";
export { exitCodes, exitCodeOf } from "./exit-codes.ts";
