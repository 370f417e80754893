import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import { bandwidthOption, deviceOption, parseArguments, type OptionSpec, type ParsedArguments } from "./arguments.ts";
import type { DeviceSetting } from "#domain/device";
import type { BandwidthRule } from "#domain/forecast";
import { runBacktest } from "./backtest.ts";
import { runCache } from "./cache.ts";
import { runDoctor } from "./doctor.ts";
import { type CommandName, helpWords, isCommandName } from "./command-names.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { runExportJob, runExportModelRepository } from "./export-models.ts";
import { runForecast } from "./forecast.ts";
import type { CliHost } from "./host.ts";
import { runInspect } from "./inspect.ts";
import { runJobs } from "./jobs.ts";
import { runMerge } from "./merge.ts";
import { runModels } from "./models.ts";
import { runReplay } from "./replay.ts";
import { runSearch } from "./search.ts";
import { forecasterLines } from "./selection.ts";
import { runValueAdded } from "./value-added.ts";
import { type CliUpdates, runUpdate } from "./update.ts";
import { createProgress, type Progress, type TextStream } from "./progress.ts";
import { runWatch, watchOptions } from "./watch.ts";

export interface CliIo {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly version: string;
  /** Starts the application's core; called only when a command needs it. */
  readonly startHost: (device: DeviceSetting | undefined, bandwidth: BandwidthRule | undefined) => Promise<CliHost>;
  /** Updates need no core: a broken one is what they may mend. @throws EngineError policy-broken */
  readonly updates?: () => Promise<CliUpdates>;
}

/** Where there is nothing that could be updated. */
function noUpdates(): Promise<CliUpdates> {
  return Promise.reject(new EngineError("not-allowed", "There is nothing to update here."));
}

export interface CommandContext {
  readonly args: ParsedArguments;
  readonly isJson: boolean;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly startHost: () => Promise<CliHost>;
  readonly updates: () => Promise<CliUpdates>;
  /** The answer, and nothing else, goes to standard output. */
  readonly print: (text: string) => void;
  readonly note: (text: string) => void;
}

interface Command {
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly usage: string;
  /** Takes the options that say how a file is read. */
  readonly readsFiles?: boolean;
  readonly run: (context: CommandContext) => Promise<void>;
}

const json = { json: { kind: "flag" } } as const;
const device = { device: { kind: "value" } } as const;
const bandwidth = { bandwidth: { kind: "value" } } as const;
const importOptions = {
  time: { kind: "value" },
  target: { kind: "list" },
  id: { kind: "list" },
  timezone: { kind: "value" },
  sheet: { kind: "value" },
  table: { kind: "value" },
  decimal: { kind: "value" },
  "date-order": { kind: "value" },
  missing: { kind: "list" },
  frequency: { kind: "value" },
  start: { kind: "value" },
  aggregate: { kind: "value" },
  "aggregate-by": { kind: "value" },
  duplicates: { kind: "value" },
  "fill-gaps": { kind: "value" },
  "split-gaps": { kind: "value" },
  "leave-out": { kind: "list" },
  undo: { kind: "list" },
  only: { kind: "list" },
  "known-future": { kind: "flag" },
  "no-known-future": { kind: "flag" },
} as const;
const importUsage = `  How to read the file, where detection is not enough:
    --time COL --target COL… --id COL… --timezone Z --sheet NAME --table NAME --decimal .|, --missing WORD…
    --date-order day-first|month-first|year-first --frequency "5 minute" --start TIME --duplicates mean|first|last|sum
    --fill-gaps STEPS --split-gaps STEPS|auto --aggregate day [--aggregate-by sum|mean]
    --leave-out 7,10-14 --undo REPAIR… --only SERIES… --known-future --no-known-future`;

