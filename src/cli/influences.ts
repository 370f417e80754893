/** What is known to move the series of a file, beside a forecast. */
import { readFile } from "node:fs/promises";
import type { Dataset, IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { ExportedInfluences } from "#domain/export";
import { hasInfluences, type InfluenceEffect, type InfluenceVerdict } from "#domain/influence";
import { exportedInfluences } from "#engine/export";
import { formatShare, valueFormatter } from "#engine/format";
import { type NamedInfluences, parseEvents } from "#engine/influences";
import type { ParsedArguments } from "./arguments.ts";
import type { Finished } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import { alignTable } from "./table.ts";

/** @throws EngineError wrong-arguments, and what is wrong with the file of events; null where none are asked for */
export async function influencesOf(args: ParsedArguments): Promise<NamedInfluences | null> {
  const path = args.value("events");
  const text =
    path === undefined
      ? null
      : await readFile(path, "utf8").catch((cause: unknown) => {
          throw new EngineError("file-not-found", `The file of events ${path} can't be found or read.`, { cause });
        });
  const use = args.value("influences") ?? "helping";
  if (use !== "helping" && use !== "always")
    throw new EngineError("wrong-arguments", `--influences must be helping or always, not "${use}".`);
  const wanted: NamedInfluences = {
    holidays: args.value("holidays")?.toUpperCase() ?? null,
    events: text === null ? [] : parseEvents(text),
    columns: args.list("covariate"),
    use,
    only: null,
  };
  if (hasInfluences(wanted)) {
    if (args.positionals.length > 1)
      throw new EngineError(
        "wrong-arguments",
        "Holidays, events and covariates are those of one FILE, and several are given.",
      );
    return wanted;
  }
  if (args.has("influences") || args.has("explain"))
    throw new EngineError("wrong-arguments", "--influences and --explain need --holidays, --events or --covariate.", {
      hint: "For example --holidays DE-BY --explain",
    });
  return null;
}

/** Options that keep the columns out of what is forecast, and end the series where their values end. */
export function withoutColumns(dataset: Dataset, options: IngestOptions, columns: readonly string[]): IngestOptions {
  const absent = columns.find((name) => dataset.columns.every((column) => column.name !== name));
  if (absent !== undefined)
    throw new EngineError("wrong-arguments", `${dataset.name} has no column "${absent}".`, {
      hint: `Its columns are: ${dataset.columns.map(({ name }) => name).join(", ")}.`,
    });
  const targets =
    options.targetColumns ?? dataset.columns.filter(({ role }) => role === "target").map(({ name }) => name);
  const left = targets.filter((name) => !columns.includes(name));
  if (left.length === 0)
    throw new EngineError("wrong-arguments", "All columns with values are covariates: there is nothing to forecast.");
  return { ...options, targetColumns: left, knownFuture: true };
}

const listedColumns = 5;

/** Of files with rows after their last values, columns that could be used. */
export function knownAheadNotes(datasets: readonly Dataset[]): readonly string[] {
  return datasets
    .filter(({ warnings }) => warnings.some(({ code }) => code === "known-future"))
    .flatMap(({ name, columns }) => {
      const known = columns.filter(({ role, type }) => role === "covariate" && type === "number");
      if (known.length === 0) return [];
      const options = known.slice(0, listedColumns).map((column) => `--covariate ${JSON.stringify(column.name)}`);
      return [
        `${name} goes on after its last values: ${options.join(" ")} uses that where past forecasts were better.`,
      ];
    });
}

/** What influences do to each of the forecasts. */
export function explainedOf(
  host: CliHost,
  finished: readonly Finished[],
  verdicts: ReadonlyMap<string, InfluenceVerdict>,
  signal: AbortSignal,
): Promise<readonly ExportedInfluences[]> {
  return Promise.all(
    finished.map(async ({ forecast }) => {
      const { dataset, series, horizon, origin } = forecast;
      const fitted = await host.fittedInfluences({ dataset, series, horizon, origin }, signal);
      return exportedInfluences(forecast, fitted, verdicts.get(series) ?? null);
    }),
  );
}

const maxEffects = 40;

/** What each influence does, below a forecast. */
export function influencesTable(explained: readonly ExportedInfluences[]): string {
  const rows = explained.flatMap(({ series, effects }) => effects.map((effect) => ({ series, effect })));
  if (rows.length === 0) return "No influence has an effect that the past shows.";
  const header = ["Series", "Influence", "Effect", "±", "Seen", "Ahead"];
  const cells = rows
    .slice(0, maxEffects)
    .map(({ series, effect }) => [
      series,
      effect.name,
      effectText(effect),
      sizeText(effect.error, effect),
      effect.seen === 0 ? "" : String(effect.seen),
      effect.kind === "holiday" || effect.kind === "event" ? datesText(effect.ahead) : "",
    ]);
  const rest = rows.length > cells.length ? `\n… and ${rows.length - cells.length} more; --json gives all of them` : "";
  return alignTable(header, cells) + rest;
}

function effectText(effect: InfluenceEffect): string {
  return `${effect.effect < 0 ? "−" : "+"}${sizeText(effect.effect, effect)}`;
}

function sizeText(value: number, { isRelative, effect }: InfluenceEffect): string {
  return isRelative ? formatShare(Math.abs(value)) : valueFormatter([effect])(Math.abs(value));
}

function datesText(times: readonly number[]): string {
  const days = [...new Set(times.map((ms) => new Date(ms).toISOString().slice(0, 10)))];
  return days.length <= 2 ? days.join(", ") : `${days[0]}, … (${days.length})`;
}
