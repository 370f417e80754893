import type { BacktestReport, SeriesKey } from "#domain/score";
import { EngineError } from "#domain/errors";
import { bandShares } from "#domain/forecast";
import { formatCount, formatShare, plural } from "#engine/format";
import { forecasters } from "#engine/forecasters/catalogue";
import { adoptedModel } from "#domain/job";
import { maxHorizonSteps } from "#domain/series";
import { parseBands, parseWhole } from "./arguments.ts";
import { warningsAbout } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import { importWithProgress } from "./inspect.ts";
import type { CommandContext } from "./run.ts";
import { adoptionNotes, chooseSeries, resolveForecastModel } from "./selection.ts";
import { alignTable } from "./table.ts";

const maxOrigins = 10_000;
const maxStrideSteps = 1_000_000;
/** Nothing is known of the series yet: no season, no zeros, and enough observations for any model. */
const anySeries = { observations: Number.POSITIVE_INFINITY, seasonSteps: 1, isIntermittent: false, isPositive: true };

/** Rolling origins: how good the models were at the past of these files. */
export async function runBacktest(context: CommandContext): Promise<void> {
  const { args } = context;
  if (args.positionals.length === 0) throw new EngineError("wrong-arguments", "backtest needs at least one FILE.");
  const horizon = wholeOption(context, "horizon", maxHorizonSteps);
  const origins = wholeOption(context, "origins", maxOrigins);
  const stride = args.value("stride") === undefined ? horizon : wholeOption(context, "stride", maxStrideSteps);

  const bands = parseBands(args.value("bands") ?? "native");

  const host = await context.startHost();
  const models = modelsOf(host, args.value("models"));
  const targets: SeriesKey[] = [];
  for (const file of args.positionals) {
    const dataset = await importWithProgress(host, file, context);
    for (const { id } of chooseSeries(dataset, args.list("series")))
      targets.push({ dataset: dataset.handle, series: id });
  }
  const report = await host.backtest(
    { targets, horizon, origins, stride, models, bands },
    { signal: context.signal, onProgress: (done, total) => context.progress.update("Backtesting", done, total) },
  );
  const [first] = report.skipped;
  if (report.perSeries.length === 0 && first !== undefined) throw EngineError.fromPlain(first);
  for (const { series, message } of report.skipped) context.note(`Left out "${series}": ${message}`);
  if (models.includes(adoptedModel)) for (const note of adoptionNotes(host, targets)) context.note(note);
  const { models: scores, perSeries, skipped } = report;
  const warnings = warningsAbout(host, args.value("models") === undefined ? [null] : models);
  context.print(
    context.isJson
      ? JSON.stringify({
          ...{ models: scores, perSeries },
          ...(skipped.length > 0 ? { skipped } : {}),
          ...(warnings.length > 0 ? { warnings } : {}),
        })
      : describe(report),
  );
}

function wholeOption({ args }: CommandContext, name: string, max: number): number {
  const text = args.value(name);
  if (text === undefined) throw new EngineError("wrong-arguments", `backtest needs --${name}.`);
  return parseWhole(name, text, 1, max);
}

function modelsOf(host: CliHost, text: string | undefined): readonly string[] {
  if (text === undefined) return [host.defaultModel(), ...forecasters.suitable(anySeries).map(({ id }) => id)];
  return [...new Set(text.split(",").map((id) => resolveForecastModel(host, id.trim())))];
}

function describe({ models, perSeries }: BacktestReport): string {
  const series = new Set(perSeries.map((one) => one.series)).size;
  const origins = perSeries.filter((one) => one.model === models[0]?.id).reduce((sum, one) => sum + one.origins, 0);
  const table = alignTable(
    ["Model", "MASE", "sMAPE", "WQL", ...bandShares.map((share) => `In ${formatShare(share)}`), "Seconds"],
    models.map((model) => [
      model.id,
      fixed(model.MASE),
      fixed(model.sMAPE),
      fixed(model.WQL),
      percent(model.coverage["0.5"]),
      percent(model.coverage["0.8"]),
      percent(model.coverage["0.95"]),
      model.seconds.toFixed(1),
    ]),
  );
  return `${table}\n\n${formatCount(series)} series, ${plural(origins, "past origin", "past origins")} in all.`;
}

function fixed(value: number): string {
  return Number.isNaN(value) ? "" : value.toFixed(4);
}

function percent(share: number): string {
  return Number.isNaN(share) ? "" : formatShare(share);
}
