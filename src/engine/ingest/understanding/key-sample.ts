import { NumberSink, TextSink, TimeSink, type Float64Column, type Table } from "#engine/ingest/columns";

/** Words leave about as many repeats as chance does; an id leaves at most this share of them. */
const chanceShare = 0.2;
/** Fewer repeats by chance than this prove nothing. */
const leastExpected = 8;
/** Series that have a row at nearly every time need no other proof. */
const denseShare = 0.9;
/** How often a series comes back, as far as there are so many times. */
const leastTimesOfSeries = 3;
const leastShareOfTimes = 0.3;
const maxComparedColumns = 50;
/** Where rows of one time nearly always hold the same numbers, their words describe one thing in several ways. */
const equalShare = 0.9;

/** What is asked of columns that are to be ids. */
export interface KeyProof {
  /** The largest share of rows that may repeat a time of their series. */
  readonly repeats: number;
  /** How many repeats there would have to be by chance, so that there being none says something. */
  readonly expected?: number;
}

/** All rows of some points in time: which columns tell the rows of one time apart. */
export class KeySample {
  readonly #table: Table;
  /** Sorted by time; of rows that are alike in every cell only one. */
  readonly #rows: Uint32Array;
  /** [rows] which of the times, from 0 on. */
  readonly #timeOf: Int32Array;
  readonly #times: number;
  readonly #codes = new Map<number, Int32Array>();

