import { createReadStream, existsSync, mkdirSync, realpathSync, statSync, watch } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import type { Dataset } from "#domain/dataset";
import { CancelledError, EngineError, isCancelled } from "#domain/errors";
import { exportEnding } from "#engine/export";
import { formatDuration, formatMs, plural } from "#engine/format";
import { type OptionSpec, parseArguments, type ParsedArguments, parseWhole } from "./arguments.ts";
import { runForecast } from "./forecast.ts";
import type { CliHost } from "./host.ts";
import { importWithProgress } from "./inspect.ts";
import type { CommandContext } from "./run.ts";
import { type ExpectedKind, judgeFile, kindOf, readExpectations } from "./watch-expectations.ts";
import { WatchFiles } from "./watch-files.ts";
import { sentenceOf, type WatchEvent, WatchFolder } from "./watch-folder.ts";
import { lockFile, WatchJournal } from "./watch-journal.ts";

type Specs = Readonly<Record<string, OptionSpec>>;

/** Beside those of `forecast`. */
export const watchOptions = {
  expect: { kind: "value" },
  once: { kind: "flag" },
  format: { kind: "value" },
  every: { kind: "value" },
  settle: { kind: "value" },
  json: { kind: "flag" },
} as const;

/** Options of `forecast` that a watch decides itself, or once for all files. */
const ownOptions: readonly string[] = [...Object.keys(watchOptions), "out", "device", "bandwidth"];
const maxSeconds = 3_600;
/** After a hint that something has changed: more of them are on their way. */
const hintPauseMs = 200;

/** @param specs the options of `forecast` */
export async function runWatch(context: CommandContext, specs: Specs): Promise<void> {
  const { args, signal } = context;
  const [input, output] = foldersOf(args);
  const endings = (args.value("format") ?? "csv,json").split(",").map((format) => `.${format.trim()}`);
  for (const ending of endings) exportEnding(`forecast${ending}`);
  const seconds = (name: string, usual: string, least: number): number =>
    parseWhole(name, args.value(name) ?? usual, least, maxSeconds) * 1000;
  const settings = {
    everyMs: seconds("every", "5", 1),
    settleMs: seconds("settle", "2", 0),
    isOnce: args.has("once"),
  };
  const expected = await expectationsOf(args, input);
  const general = wordsOf(args, specs);
  for (const kind of expected ?? []) wordsOfKind(kind, general, specs);

  const locks = [lockInput(input)];
  const note = context.isJson ? () => undefined : context.note;
  const tell = (event: WatchEvent | { readonly event: string }, words: string): void => {
    if (context.isJson) context.print(JSON.stringify({ time: new Date().toISOString(), ...event }));
    else if (words !== "") context.note(words);
  };
  const hints = new Hints(input);
  try {
    const journal = new WatchJournal(join(output, ".fantail-watch", "journal.sqlite"), input, Date.now, (aside) =>
      context.note(`Warning: the journal was damaged and is now ${aside}. What lies in ${input} is forecast again.`),
    );
    locks.push(journal);
    const host = await context.startHost();
    const files = new WatchFiles(input, output);
    const forecast = async (name: string, into: string): Promise<void> => {
      const path = files.pathOf(name);
      const kind = expected === null ? null : kindOf(expected, name);
      const outs = endings.flatMap((ending) => ["--out", join(into, `${name}.forecast${ending}`)]);
      const words = kind === null ? general : wordsOfKind(kind, general, specs);
      const one: CommandContext = {
        ...context,
        args: parseArguments([...words, ...outs, "--", path], specs),
        isJson: false,
        startHost: () => Promise.resolve(host),
        print: () => undefined,
        note: (text) => (text.startsWith("Wrote ") ? undefined : note(`${name}: ${text}`)),
      };
      try {
        if (kind !== null) await judge(kind, host, await importWithProgress(host, path, one), path);
        await runForecast(one);
      } finally {
        host.closeFiles();
      }
    };
    const folder = new WatchFolder(
      {
        ...{ files, journal, forecast, version: host.version, wallNow: Date.now, now: () => performance.now() },
        tell: (event) => {
          context.progress.end();
          tell(event, wordsOfEvent(event, files.failed));
        },
      },
      settings,
    );
    tell({ event: "started" }, settings.isOnce ? "" : `Watching ${input}. Forecasts go to ${output}.`);
    await folder.recover();
    await goOn(folder, settings, hints, signal);
    const { forecast: done, failed } = folder.counts;
    const summary = `${plural(done, "file was", "files were")} forecast, ${failed} moved aside.`;
    tell({ event: "ended", ...folder.counts }, settings.isOnce ? "" : `Ended: ${summary}`);
    if (!settings.isOnce) return;
    if (!context.isJson) context.print(summary);
    if (failed > 0)
      throw new EngineError("unexpected-data", `${plural(failed, "file", "files")} can't be used.`, {
        hint: `The reasons are in ${files.failed}`,
      });
    if (folder.postponed !== null) throw EngineError.fromPlain(folder.postponed);
  } finally {
    hints.close();
    for (const lock of locks.reverse()) lock?.close();
  }
}

/** Until it is asked to end; with `--once`, until there is nothing more to do. */
async function goOn(
  folder: WatchFolder,
  settings: { readonly isOnce: boolean; readonly settleMs: number },
  hints: Hints,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      const { handled, isNew, nextMs } = await folder.round(signal);
      if (signal.aborted) break;
      if (settings.isOnce && handled === 0 && !isNew) break;
      await hints.wait(settings.isOnce ? settings.settleMs : nextMs, signal);
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!isCancelled(error) && !signal.aborted) throw error;
  }
  // To be ended is how a watch ends; one that was to do its work and end has not done it.
  if (settings.isOnce && signal.aborted) throw new CancelledError("user");
}

