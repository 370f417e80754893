import { dayMs, minuteMs } from "#domain/series";
import {
  isMissingToken,
  withoutMark,
  type DigitOrder,
  dayOrder,
  indexOfShape,
  swapDayAndMonth,
  TimeReader,
  timeShapes,
  type TimeShape,
} from "#engine/ingest/cells";
import { GrowableFloat64 } from "./growable.ts";
import { maxKeptMisfits, type Misfit } from "./misfit.ts";

interface OrderCounts {
  dayFirst: number;
  monthFirst: number;
  either: number;
  firstDayFirst: Misfit | null;
  firstMonthFirst: Misfit | null;
}

/** Shape, order and offset in one number: a file of dates in any order has millions of runs. Offsets are less than 16 hours. */
function runOf(shape: number, order: number, offsetMinutes: number): number {
  return (shape << 14) | (order << 12) | (offsetMinutes + 2048);
}

function offsetOf(run: number): number {
  return (run & 4095) - 2048;
}

/** Timestamps of one column, as UTC where the cell has an offset and as wall clock where it has none. */
export class TimeSink {
  readonly type = "time";
  values = new GrowableFloat64();
  readonly misfits: Misfit[] = [];
  misfitCount = 0;
  blank = 0;
  withOffset = 0;
  minOffsetMinutes = Infinity;
  maxOffsetMinutes = -Infinity;
  /** Time of day of the cells with an offset, as written; null where they differ, NaN where there are none. */
  clockMs: number | null = Number.NaN;
  clocks = 0;
  /** Cells with a mark behind the time. */
  readonly marked: Misfit[] = [];
  /** Cells whose year has two digits. */
  shortYears = 0;
  /** The first cell whose year was counted in the Buddhist era. */
  firstBuddhistYear: Misfit | null = null;
  /** The months' names that occur, folded. */
  readonly monthNames = new Set<string>();
  /** [shapes] the first cell that was written so. */
  readonly #firstOfShape: (Misfit | undefined)[] = [];
  readonly shapeCounts = new Int32Array(timeShapes.length);
  readonly orders = new Map<number, OrderCounts>();
  /** Where the way of writing changes: [first row, {@link runOf}], flattened; rows between are alike. */
  readonly #runs: number[] = [];
  #lastRun = -1;
  readonly #reader: TimeReader;
  #lastMonthName = "";
  /** How dates of digits alone are read. */
  readonly digitOrder: DigitOrder | null;

  constructor(isYearFirst = false, digitOrder: DigitOrder | null = null) {
    this.digitOrder = digitOrder;
    this.#reader = new TimeReader(isYearFirst, digitOrder);
  }

  push(text: string): void {
    const reader = this.#reader;
    let ms = reader.read(text);
    if (ms !== ms) ms = this.#readMarked(text);
    if (ms !== ms) {
      this.values.push(ms);
      if (isMissingToken(text)) this.blank += 1;
      else {
        this.misfitCount += 1;
        if (this.misfits.length < maxKeptMisfits) this.misfits.push({ index: this.values.length - 1, text });
      }
      return;
    }
    const { shape, order, offsetMinutes } = reader;
    this.#firstOfShape[shape] ??= { index: this.values.length, text };
    if (reader.isShortYear) this.shortYears += 1;
    if (reader.isBuddhistYear) this.firstBuddhistYear ??= { index: this.values.length, text };
    if (reader.monthName !== this.#lastMonthName) {
      this.#lastMonthName = reader.monthName;
      if (reader.monthName !== "") this.monthNames.add(reader.monthName);
    }
    if (order !== dayOrder.none || shape === 1 || shape === 2 || shape === 3) this.#noteOrder(shape, order, text);
    if (offsetMinutes === offsetMinutes) {
      this.withOffset += 1;
      if (offsetMinutes < this.minOffsetMinutes) this.minOffsetMinutes = offsetMinutes;
      if (offsetMinutes > this.maxOffsetMinutes) this.maxOffsetMinutes = offsetMinutes;
      if (this.clockMs !== null) this.#noteClock(ms - Math.floor(ms / dayMs) * dayMs);
      this.pushRead(ms - offsetMinutes * minuteMs, shape, order, reader.hasClock, offsetMinutes);
    } else this.pushRead(ms, shape, order, reader.hasClock);
  }

