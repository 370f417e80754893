/** What is said where no column is a time, or none holds numbers: which comes closest, and which option helps. */
import { EngineError } from "#domain/errors";
import type { FrequencyUnit } from "#domain/series";
import { parseNumber } from "#engine/ingest/cells";
import { columnName, NumberSink, TextSink, type Table } from "#engine/ingest/columns";
import { listed, typed } from "#engine/ingest/report";
import { isIdNumberName, isIdWord, isTimeName } from "./column-names.ts";
import { rowCountName } from "./roles.ts";
import type { TimeAxis } from "./time-axis.ts";
import { type Closest, dayWithoutYear, howToCount, withoutYear } from "./without-year.ts";

/** Fewer columns of one kind are a coincidence of names. */
const leastHeads = 8;
const sampledRows = 200;

/** No column is a time: what looks most like one, and how to count the rows without it. */
export function noTimeColumn(table: Table): EngineError {
  const found = datesAcross(table) ?? countsAcross(table) ?? closestToTime(table);
  if (found === null)
    return new EngineError(
      "no-time-column",
      `No column holds dates or times. The columns are: ${listed(table.columns.map(({ name }) => name))}.`,
      {
        hint: `Add a column with the date or time of every row, for example 2024-01-31 13:45. ${howToCount("day", "2024-01-31", "the rows")}`,
      },
    );
  return new EngineError("no-time-column", found.sentence, {
    ...(found.column === null ? {} : { column: found.column }),
    ...(found.row === null ? {} : { row: found.row }),
    hint: found.hint,
  });
}

/** 1/22/20, FY2005, 2024-W03 as the names of columns that were not all read. */
function datesAcross(table: Table): Closest | null {
  const names = table.columns.flatMap(({ name, sink }) =>
    sink instanceof NumberSink && /\d[./-]\d{1,2}[./-]\d|(?:^|\D)(?:19|20)\d\d(?:$|\D)/.test(name) ? [name] : [],
  );
  const [first = ""] = names;
  if (names.length < leastHeads) return null;
  const unit = unitOf("", first) ?? (/[./-].*[./-]/.test(first) ? "day" : "year");
  return {
    column: first,
    row: null,
    sentence: `No column holds dates or times. The names of ${names.length} columns look like them ("${first}"), in a form that is not known.`,
    hint: `Write them as 2024-01-31. ${howToCount(unit, exampleStart(unit, yearIn(first) ?? table.thisYear), "the columns")}`,
  };
}

/** d_1 … d_1941, V1 … V120, 1 … 60 as the names of columns. */
function countsAcross(table: Table): Closest | null {
  const runs = new Map<string, { readonly first: string; last: string; next: number; count: number }>();
  for (const { name, sink } of table.columns) {
    const match = /^(\D{0,12}?)(\d{1,6})$/.exec(name.trim());
    const [, prefix = "", digits = ""] = match ?? [];
    // "column 1" is the name of a column without one.
    if (match === null || !(sink instanceof NumberSink) || prefix === "column ") continue;
    const run = runs.get(prefix);
    if (run === undefined) runs.set(prefix, { first: name, last: name, next: Number(digits) + 1, count: 1 });
    else if (Number(digits) === run.next) {
      run.last = name;
      run.next += 1;
      run.count += 1;
    }
  }
  const [prefix, longest] = [...runs].sort((a, b) => b[1].count - a[1].count)[0] ?? ["", null];
  if (longest === null || longest.count < leastHeads) return null;
  const unit = unitOf(prefix, "") ?? "day";
  return {
    column: longest.first,
    row: null,
    sentence: `The columns "${longest.first}" … "${longest.last}" count ${longest.count} steps, and nothing says when they begin or how long they are.`,
    hint: howToCount(unit, exampleStart(unit, table.thisYear), "the columns"),
  };
}

