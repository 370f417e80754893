import { randomUUID } from "node:crypto";
import type { Dataset } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import {
  type Ranking,
  type SearchBudget,
  searchPresets,
  type SearchPreset,
  type SearchResult,
  type SearchSettings,
  usualSearch,
} from "#domain/job";
import { maxHorizonSteps } from "#domain/series";
import { formatCount } from "#engine/format";
import { parseMetric, parseWhole, type ParsedArguments } from "./arguments.ts";
import { followJob } from "./follow-job.ts";
import type { CliHost } from "./host.ts";
import { importWithProgress } from "./inspect.ts";
import type { CommandContext } from "./run.ts";
import { describeSearch, searchDocument } from "./search-answer.ts";
import { chooseSeries, resolveModel } from "./selection.ts";

/** As many as the window may ask for. */
const maxOrigins = 200;
const maxStrideSteps = 1_000_000;
const maxWorkers = 256;

/** Tries methods on the past of these files, through the queue, and waits for what it finds. */
export async function runSearch(context: CommandContext): Promise<void> {
  const { args, isJson } = context;
  if (args.positionals.length === 0) throw new EngineError("wrong-arguments", "search needs at least one FILE.");
  const options = optionsOf(args);
  const ranking = rankingOf(args.value("weights"));
  const workers = args.value("workers");
  const limit = workers === undefined ? null : parseWhole("workers", workers, 1, maxWorkers);

  const host = await context.startHost();
  if (limit !== null) host.jobs.limitProcesses(limit);
  const settings: SearchSettings = { ...options, models: modelsOf(host, args.value("models")) };
  const batch = args.positionals.length === 1 ? null : randomUUID();
  const found: { readonly dataset: Dataset; readonly result: SearchResult }[] = [];
  for (const file of args.positionals) {
    const dataset = await importWithProgress(host, file, context);
    const result = await searchOne(context, host, dataset, settings, batch, ranking);
    if (args.has("adopt")) adopt(context, host, dataset, result);
    found.push({ dataset, result });
  }
  const [only] = found;
  if (!isJson) {
    context.print(found.map(({ dataset, result }) => describeSearch(dataset.name, result)).join("\n\n"));
  } else if (only !== undefined && found.length === 1) {
    context.print(JSON.stringify(searchDocument(only.result)));
  } else {
    const searches = found.map(({ dataset, result }) => ({ file: dataset.name, ...searchDocument(result) }));
    context.print(JSON.stringify({ searches }));
  }
}

async function searchOne(
  context: CommandContext,
  host: CliHost,
  dataset: Dataset,
  settings: SearchSettings,
  batch: string | null,
  ranking: Ranking | null,
): Promise<SearchResult> {
  const { jobs } = host;
  const targets = chooseSeries(dataset, context.args.list("series")).map(({ id }) => ({
    dataset: dataset.handle,
    series: id,
  }));
  const { job, isMerged } = await jobs.submit({ ...settings, targets, priority: "user", batch });
  const known = (await jobs.list()).find(({ id }) => id === job);
  // Nothing runs here yet, so whoever runs it is another process.
  const isElsewhere = isMerged && known?.state === "running";
  if (isElsewhere) context.note("Another process is at this search already.");
  await jobs.runOnly([job]);
  await followJob(context, jobs, job, isElsewhere);
  return jobs.result(job, ranking);
}

function adopt({ note }: CommandContext, host: CliHost, dataset: Dataset, result: SearchResult): void {
  const { job, metric, winners } = result;
  const choices = winners.map(({ series, id, score, honestScore }) => ({
    series,
    method: id,
    metric,
    score,
    honestScore,
  }));
  host.adopt(dataset.handle, choices, job);
  note(`Adopted for ${formatCount(choices.length)} series of ${dataset.name}: forecast --model adopted uses it.`);
  const unproven = winners.filter(({ standing }) => standing === "no-better").length;
  if (unproven > 0)
    note(`For ${formatCount(unproven)} of them it did no better than seasonal naive where it was not chosen by.`);
}

function optionsOf(args: ParsedArguments): Omit<SearchSettings, "models"> {
  const horizon = args.value("horizon");
  if (horizon === undefined) throw new EngineError("wrong-arguments", "search needs --horizon.");
  const whole = (name: string, max: number): number | undefined => {
    const text = args.value(name);
    return text === undefined ? undefined : parseWhole(name, text, 1, max);
  };
  return {
    horizon: parseWhole("horizon", horizon, 1, maxHorizonSteps),
    metric: parseMetric(args.value("metric") ?? usualSearch.metric),
    preset: presetOf(args.value("preset") ?? usualSearch.preset),
    origins: whole("origins", maxOrigins) ?? usualSearch.origins,
    stride: whole("stride", maxStrideSteps) ?? null,
    budget: budgetOf(args.value("budget")),
    isPooled: args.has("pooled"),
  };
}

function presetOf(text: string): SearchPreset {
  const found = searchPresets.find((preset) => preset === text);
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `--preset must be ${searchPresets.join(" or ")}, not "${text}".`);
}

const secondsPerUnit = { s: 1, m: 60, h: 3600 } as const;

/** "2m" and "90s" are times, "200" is a number of trials. @throws EngineError wrong-arguments */
export function budgetOf(text: string | undefined): SearchBudget | null {
  if (text === undefined) return null;
  const [, digits, unit] = /^(\d+)([smh]?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (!(count > 0 && count <= Number.MAX_SAFE_INTEGER)) {
    throw new EngineError("wrong-arguments", `--budget must be a time or a number of trials, not "${text}".`, {
      hint: "For example --budget 90s, --budget 2m or --budget 200",
    });
  }
  if (unit === "s" || unit === "m" || unit === "h") return { seconds: count * secondsPerUnit[unit] };
  return { trials: count };
}

/** "MASE=2,WQL=1". @throws EngineError wrong-arguments */
export function rankingOf(text: string | undefined): Ranking | null {
  if (text === undefined) return null;
  const weights: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [name = "", weight = "", ...more] = part.split("=").map((word) => word.trim());
    const value = weight === "" ? Number.NaN : Number(weight);
    if (more.length > 0 || !(value >= 0 && value < Number.POSITIVE_INFINITY) || Object.hasOwn(weights, name)) {
      throw new EngineError("wrong-arguments", `--weights must name metrics and their shares, not "${text}".`, {
        hint: "For example --weights MASE=2,WQL=1",
      });
    }
    weights[parseMetric(name)] = value;
  }
  if (Object.values(weights).every((weight) => weight === 0))
    throw new EngineError("wrong-arguments", "--weights must give at least one metric a share above 0.");
  return { weights };
}

function modelsOf(host: CliHost, text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const ids = text.split(",").map((id) => id.trim());
  return [...new Set(ids.map((id) => resolveModel(host, id)))];
}
