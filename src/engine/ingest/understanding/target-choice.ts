/** Which columns of numbers are worth a forecast: no constants, counters, calendars, flags or numbers of things. */
import { typed, listed } from "#engine/ingest/report";
import { dayOfWeek } from "#engine/series";
import { dayMs, hourMs } from "#domain/series";
import { columnName, NumberSink, type Float64Column, type Table } from "#engine/ingest/columns";
import { dayNumber, isoWeekMs } from "#engine/ingest/cells";
import { isIdNumberName } from "./column-names.ts";
import type { Groups } from "./groups.ts";
import { isRowCounter } from "./row-order.ts";
import type { TimeAxis } from "./time-axis.ts";
import { totalColumns } from "./total-columns.ts";

const onlyTargetName = /^(?:y|target|value|val|values|wert|werte|valeur|valor|valore|obs_value|observation)$/i;
const calendarName =
  /^(?:yr|year|jahr|mnth|month|monat|day|weekday|dayofweek|day_of_week|dow|day_\d|week|weeknum|quarter|hour|minute|season|holiday|is_?holiday|workingday|is_?weekend|weekend)$|^event_type_/i;
const flagName =
  /promo|holiday|feiertag|ferien|aktion|open|closed|flag|weekend|workingday|^(?:is|has|was)(?:[\s_.-]|[A-Z])|indicator|dummy/i;
const placeName = /^(?:lat|lon|lng|long|latitude|longitude|breite|länge|x_?coord|y_?coord)$/i;
/** What a file is mostly about. */
const outcomeName =
  /(?:^|[^a-z])(?:sales|sold|revenue|turnover|umsatz|umsätze|menge|absatz|ventas|ventes|amount|betrag|importe|montant|count|cnt|total|volume|demand|load|last|consumption|verbrauch|usage|visits|visitors|users|sessions|orders|quantity|qty|price|preis|close|adj close|actual|ist|value|wert|power|energy|production|generation|output)(?:$|[^a-z])/i;
/** What stands beside it to explain it: weather, plans, the day's range of a price. */
const contextName =
  /(?:^|[^a-z])(?:a?temp|tmin|tmax|temperature|temperatur|hum|humidity|feuchte|wind|windspeed|rain|snow|precip|precipitation|cloud|clouds|weather|weathersit|pressure|dew|forecast|prognose|plan|planned|budget|goal|target|lower|upper|open|high|low|discount|rabatt|cpi|unemployment|fuel)(?:$|[^a-z])/i;
const manyTargets = 10;
const sampledRows = 5000;
/** Share of rows at which a column must follow the calendar: weeks are numbered in more than one way. */
const followingShare = 0.97;
const leastValues = 3;

export interface ChosenNumbers {
  readonly targets: number[];
  readonly covariates: number[];
}

/** @param numbers columns of numbers that are neither time nor id, one at least */
export function chooseTargets(table: Table, axis: TimeAxis, groups: Groups, numbers: readonly number[]): ChosenNumbers {
  if (numbers.length === 1) return { targets: [...numbers], covariates: [] };
  const only = numbers.filter((column) => isOnlyTarget(table, column, numbers));
  const worthwhile = numbers.filter((column) => !isExplained(table, axis, groups, column));
  const named = numbers.filter((column) => !calendarName.test(columnName(table, column)));
  // Where nothing is worth a forecast, the file is about what it has.
  const found = only.length === 1 ? only : ([worthwhile, named, numbers].find(({ length }) => length > 0) ?? []);
  const ahead = knownAhead(table, axis, found);
  const chosen = found.filter((column) => !ahead.has(column));
  const totals = totalColumns(table, chosen);
  const targets = withMainFirst(
    table,
    chosen.filter((column) => !totals.has(column)),
  );
  sayMany(table, targets);
  return {
    targets,
    // What a total says of its parts is no cause of them.
    covariates: numbers.filter((column) => !targets.includes(column) && !totals.has(column)),
  };
}

/** As identifiers are written, with spaces between their words. */
function wordsOf(table: Table, column: number): string {
  return columnName(table, column)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ");
}

/** Weather, plans and the like, with values at times when all else has ended: nobody forecasts what is known already. */
function knownAhead(table: Table, axis: TimeAxis, columns: readonly number[]): ReadonlySet<number> {
  const context = columns.filter((column) => contextName.test(wordsOf(table, column)));
  if (context.length === 0 || context.length === columns.length) return new Set();
  const lastOf = (column: number): number => {
    const sink = table.columns[column]?.sink;
    let last = Number.NEGATIVE_INFINITY;
    if (!(sink instanceof NumberSink)) return last;
    for (let row = 0; row < table.rows; row += 1) {
      const value = sink.values.get(row);
      if (value === value && axis.ms.get(row) > last) last = axis.ms.get(row);
    }
    return last;
  };
  const end = Math.max(...columns.filter((column) => !context.includes(column)).map(lastOf));
  return new Set(context.filter((column) => lastOf(column) > end));
}

/**
 * The first series is the one that is shown. Where the first column by its name explains others, it is the leftmost that is
 * what files are about, else the leftmost that explains nothing. The others keep their order.
 */
function withMainFirst(table: Table, targets: readonly number[]): number[] {
  const [first] = targets;
  if (first === undefined || !contextName.test(wordsOf(table, first))) return [...targets];
  const others = targets.filter((column) => !contextName.test(wordsOf(table, column)));
  const main = others.find((column) => outcomeName.test(wordsOf(table, column))) ?? others[0] ?? first;
  return [main, ...targets.filter((column) => column !== main)];
}

