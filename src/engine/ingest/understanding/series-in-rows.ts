/** Files with a series in every row: V1, V2, V3 … or d_1 … d_1941 count its steps, other columns may say step and start. */
import { EngineError } from "#domain/errors";
import { dayMs, type Frequency } from "#domain/series";
import { dayNumber, TimeReader } from "#engine/ingest/cells";
import { columnName, NumberSink, TextSink, TimeSink, type ColumnSink, type Table } from "#engine/ingest/columns";
import { isYear } from "./head-times.ts";
import { convertNumericTimes } from "./numeric-time.ts";

/** Rows are series where they are at least this long. */
const leastRowLength = 8;
/** Of the rows: the others are left out. */
const leastKnown = 0.9;
const maxStepWords = 100;
const countingHead = /^(.*?)[\s_.-]?(\d+)$/;

const frequencyName =
  /freq|^(?:period(?:icity)?|seasonality|season_?length|sampling|interval|granularity|takt|turnus)$/i;
const startName =
  /^(?:start|starts|begin|first|beginn|anfang|ab|debut|début|inicio|inizio|start(?:ing)?[\s_-]?(?:date|time|timestamp|year|period)|first[\s_-]?(?:date|time|year|period)|date[\s_-]?(?:from|start)|origin)$/i;
const startMonthName = /^(?:start(?:ing)?|first)[\s_-]?(?:month|quarter)$/i;
const lengthName = /^(?:n|n_?obs|obs|len|length|count|size|anzahl|länge)$/i;
const horizonName = /^(?:h|nf|fh|horizon|horizont|n_?ahead|steps_?ahead|forecast_?(?:horizon|length))$/i;

const unitsOfWords: readonly (readonly [RegExp, Frequency["unit"]])[] = [
  [/^(?:secondly|seconds?|sekündlich|s)$/i, "second"],
  [/^(?:minutely|minutes?|minütlich|min|t)$/i, "minute"],
  [/^(?:hourly|hours?|stündlich|horaire|horario|h)$/i, "hour"],
  [/^(?:daily|days?|täglich|quotidien|diario|d)$/i, "day"],
  [/^(?:business[\s_-]?(?:daily|days?)|b)$/i, "businessDay"],
  [/^(?:weekly|weeks?|wöchentlich|hebdomadaire|semanal|w)$/i, "week"],
  [/^(?:monthly|months?|monatlich|mensuel|mensual|mensile|m|ms)$/i, "month"],
  [/^(?:quarterly|quarters?|vierteljährlich|quartalsweise|trimestriel|trimestral|q|qs)$/i, "quarter"],
  [/^(?:yearly|years?|annual(?:ly)?|jährlich|annuel|anual|annuale|y|a)$/i, "year"],
];
const unitsOfNumbers: ReadonlyMap<number, Frequency["unit"]> = new Map([
  [1, "year"],
  [4, "quarter"],
  [12, "month"],
  [52, "week"],
  [7, "day"],
  [365, "day"],
  [24, "hour"],
]);

/** A step and a start that may differ from row to row. */
export interface RowSeries {
  /** Columns of the steps, in their order. */
  readonly steps: readonly number[];
  /** Columns that are neither values nor names. */
  readonly stated: readonly number[];
  /** Whether the steps are counted by their names. */
  readonly isCounted: boolean;
  /** Whether the file itself gives them names, V1 or d_1; blank ones are only numbered. */
  readonly areNamed: boolean;
  readonly frequencyOf: ((row: number) => Frequency | null) | null;
  /** NaN for a row without a start. */
  readonly startOf: ((row: number) => number) | null;
}

/** The series of a file whose rows are series; null for every other file. */
export function seriesInRows(table: Table): RowSeries | null {
  if (table.options.targetColumns !== undefined) return null;
  const numbers = table.columns.flatMap(({ sink }, column) => (sink instanceof NumberSink ? [column] : []));
  const counted = countingColumns(table, numbers);
  const isCounted = counted.length >= leastRowLength && counted.length >= numbers.length / 2;
  if (!isCounted && (numbers.length < leastRowLength || !haveNames(table))) return null;
  const values = new Set(counted);
  const stated = table.columns.flatMap(({ name }, column) =>
    !values.has(column) && isStatedName(name) ? [column] : [],
  );
  const frequency = frequencyColumn(table, counted);
  const others = frequency === null ? stated : [...stated, frequency.column];
  const steps = isCounted
    ? counted
    : namedSteps(
        table,
        numbers.filter((column) => !others.includes(column)),
      );
  if (steps === null) return null;
  return {
    steps,
    stated: others,
    isCounted,
    areNamed: !/^column \d+$/.test(columnName(table, steps[0] ?? 0)),
    frequencyOf: frequency?.of ?? null,
    startOf: startColumn(table, stated),
  };
}

function isStatedName(name: string): boolean {
  return [frequencyName, startName, startMonthName, lengthName, horizonName].some((known) => known.test(name.trim()));
}

/** The columns of a table whose names count: at least half of them, and as many as make a series. */
export function countedHeads(names: readonly string[]): ReadonlySet<number> {
  const counted = countingRun(names);
  return new Set(counted.length >= leastRowLength && counted.length >= names.length / 2 ? counted : []);
}

function countingColumns(table: Table, numbers: readonly number[]): number[] {
  return countingRun(numbers.map((column) => columnName(table, column))).map((at) => numbers[at] ?? 0);
}