/** Says early that something may have changed. Network shares say nothing, so that nothing may depend on it. */
class Hints {
  #wake: () => void = () => undefined;
  readonly #close: () => void;

  constructor(folder: string) {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#wake());
      watcher.on("error", () => watcher.close());
      this.#close = () => watcher.close();
    } catch {
      this.#close = () => undefined;
    }
  }

  /** So long, or until shortly after a hint. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let timer = setTimeout(resolve, ms);
    this.#wake = () => {
      this.#wake = () => undefined;
      if (ms <= hintPauseMs) return;
      clearTimeout(timer);
      timer = setTimeout(resolve, hintPauseMs);
    };
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }

  close(): void {
    this.#close();
  }
}

/** @throws EngineError wrong-arguments, file-not-found, cannot-write */
function foldersOf({ positionals }: ParsedArguments): readonly [string, string] {
  const [input, output, ...more] = positionals;
  if (input === undefined || output === undefined || more.length > 0)
    throw new EngineError("wrong-arguments", "watch takes two folders: IN and OUT.");
  if (!existsSync(input) || !statSync(input).isDirectory())
    throw new EngineError("file-not-found", `There is no folder ${input}.`);
  try {
    mkdirSync(output, { recursive: true });
  } catch (cause) {
    throw new EngineError("cannot-write", `The folder ${output} can't be made.`, { cause });
  }
  const folders = [realpathSync(input), realpathSync(output)] as const;
  if (folders[0] === folders[1])
    throw new EngineError("wrong-arguments", "IN and OUT are the same folder: forecasts would be forecast.");
  return folders;
}

/** @throws EngineError cannot-write where another watch is at work on the folder */
function lockInput(input: string): { close(): void } | null {
  try {
    return lockFile(join(input, ".fantail-watch.lock"), input);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    // A folder that is only to be read: the lock of the output folder has to do.
    return null;
  }
}

async function expectationsOf(args: ParsedArguments, input: string): Promise<readonly ExpectedKind[] | null> {
  const beside = `${input}.expect.json`;
  const path = args.value("expect") ?? (existsSync(beside) ? beside : null);
  return path === null ? null : readExpectations(path);
}

/** The options of `forecast` that are given, as words again. */
function wordsOf(args: ParsedArguments, specs: Specs): readonly string[] {
  return Object.entries(specs).flatMap(([name, { kind }]) => {
    if (ownOptions.includes(name) || !args.has(name)) return [];
    return kind === "flag" ? [`--${name}`] : args.list(name).map((value) => `--${name}=${value}`);
  });
}

/**
 * Those of a kind of data, in place of the ones on the command line that have the same name.
 * @throws EngineError wrong-arguments, which names the kind
 */
function wordsOfKind(
  { name: kind, forecast = {} }: ExpectedKind,
  general: readonly string[],
  specs: Specs,
): readonly string[] {
  const own = Object.entries(forecast).flatMap(([name, value]) => {
    const refuse = (what: string): never => {
      throw new EngineError("wrong-arguments", `The forecast of "${kind}" can't be made so: ${what}.`);
    };
    const spec = Object.hasOwn(specs, name) && !ownOptions.includes(name) ? specs[name] : undefined;
    if (spec === undefined) return refuse(`there is no option "${name}"`);
    if (spec.kind === "flag")
      return typeof value === "boolean" ? (value ? [`--${name}`] : []) : refuse(`"${name}" is true or false`);
    if (typeof value === "boolean") return refuse(`"${name}" has a value`);
    if (Array.isArray(value) && spec.kind === "value") return [`--${name}=${value.join(",")}`];
    return [value].flat().map((one) => `--${name}=${one}`);
  });
  const replaced = Object.keys(forecast);
  return [
    ...general.filter((word) => !replaced.some((name) => word === `--${name}` || word.startsWith(`--${name}=`))),
    ...own,
  ];
}

function judge(kind: ExpectedKind, host: CliHost, dataset: Dataset, path: string): Promise<void> {
  return judgeFile(kind, {
    dataset,
    valuesOf: (series) => host.valuesOf(dataset.handle, series),
    rowOf: (column, value) => findRow(path, dataset, column, value),
    nowMs: Date.now(),
  });
}

/** The first row that has this value in the column, where the file is a text whose rows are lines. */
async function findRow(path: string, dataset: Dataset, column: string, value: number): Promise<number | null> {
  const cell = dataset.preview.cellOf[dataset.columns.findIndex(({ name }) => name === column)];
  const { delimiter, decimal } = dataset.file;
  if (cell === undefined || delimiter === "") return null;
  // Digits are the same in all encodings that have lines of bytes.
  const lines = createInterface({ input: createReadStream(path, "latin1"), crlfDelay: Number.POSITIVE_INFINITY });
  let row = 0;
  for await (const line of lines) {
    row += 1;
    const text = line.split(delimiter)[cell]?.trim().replace(/^"|"$/g, "") ?? "";
    if (text !== "" && Number(text.replace(decimal, ".")) === value) return row;
  }
  return null;
}

function wordsOfEvent(event: WatchEvent, failed: string): string {
  switch (event.event) {
    case "forecast":
      return `${event.file}: forecast in ${formatMs(event.ms)}.`;
    case "failed":
      return `${event.file}: ${sentenceOf(event.error)} Moved to ${join(failed, event.aside ?? "")}`;
    case "retry":
      return `${event.file}: ${sentenceOf(event.error)} It is tried again in ${formatDuration(event.inMs)}.`;
    case "unreachable":
      return `${sentenceOf(event.error)} It is looked at again and again.`;
    case "reachable":
      return "The folder is there again.";
  }
}