/** The column whose name or cells look most like times. */
function closestToTime(table: Table): Closest | null {
  let best: { readonly column: number; readonly score: number } | null = null;
  for (const column of table.columns.keys()) {
    const score = likeness(table, column);
    if (score > (best?.score ?? 1)) best = { column, score };
  }
  if (best === null) return null;
  const { name, sink } = table.columns[best.column] ?? { name: "", sink: null };
  const row = table.fileRow(0);
  if (sink instanceof NumberSink) {
    const unit = unitOf(name, "") ?? "day";
    return {
      column: name,
      row,
      sentence: `No column holds dates or times. "${name}" counts the rows (${sink.values.get(0)}, ${sink.values.get(1)}, …) and says no date.`,
      hint: howToCount(unit, exampleStart(unit, table.thisYear), "the rows"),
    };
  }
  const example = sink instanceof TextSink ? (wordsOf(sink)[0] ?? "") : "";
  const day = dayWithoutYear(example);
  if (day !== null) return withoutYear(name, example, row, day, table.thisYear);
  const unit = unitOf(name, example) ?? "day";
  return {
    column: name,
    row,
    sentence: `No column holds dates or times. "${name}" comes closest, but "${example}" in row ${row} is in no form that is known.`,
    hint: `Write times as 2024-01-31 13:45. ${howToCount(unit, exampleStart(unit, yearIn(example) ?? table.thisYear), "the rows")}`,
  };
}

/** How much a column looks like times: its name, digits that go on, words of the calendar. Above 1 it is worth a sentence. */
function likeness({ columns, rows }: Table, column: number): number {
  const { name, sink } = columns[column] ?? { name: "", sink: null };
  const isNamed = isTimeName(name);
  const place = column === 0 ? 0.5 : 0;
  if (sink instanceof NumberSink) return countsUp(sink) ? place + 1 + (isNamed ? 1 : 0) : 0;
  if (!(sink instanceof TextSink)) return 0;
  const words = wordsOf(sink);
  if (words.length === 0) return 0;
  const share = (holds: (word: string) => boolean): number => words.filter(holds).length / words.length;
  const dated = share((word) => dayWithoutYear(word) !== null || unitOf("", word) !== null);
  // Sprint 1, Sprint 2, …
  const [, prefix = ""] = /^(\D*)\d/.exec(words[0] ?? "") ?? [];
  const numbered = share((word) => word.startsWith(prefix) && /^\d/.test(word.slice(prefix.length)));
  const isDistinct = sink.isFreeText || sink.words.length >= rows * 0.5;
  const isId = isIdWord(name) || isIdNumberName(name);
  return place + dated * 2 + (numbered > 0.9 && isDistinct ? 1 : 0) + (isNamed ? 1 : 0) - (isId && !isNamed ? 1 : 0);
}

function wordsOf(sink: TextSink): string[] {
  return sink.words.slice(0, sampledRows).filter((word) => word !== "");
}

/** 0, 1, 2 … as far as a first look goes; where other tables follow below, it begins again. */
function countsUp({ values }: NumberSink): boolean {
  const length = Math.min(values.length, sampledRows);
  const first = values.get(0);
  if (length < 3 || (first !== 0 && first !== 1)) return false;
  let steps = 0;
  for (let row = 1; row < length; row += 1) if (values.get(row) === values.get(row - 1) + 1) steps += 1;
  return steps >= (length - 1) * 0.9;
}

/** The most telling first. */
const unitWords: readonly (readonly [RegExp, FrequencyUnit])[] = [
  [/(?:^|[^a-z])q[1-4](?:$|[^a-z])|[1-4]q(?:$|[^a-z])|quart|trim/i, "quarter"],
  [/(?:^|[^a-z])(?:w|kw|wk)[\s_.-]?\d{1,2}(?:$|[^\d])|week|woche|semaine|semana|settimana/i, "week"],
  [/month|monat|mois|(?:^|[^a-z])mes(?:$|[^a-z])|mese|maand/i, "month"],
  [/(?:^|[^a-z])(?:fy|cy)[\s_.-]?\d|fiscal|year|jahr|ann[eé]e|saison|season/i, "year"],
  [/hour|stunde|heure|uhr/i, "hour"],
  [/minute/i, "minute"],
  [/(?:^|[^a-z])(?:day|tag|jour|d[ií]a|date|datum|fecha|d)(?:$|[^a-z])/i, "day"],
];

