import {
  aggregationRules,
  dateOrders,
  decimalMarks,
  duplicatePolicies,
  parseRowRange,
  type IngestOptions,
  type RowRange,
} from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { parseFrequency } from "#domain/series";
import { parseWhole, type ParsedArguments } from "./arguments.ts";

/**
 * How a file is to be read, in the words of the command line.
 * @throws EngineError wrong-arguments
 */
export function importOptionsOf(args: ParsedArguments): IngestOptions {
  const options: { -readonly [Name in keyof IngestOptions]: IngestOptions[Name] } = {};
  set(args.value("time"), (value) => (options.timeColumn = value));
  set(listOf(args, "target"), (value) => (options.targetColumns = value));
  // An empty one says that there is none: the rows are one series.
  set(listOf(args, "id"), (value) => (options.idColumns = value.filter((name) => name !== "")));
  set(args.value("timezone"), (value) => (options.timezone = value));
  set(args.value("sheet"), (value) => (options.sheet = value));
  set(args.value("table"), (value) => (options.recordTable = value));
  set(args.value("decimal"), (value) => (options.decimalMark = oneOf("decimal", value, decimalMarks)));
  set(args.value("date-order"), (value) => (options.dateOrder = oneOf("date-order", value, dateOrders)));
  set(listOf(args, "missing"), (value) => (options.missingTokens = value));
  set(args.value("frequency"), (value) => (options.frequency = parseFrequency(value)));
  set(args.value("start"), (value) => (options.start = value));
  set(args.value("duplicates"), (value) => (options.duplicates = oneOf("duplicates", value, duplicatePolicies)));
  set(args.value("fill-gaps"), (value) => (options.fillGapsUpToSteps = parseWhole("fill-gaps", value, 1, 1000)));
  set(args.value("split-gaps"), (value) => {
    options.longGaps = "split";
    if (value !== "auto") options.splitGapsOverSteps = parseWhole("split-gaps", value, 1, 1_000_000);
  });
  set(args.value("aggregate"), (value) => {
    const by = oneOf("aggregate-by", args.value("aggregate-by") ?? "evidence", aggregationRules);
    options.aggregate = { frequency: parseFrequency(value), by };
  });
  if (options.aggregate === undefined && args.has("aggregate-by")) {
    throw new EngineError("wrong-arguments", "--aggregate-by needs --aggregate, for example --aggregate day.");
  }
  set(listOf(args, "leave-out"), (value) => (options.leftOutRows = value.map(rowRange)));
  set(listOf(args, "undo"), (value) => (options.undo = value));
  if (args.has("known-future") && args.has("no-known-future"))
    throw new EngineError("wrong-arguments", "--known-future and --no-known-future say opposite things.");
  if (args.has("known-future")) options.knownFuture = true;
  if (args.has("no-known-future")) options.knownFuture = false;
  set(listOf(args, "only"), (value) => (options.series = value));
  return options;
}

function rowRange(text: string): RowRange {
  const range = parseRowRange(text);
  if (range !== null) return range;
  throw new EngineError(
    "wrong-arguments",
    `--leave-out takes rows and ranges of rows, such as 7,10-14, not "${text}".`,
  );
}

function set<V>(value: V | undefined, keep: (value: V) => void): void {
  if (value !== undefined) keep(value);
}

function listOf(args: ParsedArguments, name: string): string[] | undefined {
  return args.has(name) ? [...args.list(name)] : undefined;
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `--${name} must be one of ${known.join(", ")}, not "${value}".`);
}