  /** `2023-12*`, `Dec 2023 (p)`: provisional figures are the newest ones. */
  #readMarked(text: string): number {
    const plain = withoutMark(text);
    const ms = plain === null ? Number.NaN : this.#reader.read(plain);
    if (ms === ms) this.marked.push({ index: this.values.length, text });
    return ms;
  }

  /** A time that was read elsewhere, from a cell whose order of day and month needs no noting. */
  pushRead(ms: number, shape: number, order: number, hasClock: boolean, offsetMinutes = 0): void {
    this.shapeCounts[shape] = (this.shapeCounts[shape] ?? 0) + 1;
    if (hasClock) this.clocks += 1;
    const run = runOf(shape, order, offsetMinutes);
    if (run !== this.#lastRun) {
      this.#runs.push(this.values.length, run);
      this.#lastRun = run;
    }
    this.values.push(ms);
  }

  /** Several times of the plainest shape, `2017-01-31` with or without a clock. */
  pushPlain(values: Float64Array, haveClock: boolean): void {
    const [first] = values;
    if (first === undefined) return;
    // The first one notes the way of writing, which the others share.
    this.pushRead(first, 0, dayOrder.none, haveClock);
    this.shapeCounts[0] = (this.shapeCounts[0] ?? 0) + values.length - 1;
    if (haveClock) this.clocks += values.length - 1;
    this.values.pushAll(values.subarray(1));
  }

  /** Reads the ambiguous timestamps of one shape the other way round. */
  swapAmbiguous(shape: number): void {
    let run = -2;
    this.values = this.values.map((ms, index) => {
      while ((this.#runs[run + 2] ?? Infinity) <= index) run += 2;
      const now = this.#runs[run + 1] ?? 0;
      const offsetMs = offsetOf(now) * minuteMs;
      const isAmbiguous = now === runOf(shape, dayOrder.either, offsetOf(now));
      return isAmbiguous && ms === ms ? swapDayAndMonth(ms + offsetMs) - offsetMs : ms;
    });
  }

  /** Counts the cells of one shape as another one, at other times. `before` is the time of the row above. */
  reread(shape: TimeShape, as: TimeShape, change: (ms: number, before: number) => number): void {
    const from = indexOfShape(shape);
    const to = indexOfShape(as);
    if ((this.shapeCounts[from] ?? 0) === 0) return;
    let run = -2;
    let before = Number.NaN;
    this.values = this.values.map((ms, index) => {
      while ((this.#runs[run + 2] ?? Infinity) <= index) run += 2;
      const isOne = ms === ms && (this.#runs[run + 1] ?? 0) >> 14 === from;
      before = isOne ? change(ms, before) : ms;
      return before;
    });
    if (from === to) return;
    for (let at = 1; at < this.#runs.length; at += 2) {
      const now = this.#runs[at] ?? 0;
      if (now >> 14 === from) this.#runs[at] = runOf(to, (now >> 12) & 3, offsetOf(now));
    }
    this.shapeCounts[to] = (this.shapeCounts[to] ?? 0) + (this.shapeCounts[from] ?? 0);
    this.shapeCounts[from] = 0;
    this.#firstOfShape[to] ??= this.#firstOfShape[from];
  }

  countOf(shape: TimeShape): number {
    return this.shapeCounts[indexOfShape(shape)] ?? 0;
  }

  /** The first cell that was written so, whatever it was reread as. */
  firstOf(shape: TimeShape): Misfit | undefined {
    return this.#firstOfShape[indexOfShape(shape)];
  }

  /** Takes the cells of one shape for no times; `textOf` is what stands there. */
  disown(named: TimeShape, textOf: (ms: number) => string = clockText): void {
    const shape = indexOfShape(named);
    const spans = this.rowsOfShape(shape);
    const isOne = (row: number): boolean => spans.some(({ from, to }) => row >= from && row < to);
    this.values = this.values.map((ms, index) => {
      if (ms !== ms || !isOne(index)) return ms;
      this.misfitCount += 1;
      this.misfits.push({ index, text: textOf(ms) });
      return Number.NaN;
    });
    this.shapeCounts[shape] = 0;
  }

  /** The stretches of rows that are written in this shape, and their offset from UTC. */
  rowsOfShape(shape: number): { readonly from: number; readonly to: number; readonly offsetMinutes: number }[] {
    const spans: { from: number; to: number; offsetMinutes: number }[] = [];
    for (let at = 0; at < this.#runs.length; at += 2) {
      const run = this.#runs[at + 1] ?? 0;
      if (run >> 14 !== shape) continue;
      spans.push({
        from: this.#runs[at] ?? 0,
        to: this.#runs[at + 2] ?? this.values.length,
        offsetMinutes: offsetOf(run),
      });
    }
    return spans;
  }

  shapes(): TimeShape[] {
    return timeShapes.filter((_, shape) => (this.shapeCounts[shape] ?? 0) > 0);
  }

  #noteClock(clockMs: number): void {
    if (this.clockMs !== this.clockMs) this.clockMs = clockMs;
    else if (this.clockMs !== clockMs) this.clockMs = null;
  }

  #noteOrder(shape: number, order: number, text: string): void {
    let counts = this.orders.get(shape);
    if (counts === undefined) {
      counts = { dayFirst: 0, monthFirst: 0, either: 0, firstDayFirst: null, firstMonthFirst: null };
      this.orders.set(shape, counts);
    }
    if (order === dayOrder.either) counts.either += 1;
    else if (order === dayOrder.dayFirst) {
      counts.dayFirst += 1;
      counts.firstDayFirst ??= { index: this.values.length, text };
    } else if (order === dayOrder.monthFirst) {
      counts.monthFirst += 1;
      counts.firstMonthFirst ??= { index: this.values.length, text };
    }
  }
}

/** `15:59`, `15:59:30` */
function clockText(ms: number): string {
  const text = new Date(ms).toISOString().slice(11, 19);
  return text.endsWith(":00") ? text.slice(0, 5) : text;
}