function sayMany(table: Table, targets: readonly number[]): void {
  if (targets.length <= manyTargets) return;
  const names = targets.map((column) => columnName(table, column));
  table.log.warn(
    "many-targets",
    `${targets.length} columns hold numbers, and each is a series: ${listed(names.map((name) => `"${name}"`))}. --target ${typed(names[0] ?? "")} keeps only what is named.`,
  );
}

/** "value" or "y" beside other columns means that the others explain it; "y" beside "x" is one of several coordinates. */
function isOnlyTarget(table: Table, column: number, numbers: readonly number[]): boolean {
  const name = columnName(table, column);
  if (!onlyTargetName.test(name)) return false;
  return !/^y$/i.test(name) || !numbers.some((other) => /^[xz]$/i.test(columnName(table, other)));
}

function isExplained(table: Table, axis: TimeAxis, groups: Groups, column: number): boolean {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (!(sink instanceof NumberSink)) return true;
  if (calendarName.test(name) || placeName.test(name.trim())) return true;
  const { smallest, largest } = sink.values.extent();
  if (smallest === largest) return true;
  if (flagName.test(name) && smallest >= 0 && largest <= 1 && areWhole(sink.values)) return true;
  if (isRowCounter(sink) || countsRows(sink.values, groups)) return true;
  if (areWhole(sink.values) && (isIdNumberName(name) || followsCalendar(sink.values, axis))) return true;
  return groups.labels.length > 1 && isConstantWithin(sink.values, groups);
}

/** 1, 2, 3 … within every series. */
function countsRows(values: Float64Column, groups: Groups): boolean {
  const last = new Float64Array(groups.labels.length).fill(Number.NaN);
  let steps = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values.get(row);
    if (value !== value) continue;
    const group = groups.codeOf(row);
    const before = last[group] ?? Number.NaN;
    last[group] = value;
    if (before !== before ? value !== 0 && value !== 1 : value !== before + 1) return false;
    if (before === before) steps += 1;
  }
  return steps >= leastValues;
}

function areWhole(values: Float64Column): boolean {
  for (let row = 0; row < values.length; row += 1) {
    const value = values.get(row);
    if (value === value && !Number.isInteger(value)) return false;
  }
  return true;
}

/** Capacity, population, coordinates: one number per series. */
function isConstantWithin(values: Float64Column, groups: Groups): boolean {
  const own = new Float64Array(groups.labels.length).fill(Number.NaN);
  let seen = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values.get(row);
    if (value !== value) continue;
    const group = groups.codeOf(row);
    const before = own[group] ?? Number.NaN;
    if (before === before && before !== value) return false;
    own[group] = value;
    seen += 1;
  }
  return seen > groups.labels.length;
}

/** What a clock or a calendar says of a time, the largest number that it has, and whether it may be counted from any of them. */
const calendars: readonly {
  readonly of: (ms: number, date: Date) => number;
  readonly largest: number;
  readonly turns: boolean;
}[] = [
  { of: (ms) => Math.floor((ms % dayMs) / hourMs), largest: 24, turns: true },
  { of: (ms) => dayOfWeek(ms), largest: 7, turns: true },
  { of: (_, date) => date.getUTCDate(), largest: 31, turns: false },
  { of: (_, date) => date.getUTCMonth(), largest: 12, turns: false },
  { of: (_, date) => Math.floor(date.getUTCMonth() / 3), largest: 4, turns: false },
  { of: (_, date) => date.getUTCFullYear(), largest: 9999, turns: false },
  { of: (ms, date) => Math.floor(ms / dayMs) - dayNumber(date.getUTCFullYear(), 1, 1), largest: 366, turns: false },
  { of: weekOf, largest: 53, turns: false },
];

function weekOf(ms: number, date: Date): number {
  const year = date.getUTCFullYear();
  for (const iso of [year + 1, year])
    if (ms >= isoWeekMs(iso, 1)) return Math.floor((ms - isoWeekMs(iso, 1)) / (7 * dayMs));
  return Math.floor((ms - isoWeekMs(year - 1, 1)) / (7 * dayMs));
}

/** Hours, weekdays, months: whole numbers that the time already says, counted from wherever. */
function followsCalendar(values: Float64Column, { ms }: TimeAxis): boolean {
  const stride = Math.max(1, Math.floor(values.length / sampledRows));
  const distances = calendars.map(() => new Map<number, number>());
  const distinct = new Set<number>();
  let rows = 0;
  for (let row = 0; row < values.length; row += stride) {
    const value = values.get(row);
    const time = ms.get(row);
    if (value !== value || time !== time) continue;
    rows += 1;
    distinct.add(value);
    const date = new Date(time);
    for (const [at, { of, largest, turns }] of calendars.entries()) {
      const distance = value - of(time, date);
      const key = turns ? ((distance % largest) + largest) % largest : distance;
      distances[at]?.set(key, (distances[at]?.get(key) ?? 0) + 1);
    }
  }
  if (distinct.size < leastValues) return false;
  const { smallest, largest } = values.extent();
  return distances.some((counts, at) => {
    const isPossible = smallest >= 0 && largest <= (calendars[at]?.largest ?? 0);
    return isPossible && Math.max(...counts.values()) >= rows * followingShare;
  });
}
