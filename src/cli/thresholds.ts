/** Limits and orders that a forecast is asked about on the command line. */
import { type Dataset, groupColumnsOf, partsOf } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { ExportedSumThreshold, ExportSetting } from "#domain/export";
import type { Bands, Forecast } from "#domain/forecast";
import {
  type AnsweredThreshold,
  appliesTo,
  checkThreshold,
  type Service,
  type Threshold,
  thresholdKinds,
  type ThresholdRule,
  thresholdLimits,
  type ThresholdScope,
} from "#domain/threshold";
import { mapConcurrently } from "#engine/concurrency";
import { answerText, reliabilityText, sumText, valueFormatter } from "#engine/format";
import { type ParsedArguments, parseWhole } from "./arguments.ts";
import type { Finished, ForecastFiles } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import type { CommandContext } from "./run.ts";

/** Enough for the evaluate process to have a next one always. */
const maxAtOnce = 4;

/**
 * @returns of each file: with `--of` of sums of its series, else of each series by itself
 * @throws EngineError wrong-arguments
 */
export function thresholdsOf(args: ParsedArguments): (datasets: readonly Dataset[]) => readonly Threshold[] {
  const rules = rulesOf(args);
  const of = [...new Set(args.list("of"))];
  if (of.length > 0 && rules.length === 0)
    throw new EngineError("wrong-arguments", "--of needs a limit or an order that it is about.", {
      hint: "For example --above 2500 --of region=North",
    });
  if (of.length > 0 && args.positionals.length > 1)
    throw new EngineError("wrong-arguments", "--of is for one FILE, and several are given.");
  return (datasets) => {
    const scopes =
      of.length === 0 ? [{ kind: "all" } as const] : of.flatMap((text) => sumsNamed(text, datasets[0] as Dataset));
    const both = scopes.flatMap((scope) => rules.map((rule) => ({ scope, rule })));
    const thresholds = both.map(({ scope, rule }, at): Threshold => ({
      ...{ id: at + 1, name: "", rule, scope, from: null, to: null, unit: "", severity: "warning" },
    }));
    for (const threshold of thresholds) checkThreshold(threshold);
    return thresholds;
  };
}

/** `all`, `COLUMN=VALUE`, or `COLUMN`: of each of its values. @throws EngineError wrong-arguments where there is no such */
function sumsNamed(text: string, dataset: Dataset): readonly ThresholdScope[] {
  if (text === "all") return [{ kind: "sum", of: null }];
  const columns = groupColumnsOf(dataset);
  const column = columns.find(({ label }) => text === label || text.startsWith(`${label}=`));
  if (column === undefined)
    throw new EngineError("wrong-arguments", `${dataset.name} has no column "${text}" that several series share.`, {
      hint: `Known: ${["all", ...columns.map(({ label }) => `${label}, ${label}=VALUE`)].join(", ")}.`,
    });
  const values = [...new Set(dataset.series.flatMap(({ id }) => partsOf(id, columns.length)?.[column.part] ?? []))];
  const wanted = text === column.label ? values : values.filter((value) => text === `${column.label}=${value}`);
  if (wanted.length === 0)
    throw new EngineError("wrong-arguments", `No series has ${text}.`, {
      hint: `Known: ${values.slice(0, listedValues).join(", ")}${values.length > listedValues ? " and more" : ""}.`,
    });
  return wanted.map((value) => ({ kind: "sum", of: { column: column.label, value } }));
}

/** @throws EngineError wrong-arguments */
function rulesOf(args: ParsedArguments): readonly ThresholdRule[] {
  const limits = (["above", "below"] as const).flatMap((kind) =>
    args.list(kind).map((text): ThresholdRule => ({ kind, value: parseNumber(kind, text) })),
  );
  const service = serviceOf(args);
  const lead = args.value("lead-time");
  if (service === null && lead !== undefined)
    throw new EngineError("wrong-arguments", "--lead-time needs --service-level, or --cost-under and --cost-over.");
  const leadSteps = parseWhole("lead-time", lead ?? "1", 1, thresholdLimits.leadSteps);
  return [...limits, ...(service === null ? [] : [{ kind: "stock", service, leadSteps } as const])];
}

function serviceOf(args: ParsedArguments): Service | null {
  const [level, under, over] = ["service-level", "cost-under", "cost-over"].map((name) => {
    const text = args.value(name);
    return text === undefined ? null : parseNumber(name, text);
  });
  if (under == null && over == null) return level == null ? null : { by: "level", level };
  if (under == null || over == null)
    throw new EngineError("wrong-arguments", "--cost-under and --cost-over go together.", {
      hint: "What a unit too few and a unit too many cost, for example --cost-under 5 --cost-over 1",
    });
  if (level != null)
    throw new EngineError("wrong-arguments", "--service-level can't go with costs: it follows from them.");
  return { by: "cost", under, over };
}

