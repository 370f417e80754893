import { type BacktestReport, type ModelReport, type SeriesKey } from "#domain/score";
import { EngineError } from "#domain/errors";
import { forecasters } from "#engine/forecasters/catalogue";
import { influencedModel, withInfluences } from "#domain/influence";
import { adoptedModel } from "#domain/job";
import { maxHorizonSteps, minContextSteps } from "#domain/series";
import { parseBands, parseMetric, parseWhole } from "./arguments.ts";
import { describeBacktest, type Grouping, groupings } from "./backtest-tables.ts";
import { importInfluenced, warningsAbout } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import { importOptionsOf } from "./import-options.ts";
import { influencesOf } from "./influences.ts";
import type { CommandContext } from "./run.ts";
import { adoptionNotes, chooseSeries, resolveForecastModel } from "./selection.ts";

const maxOrigins = 10_000;
const maxStrideSteps = 1_000_000;
const maxWindowSteps = 10_000_000;
/** Nothing is known of the series yet: no season, no zeros, and enough observations for any model. */
const anySeries = { observations: Number.POSITIVE_INFINITY, seasonSteps: 1, isIntermittent: false, isPositive: true };

/** Rolling origins: how good the models were at the past of these files. */
export async function runBacktest(context: CommandContext): Promise<void> {
  const { args } = context;
  if (args.positionals.length === 0) throw new EngineError("wrong-arguments", "backtest needs at least one FILE.");
  const horizon = wholeOption(context, "horizon", maxHorizonSteps);
  const origins = wholeOption(context, "origins", maxOrigins);
  const stride = args.value("stride") === undefined ? horizon : wholeOption(context, "stride", maxStrideSteps);
  const gapSteps = args.value("gap") === undefined ? 0 : wholeOption(context, "gap", maxHorizonSteps, 0);
  if (horizon + gapSteps > maxHorizonSteps)
    throw new EngineError("wrong-arguments", `--horizon and --gap together reach at most ${maxHorizonSteps} steps.`);
  const windowSteps =
    args.value("window") === undefined ? undefined : wholeOption(context, "window", maxWindowSteps, minContextSteps);
  const metric = parseMetric(args.value("metric") ?? "MASE");
  const by = parseGroupings(args.value("by"));
  const bands = parseBands(args.value("bands") ?? "native");

  const influences = await influencesOf(args);
  const host = await context.startHost();
  const named = modelsOf(host, args.value("models"));
  let content: string | null = null;
  const targets: SeriesKey[] = [];
  for (const file of args.positionals) {
    const read = await importInfluenced(context, host, file, { influences }, importOptionsOf(args));
    content = read.content;
    for (const { id } of chooseSeries(read.dataset, args.list("series")))
      targets.push({ dataset: read.dataset.handle, series: id });
  }
  const models = named.flatMap((model) => [
    model,
    // What was adopted is another model for each series, and is named as that.
    ...(content === null || model === adoptedModel ? [] : [withInfluences(model, content)]),
  ]);
  const made = await host.backtest(
    {
      ...{ targets, horizon, gapSteps, origins, stride, models, bands, metric, detail: by.length > 0 },
      ...(windowSteps === undefined ? {} : { windowSteps }),
    },
    { signal: context.signal, onProgress: (done, total) => context.progress.update("Backtesting", done, total) },
  );
  const report = withoutContent(made);
  const [first] = report.skipped;
  if (report.perSeries.length === 0 && first !== undefined) throw EngineError.fromPlain(first);
  for (const { series, message } of report.skipped) context.note(`Left out "${series}": ${message}`);
  if (models.includes(adoptedModel)) for (const note of adoptionNotes(host, targets)) context.note(note);
  const warnings = warningsAbout(host, args.value("models") === undefined ? [null] : models);
  context.print(
    context.isJson ? JSON.stringify(documentOf(report, by, warnings)) : describeBacktest(report, by, gapSteps),
  );
}

/** Models with influences are called `model&influences`, whatever these are: what a report says is said of the same command alike. */
function withoutContent(report: BacktestReport): BacktestReport {
  const plain = (id: string): string => {
    const known = influencedModel(id);
    return known === null ? id : withInfluences(known.model, "influences");
  };
  return {
    ...report,
    best: report.best === null ? null : plain(report.best),
    models: report.models.map((model) => ({ ...model, id: plain(model.id) })),
    perSeries: report.perSeries.map((one) => ({ ...one, model: plain(one.model) })),
  };
}

/** The fields of the contract first, in its order; what was not asked for is left out. */
function documentOf(report: BacktestReport, by: readonly Grouping[], warnings: readonly unknown[]): object {
  const { models, perSeries, skipped, baseline, metric, best } = report;
  return {
    models: models.map((model) => modelOf(model, by)),
    perSeries: perSeries.map(({ metrics: all, ...series }) =>
      by.includes("series") ? { ...series, metrics: all } : series,
    ),
    ...{ metric, best, baseline },
    ...(skipped.length > 0 ? { skipped } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function modelOf({ id, MASE, sMAPE, WQL, coverage, seconds, detail, ...more }: ModelReport, by: readonly Grouping[]) {
  return {
    ...{ id, MASE, sMAPE, WQL, coverage, seconds, ...more },
    ...(by.includes("step") ? { byStep: detail?.byStep } : {}),
    ...(by.includes("period") ? { byPeriod: detail?.byPeriod } : {}),
  };
}

function wholeOption({ args }: CommandContext, name: string, max: number, min = 1): number {
  const text = args.value(name);
  if (text === undefined) throw new EngineError("wrong-arguments", `backtest needs --${name}.`);
  return parseWhole(name, text, min, max);
}

/** @throws EngineError wrong-arguments */
function parseGroupings(text: string | undefined): readonly Grouping[] {
  const wanted = text === undefined ? [] : [...new Set(text.split(",").map((word) => word.trim()))];
  return wanted.map((word) => {
    const found = groupings.find((known) => known === word);
    if (found !== undefined) return found;
    throw new EngineError("wrong-arguments", `--by must be ${groupings.join(", ")} or several of them, not "${word}".`);
  });
}

function modelsOf(host: CliHost, text: string | undefined): readonly string[] {
  if (text === undefined) return [host.defaultModel(), ...forecasters.suitable(anySeries).map(({ id }) => id)];
  return [...new Set(text.split(",").map((id) => resolveForecastModel(host, id.trim())))];
}