  /** @param rows sorted by time */
  constructor(table: Table, rows: Uint32Array, ms: Float64Column) {
    this.#table = table;
    const times = ms.gather(rows);
    const kept: number[] = [];
    const timeOf: number[] = [];
    const alike = new Set<string>();
    let time = -1;
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] ?? 0;
      const isFirst = i === 0 || times[i] !== times[i - 1];
      if (isFirst) {
        time += 1;
        alike.clear();
      }
      if (!isFirst || times[i + 1] === times[i]) {
        const cells = cellsOf(table, row);
        if (alike.has(cells)) continue;
        alike.add(cells);
      }
      kept.push(row);
      timeOf.push(time);
    }
    this.#rows = Uint32Array.from(kept);
    this.#timeOf = Int32Array.from(timeOf);
    this.#times = time + 1;
  }

  /** Share of the rows whose time an earlier row has. */
  get repeatedAlone(): number {
    return this.#rows.length === 0 ? 0 : 1 - this.#times / this.#rows.length;
  }

  /** The same within the series that these columns make. */
  repeatedUnder(columns: readonly number[]): number {
    return this.#rows.length === 0 ? 0 : this.#count(columns, this.#rows.length).repeats / this.#rows.length;
  }

  differsWithinTimes(column: number): boolean {
    const codes = this.#codesOf(column);
    for (let i = 1; i < codes.length; i += 1)
      if (this.#timeOf[i] === this.#timeOf[i - 1] && codes[i] !== codes[i - 1]) return true;
    return false;
  }

  /**
   * How many series these columns make, if they make series: few repeats, far fewer than by chance, at times that come back.
   */
  seriesUnder(columns: readonly number[], proof: KeyProof): number | null {
    const total = this.#rows.length;
    const { repeats, series } = this.#count(columns, Math.floor(total * proof.repeats));
    if (repeats > total * proof.repeats) return null;
    let steps = 0;
    let filled = 0;
    for (const { times, first, last } of series.values()) {
      steps += last - first;
      filled += times - 1;
    }
    const timesEach = (total - repeats) / series.size;
    if (timesEach < Math.min(leastTimesOfSeries, this.#times * leastShareOfTimes)) return null;
    if (filled >= steps * denseShare) return series.size;
    if (this.#equalTimes() >= equalShare) return null;
    const expected = this.#repeatsByChance([...series.values()].map(({ times }) => times));
    return expected >= (proof.expected ?? leastExpected) && repeats <= expected * chanceShare ? series.size : null;
  }

  #count(columns: readonly number[], maxRepeats: number): { repeats: number; series: Map<number, Series> } {
    const codes = columns.map((column) => this.#codesOf(column));
    const sizes = codes.map((of) => of.reduce((most, code) => Math.max(most, code), 0) + 1);
    const series = new Map<number, Series>();
    let repeats = 0;
    for (let i = 0; i < this.#rows.length && repeats <= maxRepeats; i += 1) {
      let key = 0;
      for (let at = 0; at < codes.length; at += 1)
        key = key * (sizes[at] as number) + ((codes[at] as Int32Array)[i] as number);
      const time = this.#timeOf[i] as number;
      const one = series.get(key);
      if (one === undefined) series.set(key, { times: 1, first: time, last: time });
      else if (one.last === time) repeats += 1;
      else {
        one.times += 1;
        one.last = time;
      }
    }
    return { repeats, series };
  }

  /** Of the times with several rows, the share at which all of them hold the same numbers. */
  #equalTimes(): number {
    const columns = this.#table.columns.flatMap(({ sink }, column) => (sink instanceof NumberSink ? [column] : []));
    const codes = columns.slice(0, maxComparedColumns).map((column) => this.#codesOf(column));
    let repeated = 0;
    let equal = 0;
    for (let from = 0; from < this.#rows.length;) {
      let to = from + 1;
      let isEqual = true;
      for (; this.#timeOf[to] === this.#timeOf[from]; to += 1) isEqual &&= codes.every((of) => of[to] === of[from]);
      if (to - from > 1) {
        repeated += 1;
        if (isEqual) equal += 1;
      }
      from = to;
    }
    return repeated === 0 ? 0 : equal / repeated;
  }

  /** Repeats if the words were dealt out at random, each as often as it occurs. */
  #repeatsByChance(rowsOfWords: readonly number[]): number {
    const timesWithRows = new Map<number, number>();
    let inTime = 0;
    for (let i = 0; i < this.#rows.length; i += 1) {
      inTime += 1;
      if (this.#timeOf[i + 1] === this.#timeOf[i]) continue;
      timesWithRows.set(inTime, (timesWithRows.get(inTime) ?? 0) + 1);
      inTime = 0;
    }
    const total = rowsOfWords.reduce((sum, rows) => sum + rows, 0);
    let expected = 0;
    for (const [rows, times] of timesWithRows) {
      if (rows === 1) continue;
      let distinct = 0;
      for (const ofWord of rowsOfWords) distinct += 1 - (1 - ofWord / total) ** rows;
      expected += times * (rows - distinct);
    }
    return expected;
  }

  /** Numbers from 0 on for the cells of a column. */
  #codesOf(column: number): Int32Array {
    const known = this.#codes.get(column);
    if (known !== undefined) return known;
    const { sink } = this.#table.columns[column] ?? { sink: null };
    const codes = new Int32Array(this.#rows.length);
    const seen = new Map<number, number>();
    for (let i = 0; i < codes.length; i += 1) {
      const row = this.#rows[i] ?? 0;
      const cell =
        sink instanceof TextSink ? sink.codes.get(row) : sink instanceof NumberSink ? sink.values.get(row) : 0;
      let code = seen.get(cell);
      if (code === undefined) {
        code = seen.size;
        seen.set(cell, code);
      }
      codes[i] = code;
    }
    this.#codes.set(column, codes);
    return codes;
  }
}

interface Series {
  /** At how many times it has a row. */
  times: number;
  first: number;
  last: number;
}

function cellsOf(table: Table, row: number): string {
  const cells: number[] = [];
  for (const { sink } of table.columns) {
    if (cells.length >= maxComparedColumns) break;
    if (sink instanceof NumberSink || sink instanceof TimeSink) cells.push(sink.values.get(row));
    else cells.push(sink.isFreeText ? row : sink.codes.get(row));
  }
  return cells.join(" ");
}