/** The longest run of names that count on by one under one word; blank heads are numbered by their place. */
function countingRun(names: readonly string[]): number[] {
  let best: number[] = [];
  let run: number[] = [];
  let word = "";
  let last = -1;
  for (const [at, name] of names.entries()) {
    const [, lead, digits] = countingHead.exec(name.trim()) ?? [];
    const count = Number(digits);
    if (lead === undefined || lead !== word || count !== last + 1) run = [];
    if (lead === undefined) continue;
    run.push(at);
    word = lead;
    last = count;
    if (run.length > best.length) best = run;
  }
  return best;
}

/** Whether every row has a name of its own. */
function haveNames(table: Table): boolean {
  return table.columns.some(
    ({ sink }) => sink instanceof TextSink && !sink.isFreeText && sink.words.length === table.rows,
  );
}

/** Number columns of any names, for rows that have one. */
function namedSteps(table: Table, numbers: readonly number[]): number[] | null {
  const steps = numbers.filter((column) => {
    const sink = table.columns[column]?.sink;
    return sink instanceof NumberSink && sink.blank + sink.missingTokens < table.rows;
  });
  return steps.length >= leastRowLength ? steps : null;
}

interface StatedFrequency {
  readonly column: number;
  /** Null for a row without one that is known. */
  readonly of: (row: number) => Frequency | null;
}

/** A column of words like `monthly`, or one that is called so and holds 1, 4, 12; null unless nearly every row has one. */
function frequencyColumn(table: Table, counted: readonly number[]): StatedFrequency | null {
  const values = new Set(counted);
  let best: StatedFrequency | null = null;
  let most = Math.max(1, table.rows * leastKnown);
  for (const [column, { name, sink }] of table.columns.entries()) {
    if (values.has(column)) continue;
    const isNamed = frequencyName.test(name.trim());
    const of = isNamed && sink instanceof NumberSink ? numberedSteps(sink) : wordedSteps(sink, isNamed);
    if (of === null) continue;
    let known = 0;
    for (let row = 0; row < table.rows; row += 1) if (of(row) !== null) known += 1;
    if (known > most || (known === most && best === null)) {
      best = { column, of };
      most = known;
    }
  }
  return best;
}

function numberedSteps({ values }: NumberSink): (row: number) => Frequency | null {
  return (row) => {
    const unit = unitsOfNumbers.get(values.get(row));
    return unit === undefined ? null : { unit, count: 1 };
  };
}

/** Single letters mean steps only where the column is called so. */
function wordedSteps(sink: ColumnSink, isNamed: boolean): ((row: number) => Frequency | null) | null {
  if (!(sink instanceof TextSink) || sink.isFreeText || sink.words.length > maxStepWords) return null;
  const steps = sink.words.map((word) => (isNamed || word.length > 2 ? frequencyOfWord(word) : null));
  return steps.some((step) => step !== null) ? (row) => steps[sink.codes.get(row)] ?? null : null;
}

function frequencyOfWord(word: string): Frequency | null {
  const [, count, text = ""] = /^(?:(\d{1,3})[\s_-]?)?(\p{L}[\p{L}\s_-]*)$/u.exec(word.trim()) ?? [];
  const unit = unitsOfWords.find(([known]) => known.test(text))?.[1];
  return unit === undefined ? null : { unit, count: count === undefined ? 1 : Number(count) };
}

/** Dates, years (1977.9167 is December 1977), or years and months in two columns; NaN for a row without a start. */
function startColumn(table: Table, stated: readonly number[]): ((row: number) => number) | null {
  const named = (known: RegExp): number | undefined =>
    stated.find((column) => known.test(table.columns[column]?.name.trim() ?? ""));
  const starts = startsIn(table, named(startName));
  if (starts === null) return null;
  const month = named(startMonthName);
  const months = month === undefined ? null : table.columns[month]?.sink;
  if (!(months instanceof NumberSink) || month === undefined) return starts;
  const each = /quarter/i.test(columnName(table, month)) ? 3 : 1;
  return (row) => {
    const ms = starts(row);
    const part = months.values.get(row);
    return ms === ms && part >= 1 && part <= 12 / each
      ? dayNumber(new Date(ms).getUTCFullYear(), (part - 1) * each + 1, 1) * dayMs
      : ms;
  };
}

function startsIn(table: Table, column: number | undefined): ((row: number) => number) | null {
  const sink = column === undefined ? null : table.columns[column]?.sink;
  if (sink instanceof TimeSink) return (row) => sink.values.get(row);
  if (sink instanceof TextSink && !sink.isFreeText) {
    const starts = sink.words.map(readStart);
    return starts.some((ms) => ms === ms) ? (row) => starts[sink.codes.get(row)] ?? Number.NaN : null;
  }
  if (!(sink instanceof NumberSink)) return null;
  const { largest } = sink.values.extent();
  const kind = largest < 2500 ? "fractional-year" : largest < 250_000 ? "yyyymm" : "yyyymmdd";
  const least = { "fractional-year": 1500, yyyymm: 150_000, yyyymmdd: 15_000_000 }[kind];
  if (!(largest >= least && largest < 25_000_000)) return null;
  const { ms } = convertNumericTimes(sink.values, kind);
  return (row) => (sink.values.get(row) >= least ? ms.get(row) : Number.NaN);
}

/**
 * Wall clock of a start that the user names, a year alone included.
 * @throws EngineError `wrong-arguments` for a start that is no time.
 */
export function startMs(text: string): number {
  const ms = readStart(text);
  if (ms === ms) return ms;
  throw new EngineError("wrong-arguments", `"${text}" is not a date or time that a series could start at.`, {
    hint: "Write it as 2024-01-31 or 2024-01-31 13:45.",
  });
}

/** NaN where it is none. */
function readStart(text: string): number {
  const trimmed = text.trim();
  return isYear(trimmed) ? dayNumber(Number(trimmed), 1, 1) * dayMs : new TimeReader().read(trimmed);
}