const commands: Readonly<Record<CommandName, Command>> = {
  inspect: {
    options: { ...json, ...importOptions, series: { kind: "list" } },
    usage: "inspect FILE [--json] [--time COL] [--target COL…] [--id COL…] [--timezone Z] [--series ID…]",
    readsFiles: true,
    run: runInspect,
  },
  forecast: {
    options: {
      ...json,
      ...importOptions,
      ...device,
      horizon: { kind: "value" },
      model: { kind: "value" },
      bands: { kind: "value" },
      coverage: { kind: "flag" },
      levels: { kind: "value" },
      sum: { kind: "value" },
      total: { kind: "list" },
      stat: { kind: "value" },
      reconcile: { kind: "flag" },
      above: { kind: "list" },
      below: { kind: "list" },
      "service-level": { kind: "value" },
      "cost-under": { kind: "value" },
      "cost-over": { kind: "value" },
      "lead-time": { kind: "value" },
      of: { kind: "list" },
      ...bandwidth,
      round: { kind: "flag" },
      once: { kind: "flag" },
      origin: { kind: "value" },
      series: { kind: "list" },
      corrections: { kind: "value" },
      adjust: { kind: "value" },
      scenario: { kind: "value" },
      holidays: { kind: "value" },
      events: { kind: "value" },
      covariate: { kind: "list" },
      influences: { kind: "value" },
      explain: { kind: "flag" },
      shard: { kind: "value" },
      out: { kind: "list" },
    },
    usage:
      "forecast FILE… [--horizon N] [--model ID|auto|adopted] [--bands native|calibrated] [--coverage] [--levels 0.1,0.5,0.9] [--origin 0] [--series ID…] [--sum STRETCH] [--stat STATISTIC] [--total COLUMN|all…] [--reconcile] [--above V] [--below V] [--service-level S] [--lead-time N] [--of all|COLUMN|COLUMN=VALUE…] [--corrections CSV] [--adjust FILE] [--scenario FILE] [--holidays PLACE] [--events CSV] [--covariate COL…] [--explain] [--once] [--shard i/n] [--out PATH…] [--json]\n" +
      "    Without --horizon two seasons, as in the window: 24 months, 8 quarters, 8 weeks, 14 days, 48 hours; never beyond the model\n" +
      "    [--coverage] how such ranges did in the past, also for many series or far horizons; for few it is looked at in any case\n" +
      "    [--sum horizon|week|month|quarter|year] the range of the sum over each such stretch, too; the ends of a range don't add up\n" +
      "    [--stat sum|mean|peak|low] what is made of the steps of a stretch; of several series it is of their sum at each step\n" +
      "    [--total all|COLUMN…] also sums the series: all of them, or those that an id column says the same of; a second COLUMN within the first\n" +
      "    [--reconcile] forecasts of the groups themselves move those of their series where past forecasts were better with it, as in the\n" +
      "      window; says which was used and why; steps that --adjust sets to a value keep it\n" +
      "    [--above V…] [--below V…] how likely values are beyond V: at each step, ever, and when first\n" +
      "    [--service-level 0.95] [--lead-time N] how much is enough for the next N steps in so many of 100 cases;\n" +
      "    [--cost-under C --cost-over C] the level at which a unit too few and a unit too many cost least together\n" +
      "    [--of all|COLUMN|COLUMN=VALUE…] these limits and orders are about what the series come to together at each step: all of them, or\n" +
      "      those that an id column says this of (each of its values where none is given); else each series is asked by itself\n" +
      "    [--holidays DE|DE-BY] [--events CSV] [--covariate COL…] what is known to move the series, also ahead: public holidays, events\n" +
      "      (name,from,to) and columns of the file; used for each series whose past forecasts were better with them, and said why\n" +
      "    [--influences always] uses them in any case; [--explain] what each of them does\n" +
      "    [--once] this forecast and no more: what the cache has is used, nothing is added to it, and the past is not looked at unasked\n" +
      "    [--corrections CSV] makes the corrections of a file, as the window saves them, to the one FILE\n" +
      "    [--adjust CSV|JSON] puts adjustments on top: series,from,to,change (set, add, multiply),value,shape,range,note\n" +
      "    [--scenario JSON] makes a scenario, as the window saves it: its recent values, and its adjustments on top\n" +
      "    [--shard i/n] the i-th of n parts: each series is in one of them, the same one in every run; merge joins what they --out\n" +
      "    [--round] whole numbers for series that count things; [--bandwidth isj|silverman|scott] for models that give samples",
    readsFiles: true,
    run: runForecast,
  },
  watch: {
    get options() {
      return { ...commands.forecast.options, ...watchOptions };
    },
    usage:
      "watch IN OUT [--expect FILE] [--once] [--format csv,json] [--every SECONDS] [--settle SECONDS] [OPTIONS OF forecast] [--json]\n" +
      "    forecasts each file that comes into the folder IN, and writes IN's name.forecast.csv and .forecast.json to OUT; a file is\n" +
      "    taken once it is whole, never twice, and not lost when the process is killed. What can't be used goes to OUT/failed, with the reason\n" +
      "    [--expect FILE] what files must look like, by kind; by default IN.expect.json beside the folder, where there is one\n" +
      "    [--once] does what lies there and ends; otherwise it goes on until SIGTERM or Ctrl-C\n" +
      "    [--every 5] seconds between two looks at IN; [--settle 2] seconds without a change after which a file is whole\n" +
      "    [--json] an event a line on standard output",
    readsFiles: true,
    run: (context) => runWatch(context, commands.forecast.options),
  },
  replay: {
    options: { ...json, out: { kind: "list" }, ...device, ...bandwidth },
    usage: "replay EXPORT FILE… [--device NAME] [--bandwidth isj|silverman|scott] [--out PATH…] [--json]",
    run: runReplay,
  },
  backtest: {
    options: {
      ...json,
      ...importOptions,
      ...device,
      horizon: { kind: "value" },
      origins: { kind: "value" },
      stride: { kind: "value" },
      window: { kind: "value" },
      gap: { kind: "value" },
      models: { kind: "value" },
      metric: { kind: "value" },
      by: { kind: "value" },
      bands: { kind: "value" },
      ...bandwidth,
      series: { kind: "list" },
      holidays: { kind: "value" },
      events: { kind: "value" },
      covariate: { kind: "list" },
    },
    usage:
      "backtest FILE… --horizon N --origins K [--stride S] [--window N] [--gap G] [--models a,b,auto,adopted] [--metric MASE|WQL|…] [--by step|period|series] [--bands native|calibrated] [--series ID…] [--json]\n" +
      "    The last K origins, S steps apart, the horizon where it does not say; each forecast sees all that came before it\n" +
      "    [--window N] the last N steps before each origin only; [--gap G] the first scored step comes G steps later\n" +
      "    [--metric ID] decides who is best and won, and what is compared with the best; [--by step,period] one more table each\n" +
      "    [--holidays DE|DE-BY] [--events CSV] [--covariate COL…] each model once more with them, as MODEL&influences",
    readsFiles: true,
    run: runBacktest,
  },
  "value-added": {
    options: { ...json, ...importOptions, from: { kind: "list" } },
    usage:
      "value-added FILE [--from EXPORT.json…] [--json]\n" +
      "    whether adjusting helped, where adjusted steps have values by now: errors of the adjusted forecast, of the model\u2019s own and of\n" +
      "    seasonal naive; of the window\u2019s adjustments of FILE, or of exports that forecast --adjust wrote",
    readsFiles: true,
    run: runValueAdded,
  },
  merge: {
    options: { ...json, out: { kind: "value" } },
    usage:
      "merge PART… --out PATH [--json]\n" +
      "    joins what forecast --shard wrote: all parts of one run, each once, of one kind (.csv, .parquet or .json)",
    run: runMerge,
  },
  "export-job": {
    options: { ...json, model: { kind: "value" }, horizon: { kind: "value" } },
    usage:
      "export-job DIR [--model ID] [--horizon N] [--json]\n" +
      "    a folder that forecasts Parquet files by the model without Fantail: in one Python process, on Spark or on Ray",
    run: runExportJob,
  },
  "export-model-repository": {
    options: { ...json, model: { kind: "list" } },
    usage:
      "export-model-repository DIR [--model ID…] [--json]\n" +
      "    models for inference servers: Triton's model repository, and KServe services over it",
    run: runExportModelRepository,
  },
  search: {
    options: {
      ...json,
      ...importOptions,
      ...device,
      horizon: { kind: "value" },
      metric: { kind: "value" },
      weights: { kind: "value" },
      budget: { kind: "value" },
      preset: { kind: "value" },
      models: { kind: "value" },
      origins: { kind: "value" },
      stride: { kind: "value" },
      workers: { kind: "value" },
      pooled: { kind: "flag" },
      adopt: { kind: "flag" },
      ...bandwidth,
      series: { kind: "list" },
    },
    usage:
      "search FILE… --horizon N [--metric MASE|WQL|…] [--budget 2m|200] [--preset fast|full] [--models a,b] [--origins K] [--stride S]\n" +
      "    [--workers N] [--pooled] [--weights MASE=2,WQL=1] [--adopt] [--series ID…] [--json]\n" +
      "    tries methods at past origins, and scores the best at newer ones that the choice never saw; interrupted, it is left paused\n" +
      "    [--preset full] a grid of 526 fits a series; [--budget] a time or a number of trials; [--pooled] one method for all series\n" +
      "    [--weights] ranks what was found by several metrics; [--adopt] keeps the best for forecast --model adopted",
    readsFiles: true,
    run: runSearch,
  },
  jobs: {
    options: { ...json },
    usage:
      "jobs [pause|resume|cancel|retry|clear ID] [--json]\n" +
      "    resume and retry run the job here, to its end; clear all removes what is completed, failed or cancelled",
    run: runJobs,
  },
  models: {
    options: {
      ...json,
      name: { kind: "value" },
      licence: { kind: "value" },
      output: { kind: "value" },
      levels: { kind: "value" },
      context: { kind: "value" },
      horizon: { kind: "value" },
      missing: { kind: "value" },
      frequency: { kind: "value" },
    },
    usage:
      "models [verify [ID] | import PATH | remove ID | rename ID NAME | default [ID|none]] [--json]\n" +
      "    for import: [--name TEXT] [--licence TEXT] [--output quantiles|samples] [--levels 0.1,0.5,0.9] [--context STEPS]\n" +
      '      [--horizon STEPS] [--missing nan|last|zero] [--frequency "5 minute"]; for default: [--frequency "5 minute"]',
    run: runModels,
  },
  cache: {
    options: { ...json, all: { kind: "flag" } },
    usage: "cache info|list|verify|flush|delete|pin|unpin [DATASET] [--all] [--json]",
    run: runCache,
  },
  doctor: {
    options: { ...json, ...device, measure: { kind: "flag" }, "without-names": { kind: "flag" } },
    usage: "doctor [--device NAME] [--measure] [--without-names] [--json]",
    run: runDoctor,
  },
  update: {
    options: {
      ...json,
      check: { kind: "flag" },
      stage: { kind: "flag" },
      apply: { kind: "flag" },
      "roll-back": { kind: "flag" },
    },
    usage:
      "update [--check|--stage|--apply|--roll-back] [--json]\n" +
      "    from the source that a policy names; nothing is contacted where there is none",
    run: runUpdate,
  },
};