function parseNumber(name: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text.replace("−", "-"));
  if (Number.isFinite(value)) return value;
  throw new EngineError("wrong-arguments", `--${name} must be a number, not "${text}".`);
}

/** Thresholds of an export, as its manifest lists them. @throws EngineError wrong-arguments where they can't be read */
export function thresholdsIn(setting: ExportSetting | undefined): readonly Threshold[] {
  if (setting === undefined) return [];
  try {
    const listed = JSON.parse(String(setting)) as readonly Threshold[];
    for (const threshold of listed) {
      if (!thresholdKinds.includes(threshold.rule.kind)) throw new Error(`There is no ${threshold.rule.kind}.`);
      checkThreshold(threshold);
    }
    return listed;
  } catch (cause) {
    throw new EngineError("wrong-arguments", "The export lists thresholds that can't be read.", { cause });
  }
}

/** The forecasts, each with what it says about the thresholds that its series has. */
export async function withThresholds(
  context: CommandContext,
  host: CliHost,
  { datasets, finished }: { readonly datasets: readonly Dataset[]; readonly finished: readonly Finished[] },
  thresholds: readonly Threshold[],
  how: { readonly bands: Bands; readonly isJudged: boolean },
): Promise<readonly Finished[]> {
  if (thresholds.length === 0) return finished;
  let done = 0;
  return mapConcurrently(finished, maxAtOnce, async (one): Promise<Finished> => {
    const { forecast } = one;
    const dataset = datasets.find(({ handle }) => handle === forecast.dataset);
    const own = thresholds.filter(
      (threshold) => dataset !== undefined && appliesTo(threshold, dataset, forecast.series),
    );
    const answered = own.length === 0 ? [] : await host.answered(forecast, own, how, context.signal);
    context.progress.update("Thresholds", ++done, finished.length);
    return answered.length === 0 ? one : { ...one, thresholds: answered };
  });
}

/** What the thresholds of sums come to, of the forecasts that were made. @param origin that they are from */
export async function sumThresholdsOf(
  context: CommandContext,
  host: CliHost,
  { datasets, finished, skipped }: Pick<ForecastFiles, "datasets" | "finished" | "skipped">,
  thresholds: readonly Threshold[],
  how: { readonly bands: Bands; readonly isJudged: boolean },
): Promise<readonly ExportedSumThreshold[]> {
  const sums = thresholds.filter(({ scope }) => scope.kind === "sum");
  const [dataset] = datasets;
  const [first] = finished;
  if (sums.length === 0 || dataset === undefined || first === undefined) return [];
  const made = new Map(finished.map(({ forecast }) => [forecast.series, forecast]));
  const lacking = new Map(skipped.map((one) => [one.series, one]));
  const { horizon, origin } = first.forecast;
  const members = {
    dataset: dataset.handle,
    among: new Set([...made.keys(), ...lacking.keys()]),
    get: async (series: string): Promise<Forecast> => {
      const forecast = made.get(series);
      if (forecast !== undefined) return forecast;
      const message = lacking.get(series)?.message ?? "";
      throw new EngineError("wrong-arguments", `"${series}" has no forecast: ${message}`);
    },
  };
  return host.sums({ members, thresholds: sums, horizon, origin, ...how }, context.signal);
}

const listedValues = 10;
const shownLines = 100;

/** A line for each threshold of each series; empty where there is none. */
export function thresholdLines(
  datasets: readonly Dataset[],
  finished: readonly Finished[],
  sums: readonly ExportedSumThreshold[],
  host: Pick<CliHost, "isCount">,
): string {
  const lines = finished.flatMap(({ forecast, thresholds = [] }) => {
    const frequency = datasets
      .find(({ handle }) => handle === forecast.dataset)
      ?.series.find(({ id }) => id === forecast.series)?.frequency;
    if (frequency === undefined) return [];
    const number = valueFormatter(forecast.quantiles, valuesIn(thresholds));
    const context = { frequency, number, isCount: host.isCount(forecast.dataset, forecast.series) };
    return thresholds.flatMap((one) => {
      const judged = one.reliability?.steps ?? null;
      return [
        `${forecast.series}: ${answerText(one, forecast.times, context)}`,
        ...(judged === null ? [] : [`  ${reliabilityText(judged, "past steps")}`]),
      ];
    });
  });
  lines.push(...sums.map(sumText));
  const rest = lines.length > shownLines ? ["… and more; --json gives all of them"] : [];
  return [...lines.slice(0, shownLines), ...rest].join("\n");
}

/** Amounts are of other sizes than the steps that they are for. */
function valuesIn(thresholds: readonly AnsweredThreshold[]): number[] {
  return thresholds.flatMap(({ answer: { stock } }) => (stock === null ? [] : [stock.order, stock.mean]));
}