function unitOf(name: string, example: string): FrequencyUnit | null {
  for (const text of [example, name]) {
    const found = text === "" ? undefined : unitWords.find(([word]) => word.test(text));
    if (found !== undefined) return found[1];
  }
  return null;
}

function yearIn(text: string): number | null {
  const whole = /(?:^|\D)((?:19|20)\d\d)(?:$|\D)/.exec(text);
  if (whole !== null) return Number(whole[1]);
  const short = /(?:FY|CY|')\s?(\d\d)(?:$|\D)/i.exec(text);
  return short === null ? null : 2000 + Number(short[1]);
}

function exampleStart(unit: FrequencyUnit, year: number): string {
  if (unit === "year" || unit === "month" || unit === "quarter") return `${year}-01`;
  return unit === "day" || unit === "week" || unit === "businessDay" ? `${year}-01-01` : `${year}-01-01 00:00`;
}

/** No column besides the time holds numbers: the one that nearly does, and the words that keep it from it. */
export function noValueColumn(table: Table, axis: TimeAxis): EngineError {
  const time = axis.columns.map((column) => `"${columnName(table, column)}"`).join(", ");
  const rest = [...table.columns.keys()].filter((column) => !axis.columns.includes(column));
  const countRows = `--target ${rowCountName} counts the rows of every step.`;
  if (rest.length === 0)
    return new EngineError(
      "no-value-column",
      `The time column ${time} is the only column: there are no values to forecast.`,
      { hint: `Add a column of numbers, one value per row. ${countRows}` },
    );
  const [closest] = rest.flatMap((column) => numbersAmongWords(table, column) ?? []).sort((a, b) => b.share - a.share);
  if (closest !== undefined) {
    const { name, word, count } = closest;
    return new EngineError(
      "no-value-column",
      `No column holds numbers throughout. "${name}" comes closest: it holds numbers and "${word}" in ${count} of ${table.rows} rows.`,
      {
        column: name,
        hint: `If "${word}" stands for no value, --missing ${typed(word)} says so; in the window: Missing.`,
      },
    );
  }
  const names = rest.map((column) => columnName(table, column));
  return new EngineError(
    "no-value-column",
    `No column besides the time (${time}) holds numbers. The others are: ${exampled(table, rest) ?? listed(names)}.`,
    { hint: `Add a column of numbers, one value per row. ${countRows}` },
  );
}

/** `state ("open"), note ("checked")`. */
function exampled(table: Table, columns: readonly number[]): string | null {
  const shown = columns.map((column) => {
    const { name, sink } = table.columns[column] ?? { name: "", sink: null };
    const word = sink instanceof TextSink ? wordsOf(sink)[0] : undefined;
    return word === undefined ? name : `${name} ("${word.slice(0, 30)}")`;
  });
  return shown.length === 0 ? null : listed(shown);
}

interface NumbersAmongWords {
  readonly name: string;
  /** The commonest of the words that are no numbers, and its rows. */
  readonly word: string;
  readonly count: number;
  /** Share of the cells that are numbers. */
  readonly share: number;
}

function numbersAmongWords(table: Table, column: number): NumbersAmongWords | null {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (!(sink instanceof TextSink) || sink.isFreeText) return null;
  const counts = new Uint32Array(sink.words.length);
  for (let row = 0; row < sink.codes.length; row += 1) {
    const code = sink.codes.get(row);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let numbers = 0;
  let word = "";
  let count = 0;
  for (const [code, text] of sink.words.entries()) {
    const own = counts[code] ?? 0;
    if (text === "") continue;
    if (!Number.isNaN(parseNumber(text, table.decimal))) numbers += own;
    else if (own > count) {
      word = text;
      count = own;
    }
  }
  return numbers === 0 || count === 0 ? null : { name, word, count, share: numbers / Math.max(1, table.rows) };
}