/** Runs one command and returns its exit code. Never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const [name = "help", ...rest] = argv;
  const print = (text: string): void => void io.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  if (name === "--version") {
    print(io.version);
    return exitCodes.done;
  }
  const command = isCommandName(name) ? commands[name] : undefined;
  if (helpWords.includes(name) || (command !== undefined && rest.includes("--help"))) {
    print(usage(command));
    return exitCodes.done;
  }
  const note = (text: string): void => void io.stderr.write(`${text}\n`);
  const isJson = argv.includes("--json");
  const progress = createProgress(io.stderr, io.now);
  try {
    if (command === undefined) {
      const hint = `Known: ${Object.keys(commands).join(", ")}. "fantail help" shows their options.`;
      throw new EngineError("wrong-arguments", `There is no command "${name}".`, { hint });
    }
    const args = parseArguments(rest, command.options);
    const device = deviceOption(args);
    const bandwidth = bandwidthOption(args);
    await command.run({
      args,
      isJson,
      signal: io.signal,
      progress,
      updates: io.updates ?? noUpdates,
      startHost: async () => {
        const host = await io.startHost(device, bandwidth);
        for (const { message } of host.warnings()) note(`Warning: ${message}`);
        return host;
      },
      print,
      note,
    });
    progress.end();
    return exitCodes.done;
  } catch (error) {
    progress.end();
    return reportFailure(error, isJson, print, io);
  }
}

function reportFailure(error: unknown, isJson: boolean, print: (text: string) => void, io: CliIo): number {
  const plain = toPlainError(error);
  if (isJson) print(JSON.stringify({ error: plain }));
  if (isCancelled(error)) {
    io.stderr.write("Cancelled.\n");
    return exitCodes.cancelled;
  }
  if (!isJson) {
    const place = [
      plain.row === undefined ? "" : `row ${plain.row}`,
      plain.column === undefined ? "" : `column "${plain.column}"`,
    ].filter((part) => part !== "");
    io.stderr.write(`Error: ${plain.message}${place.length > 0 ? ` (${place.join(", ")})` : ""}\n`);
    if (plain.hint !== undefined) io.stderr.write(`${plain.hint}\n`);
    if (!(error instanceof EngineError) && error instanceof Error && error.stack !== undefined) {
      io.stderr.write(`${error.stack}\n`);
    }
  }
  return exitCodeOf(plain.code);
}

function usage(command: Command | undefined): string {
  if (command !== undefined)
    return `Usage: fantail ${command.usage}\n${command.readsFiles === true ? `\n${importUsage}\n` : ""}`;
  const lines = Object.values(commands).map((known) => `  fantail ${known.usage}`);
  return [
    "Fantail: probabilistic forecasts from a table of numbers, on this computer, without a network.",
    "",
    ...lines,
    "",
    "Statistical models:",
    ...forecasterLines(),
    "",
    "A statistical model can be configured: ses:alpha=0.3, ets:error=M:trend=Ad+log@12 (parameters, transform, season length).",
    "Without --model the default neural model is used; --model auto chooses a model for each series by its past forecasts.",
    "",
    "Without a command the window opens, with the FILE arguments in it.",
    "",
  ].join("\n");
}
