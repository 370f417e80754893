import { formatRowRange, type IngestOptions } from "#domain/dataset";
import type { Bands } from "#domain/forecast";
import { formatFrequency } from "#domain/series";

/** A forecast as a window shows it. */
export interface CommandedForecast {
  /** Absolute. */
  readonly path: string;
  readonly options: IngestOptions;
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  readonly origin: number;
  readonly levels: readonly number[];
  readonly bands: Bands;
  readonly isRounded: boolean;
  /** Of a file of corrections; null where nothing is corrected. */
  readonly corrections: string | null;
  /** Of a file of adjustments; null where nothing is adjusted. */
  readonly adjustments: string | null;
  /** What the forecast knows beside the series' past; null where it knows no more. */
  readonly influences: {
    readonly holidays: string | null;
    /** Of a file of events; null without any. */
    readonly events: string | null;
    readonly columns: readonly string[];
  } | null;
}

/** The words of the command that gives the same numbers. Each value stands in the word of its option, so that none is taken for one. */
export function forecastCommand(shown: CommandedForecast): string[] {
  const { path, options, series, model, horizon, origin, levels, bands, isRounded } = shown;
  const { corrections, adjustments, influences } = shown;
  return [
    "fantail",
    "forecast",
    path,
    ...importWords(options),
    ...option("corrections", corrections),
    ...option("adjust", adjustments),
    ...(influences === null ? [] : influenceWords(influences)),
    ...option("series", series),
    ...option("model", model),
    ...option("horizon", horizon),
    ...option("origin", origin === 0 ? undefined : origin),
    ...option("levels", levels.join(",")),
    ...option("bands", bands === "native" ? undefined : bands),
    ...(isRounded ? ["--round"] : []),
  ];
}

/** The window has looked already whether they help. */
function influenceWords({ holidays, events, columns }: NonNullable<CommandedForecast["influences"]>): string[] {
  return [
    ...option("holidays", holidays),
    ...option("events", events),
    ...list("covariate", columns.length === 0 ? undefined : columns),
    ...option("influences", "always"),
  ];
}

/** How a file is read, in the words of the command line. */
export function importWords(options: IngestOptions): string[] {
  const { aggregate, frequency, leftOutRows, longGaps, splitGapsOverSteps, idColumns } = options;
  return [
    ...option("time", options.timeColumn),
    ...list("target", options.targetColumns),
    // None at all is said, too: the rows are then one series.
    ...(idColumns?.length === 0 ? ["--id="] : list("id", idColumns)),
    ...option("timezone", options.timezone),
    ...option("sheet", options.sheet),
    ...option("table", options.recordTable),
    ...option("decimal", options.decimalMark),
    ...option("date-order", options.dateOrder),
    ...list("missing", options.missingTokens),
    ...option("frequency", frequency && formatFrequency(frequency)),
    ...option("start", options.start),
    ...option("duplicates", options.duplicates),
    ...option("fill-gaps", options.fillGapsUpToSteps),
    ...(options.knownFuture === undefined ? [] : [options.knownFuture ? "--known-future" : "--no-known-future"]),
    ...option("split-gaps", longGaps === "split" ? (splitGapsOverSteps ?? "auto") : undefined),
    ...option("aggregate", aggregate && formatFrequency(aggregate.frequency)),
    ...option("aggregate-by", aggregate?.by),
    ...list("leave-out", leftOutRows?.map(formatRowRange)),
    ...list("undo", options.undo),
    ...list("only", options.series),
  ];
}

function option(name: string, value: string | number | null | undefined): string[] {
  return value === undefined || value === null ? [] : [`--${name}=${value}`];
}

function list(name: string, values: readonly string[] = []): string[] {
  return values.map((value) => `--${name}=${value}`);
}
