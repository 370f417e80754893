/** What influences look like to a regression: a column of numbers over all steps, for each thing that may have an effect of its own. */
import type { Holiday, InfluenceEvent, InfluenceKind } from "#domain/influence";
import { dayMs, fixedStepMs, type Frequency, hourMs, stepMonths } from "#domain/series";
import { dayOfWeek } from "#engine/series";

/** A column of the file with what is known of its future. */
export interface KnownColumn {
  readonly name: string;
  /** A word of a column of words: 1 where it stands, else 0. */
  readonly isWord?: boolean;
  /** [steps], NaN = not known. */
  readonly values: Float64Array;
}

/**
 * What was known of a column at an origin: as many steps ahead of it as are known ahead of the last value now. A column that ends with
 * the series has told nothing ahead at any time, and what it was later is no knowledge of then.
 *
 * @param values [steps + horizon] as the file says them now
 * @param steps up to the origin
 * @param ahead steps that are known after the last value of the series
 * @returns [steps + horizon], NaN = not known
 */
export function knownThen(values: Float64Array, steps: number, ahead: number): Float64Array {
  return values.slice().fill(Number.NaN, Math.min(values.length, steps + ahead));
}

export interface KnownInfluences {
  readonly holidays: readonly Holiday[];
  readonly events: readonly InfluenceEvent[];
  readonly columns: readonly KnownColumn[];
}

export interface Column {
  /** The same for the same thing in every series. */
  readonly key: string;
  readonly kind: InfluenceKind;
  /** What its effect is told as, for each step that it is not zero at: an index into `names`. */
  readonly owner: Int16Array | number;
  /** [steps] */
  readonly values: Float64Array;
  /** How much less likely a large effect is than that of a plain one: its penalty in units of the common one. */
  readonly penalty: number;
  /** Its values are measured from their mean, in units of their deviation. */
  readonly isMeasured: boolean;
}

export interface Columns {
  readonly names: readonly { readonly name: string; readonly kind: InfluenceKind }[];
  readonly columns: readonly Column[];
  /** By name: the steps that it is at itself, and not before or after. */
  readonly days: ReadonlyMap<string, readonly number[]>;
  readonly notes: readonly string[];
}

/** What is common to all public holidays is likelier than what one has for itself, and that than what it does a day earlier. */
const groupPenalty = 0.2;
const ownPenalty = 1;
const lagPenalty = 3;
/** Seen less often, a holiday is one of all public holidays and nothing more. */
const fewestSeen = 2;
/** Days that are in the calendar only must be seen more often before they count for anything. */
const fewestSeenOfSome = 3;
const maxNames = 60;
const hoursPerDay = 24;
/** Bends of a measured column's curve, as shares of its values below. */
const bends = [0.2, 0.4, 0.6, 0.8] as const;
/** A column of so few different values is no measure: it has a step and no curve. */
const fewestForCurve = 8;
/** Beyond what was seen a curve goes on for this share of its range, and no further. */
const beyondSeen = 0.1;

/**
 * @param times [known + horizon] wall-clock milliseconds
 * @param known steps up to the origin: what is seen too rarely among them has no column
 */
export function columnsOf(
  times: Float64Array,
  known: number,
  frequency: Frequency,
  { holidays, events, columns }: KnownInfluences,
): Columns {
  const made = new Maker(times, known, frequency);
  made.holidays(holidays);
  made.events(events);
  for (const column of columns)
    if (column.isWord === true) made.word(column);
    else made.measured(column);
  return made.columns();
}

/** Days of each step: `[from, to)` since 1970. */
function dayRanges(times: Float64Array, frequency: Frequency): { readonly from: Int32Array; readonly to: Int32Array } {
  const from = new Int32Array(times.length);
  const to = new Int32Array(times.length);
  const months = stepMonths(frequency);
  const stepMs = fixedStepMs(frequency);
  times.forEach((ms, step) => {
    if (months === null) {
      from[step] = Math.floor(ms / dayMs);
      to[step] = (from[step] as number) + Math.max(1, Math.round((stepMs ?? dayMs * frequency.count) / dayMs));
      return;
    }
    const date = new Date(ms);
    // A stamp may lie anywhere within its month, quarter or year.
    const span = months % 12 === 0 ? 12 : months === 3 ? 3 : 1;
    const month = Math.floor(date.getUTCMonth() / span) * span;
    from[step] = Date.UTC(date.getUTCFullYear(), month, 1) / dayMs;
    to[step] = Date.UTC(date.getUTCFullYear(), month + months, 1) / dayMs;
  });
  return { from, to };
}

function isWorkingDay(day: number): boolean {
  const weekday = dayOfWeek(day * dayMs);
  return weekday !== 0 && weekday !== 6;
}

class Maker {
  readonly #times: Float64Array;
  readonly #known: number;
  readonly #frequency: Frequency;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #isLong: boolean;
  readonly #isWithinDay: boolean;
  readonly #firstStep = new Map<number, number>();
  readonly #lastStep = new Map<number, number>();
  readonly #names: { name: string; kind: InfluenceKind }[] = [];
  readonly #columns: Column[] = [];
  readonly #days = new Map<string, number[]>();
  readonly #notes: string[] = [];

  constructor(times: Float64Array, known: number, frequency: Frequency) {
    this.#times = times;
    this.#known = known;
    this.#frequency = frequency;
    const { from, to } = dayRanges(times, frequency);
    this.#from = from;
    this.#to = to;
    const stepMs = fixedStepMs(frequency);
    this.#isWithinDay = stepMs !== null && stepMs < dayMs;
    this.#isLong = !this.#isWithinDay && (stepMs === null ? frequency.unit !== "businessDay" : stepMs > dayMs);
    for (let step = 0; step < times.length; step++)
      for (let day = from[step] as number; day < (to[step] as number); day++) {
        if (!this.#firstStep.has(day)) this.#firstStep.set(day, step);
        this.#lastStep.set(day, step);
      }
  }

  columns(): Columns {
    return { names: this.#names, columns: this.#columns, days: this.#days, notes: this.#notes };
  }

  holidays(holidays: readonly Holiday[]): void {
    if (holidays.length === 0) return;
    const byName = new Map<string, { days: Map<number, number>; kind: Holiday["kind"] }>();
    const everyone = new Map<number, string>();
    for (const { name, day, kind } of holidays) {
      if (!this.#firstStep.has(day)) continue;
      const own = byName.get(name) ?? { days: new Map<number, number>(), kind };
      byName.set(name, own);
      own.days.set(day, 1);
      if (kind === "everyone" && !everyone.has(day)) everyone.set(day, name);
    }
    if (stepMonths(this.#frequency) !== null) this.#workingDays(everyone);
    this.#group(everyone);
    for (const [name, { days, kind }] of byName) {
      if (kind === "some" && this.#seen(days) < fewestSeenOfSome) continue;
      const owner = this.#nameOf(name, "holiday");
      if (owner < 0) continue;
      this.#days.set(name, this.#stepsOf(days));
      if (this.#seen(days) < fewestSeen) continue;
      this.#own(`holiday:${name}`, "holiday", owner, days, kind === "everyone");
    }
  }

  events(events: readonly InfluenceEvent[]): void {
    const byName = new Map<string, Map<number, number>>();
    for (const { name, from, to } of events) {
      const days = byName.get(name) ?? new Map<number, number>();
      byName.set(name, days);
      for (let day = dayOf(from); day <= dayOf(to); day++) days.set(day, 1);
    }
    for (const [name, days] of byName) {
      const steps = this.#stepsOf(days);
      if (steps.every((step) => step >= this.#known)) {
        if (steps.length > 0) this.#notes.push(`"${name}" was not seen before, so no effect of it is known.`);
        continue;
      }
      const owner = this.#nameOf(name, "event");
      if (owner < 0) continue;
      this.#days.set(name, steps);
      this.#own(`event:${name}`, "event", owner, days, true);
    }
  }

  word({ name, values }: KnownColumn): void {
    const isThere = (step: number): boolean => (values[step] as number) > 0.5;
    const steps = Array.from(values.keys()).filter(isThere);
    const seen = steps.filter((step) => step < this.#known).length;
    if (seen < fewestSeen) {
      if (steps.length > seen) this.#notes.push(`"${name}" was not seen before, so no effect of it is known.`);
      return;
    }
    const owner = this.#isKnownAhead(name, values) ? this.#nameOf(name, "column") : -1;
    if (owner < 0) return;
    this.#days.set(name, steps);
    this.#columns.push({
      ...{ key: `word:${name}`, kind: "column", owner, values, penalty: ownPenalty, isMeasured: false },
    });
  }

  measured({ name, values }: KnownColumn): void {
    const seen: number[] = [];
    for (let step = 0; step < this.#known; step++) {
      const value = values[step] as number;
      if (value === value) seen.push(value);
    }
    const sorted = Float64Array.from(seen).sort();
    const [low, high] = [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
    if (sorted.length < this.#known / 2 || !(high > low)) {
      this.#notes.push(
        high === low
          ? `"${name}" never changes, so no effect of it is known.`
          : `"${name}" has too few values in the past, so it is not used.`,
      );
      return;
    }
    if (!this.#isKnownAhead(name, values)) return;
    const owner = this.#nameOf(name, "column");
    if (owner < 0) return;
    const room = (high - low) * beyondSeen;
    const clamped = values.map((value) => Math.min(high + room, Math.max(low - room, value)));
    const isMeasure = countDistinct(sorted, fewestForCurve) >= fewestForCurve;
    const add = (key: string, column: Float64Array, penalty: number): void =>
      void this.#columns.push({
        ...{ key: `column:${name}:${key}`, kind: "column", owner, values: column, penalty, isMeasured: true },
      });
    add("0", clamped, groupPenalty);
    add("-1", lagged(clamped, 1), ownPenalty);
    if (!isMeasure) {
      add("+1", lagged(clamped, -1), lagPenalty);
      return;
    }
    add("-2", lagged(clamped, 2), lagPenalty);
    for (const share of bends) {
      const bend = sorted[Math.floor(share * (sorted.length - 1))] as number;
      add(
        `>${share}`,
        clamped.map((value) => Math.max(0, value - bend)),
        ownPenalty,
      );
    }
    if (!this.#isWithinDay) return;
    // Buildings and habits follow the day, and not the minute; what an hour does depends on the hour.
    const perDay = Math.round(dayMs / (fixedStepMs(this.#frequency) as number));
    const mean = trailingMean(clamped, perDay);
    add("day", mean, ownPenalty);
    for (const share of [0.25, 0.75]) {
      const bend = sorted[Math.floor(share * (sorted.length - 1))] as number;
      add(
        `day>${share}`,
        mean.map((value) => Math.max(0, value - bend)),
        ownPenalty,
      );
    }
    const middle = sorted[Math.floor(sorted.length / 2)] as number;
    for (let block = 0; block < 6; block++) {
      const inBlock = (step: number): boolean => Math.floor(this.#hourOf(step) / 4) === block;
      add(
        `${block}<`,
        clamped.map((value, step) => (inBlock(step) ? Math.max(0, middle - value) : 0)),
        ownPenalty,
      );
      add(
        `${block}>`,
        clamped.map((value, step) => (inBlock(step) ? Math.max(0, value - middle) : 0)),
        ownPenalty,
      );
    }
  }

  /** For the whole horizon; else it is said. */
  #isKnownAhead(name: string, values: Float64Array): boolean {
    const { length } = this.#times;
    for (let step = this.#known; step < length; step++) {
      if (!Number.isNaN(values[step])) continue;
      this.#notes.push(
        `"${name}" is known for ${step - this.#known} of ${length - this.#known} steps ahead, so it is not used.`,
      );
      return false;
    }
    return true;
  }

  /** Working days of a month, as the difference to its weekends that does not depend on its length; and its length. */
  #workingDays(everyone: ReadonlyMap<number, string>): void {
    const owner = this.#nameOf("Working days", "calendar");
    const contrast = new Float64Array(this.#times.length);
    const length = new Float64Array(this.#times.length);
    for (let step = 0; step < this.#times.length; step++) {
      const [from, to] = [this.#from[step] as number, this.#to[step] as number];
      let working = 0;
      for (let day = from; day < to; day++) if (isWorkingDay(day) && !everyone.has(day)) working += 1;
      contrast[step] = (working - 2.5 * (to - from - working)) / 3.5;
      length[step] = to - from;
    }
    for (const [key, values] of [["working", contrast] as const, ["length", length] as const])
      this.#columns.push({ key, kind: "calendar", owner, values, penalty: groupPenalty, isMeasured: true });
  }

  /** What all days off have in common: on working days and at weekends, the days before and after; by the hour within a day. */
  #group(everyone: ReadonlyMap<number, string>): void {
    const on = (isWorking: boolean): Map<number, number> =>
      new Map([...everyone.keys()].filter((day) => isWorkingDay(day) === isWorking).map((day) => [day, 1]));
    const working = on(true);
    const owners = (shift: number): Int16Array => {
      const owner = new Int16Array(this.#times.length).fill(-1);
      for (const [day, name] of everyone) {
        const index = this.#nameOf(name, "holiday");
        for (const step of this.#stepsOfDay(day + shift)) owner[step] = index;
      }
      return owner;
    };
    const add = (key: string, values: Float64Array, shift: number, penalty: number): void => {
      if (values.some((value) => value !== 0))
        this.#columns.push({ key, kind: "holiday", owner: owners(shift), values, penalty, isMeasured: false });
    };
    add("holidays", this.#valuesOf(working, 0), 0, groupPenalty);
    if (this.#isLong) return;
    add("holidays:weekend", this.#valuesOf(on(false), 0), 0, ownPenalty);
    for (const shift of [-2, -1, 1, 2])
      // The day before a holiday is something of its own only where one would work on it.
      add(`holidays:${shift}`, this.#valuesOf(this.#workingNeighbours(working, everyone, shift), 0), 0, ownPenalty);
    if (!this.#isWithinDay) return;
    const whole = this.#valuesOf(working, 0);
    const hours = Math.max(1, (fixedStepMs(this.#frequency) as number) / hourMs);
    for (let hour = 0; hour < hoursPerDay; hour += hours) {
      const values = whole.map((value, step) =>
        value !== 0 && this.#hourOf(step) >= hour && this.#hourOf(step) < hour + hours ? value : 0,
      );
      add(`holidays@${hour}`, values, 0, groupPenalty);
    }
  }

  #workingNeighbours(
    working: ReadonlyMap<number, number>,
    everyone: ReadonlyMap<number, string>,
    shift: number,
  ): ReadonlyMap<number, number> {
    return new Map(
      [...working.keys()]
        .map((day) => day + shift)
        .filter((day) => isWorkingDay(day) && !everyone.has(day))
        .map((day) => [day, 1]),
    );
  }

  #own(key: string, kind: InfluenceKind, owner: number, days: ReadonlyMap<number, number>, hasLags: boolean): void {
    this.#columns.push({
      ...{ key, kind, owner, values: this.#valuesOf(days, 0), penalty: ownPenalty, isMeasured: false },
    });
    if (!hasLags) return;
    for (const shift of [-1, 1]) {
      // Days of one stretch are no days before one another.
      const outside = new Map([...days.keys()].filter((day) => !days.has(day + shift)).map((day) => [day, 1]));
      const values = this.#isLong ? lagged(this.#valuesOf(days, 0), shift) : this.#valuesOf(outside, shift);
      this.#columns.push({ key: `${key}:${shift}`, kind, owner, values, penalty: lagPenalty, isMeasured: false });
    }
  }

  /** 1 on the steps of the days; of longer steps how many of the days they hold. */
  #valuesOf(days: ReadonlyMap<number, number>, shift: number): Float64Array {
    const values = new Float64Array(this.#times.length);
    for (const day of days.keys())
      for (const step of this.#stepsOfDay(day + shift)) values[step] = this.#isLong ? (values[step] as number) + 1 : 1;
    return values;
  }

  #stepsOfDay(day: number): number[] {
    const first = this.#firstStep.get(day);
    if (first === undefined) return [];
    const last = this.#lastStep.get(day) as number;
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  #stepsOf(days: ReadonlyMap<number, number>): number[] {
    return [...new Set([...days.keys()].flatMap((day) => this.#stepsOfDay(day)))].sort((left, right) => left - right);
  }

  /** Times that a day or a stretch of days was there up to the origin. */
  #seen(days: ReadonlyMap<number, number>): number {
    return [...days.keys()].filter((day) => !days.has(day - 1) && (this.#lastStep.get(day) ?? Infinity) < this.#known)
      .length;
  }

  #hourOf(step: number): number {
    const ms = this.#times[step] as number;
    return (ms - Math.floor(ms / dayMs) * dayMs) / hourMs;
  }

  /** −1 where there are too many. */
  #nameOf(name: string, kind: InfluenceKind): number {
    const known = this.#names.findIndex((one) => one.name === name && one.kind === kind);
    if (known >= 0) return known;
    if (this.#names.length >= maxNames) return -1;
    return this.#names.push({ name, kind }) - 1;
  }
}

/** Days since 1970 of `2026-04-03`; NaN for anything else. */
export function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / dayMs;
}

/** Shifted to later steps; the ends are filled with the nearest value. */
function lagged(values: Float64Array, steps: number): Float64Array {
  return values.map((_, step) => values[Math.min(values.length - 1, Math.max(0, step - steps))] as number);
}

/** Of each step and those before it; what is missing is left out of the mean. */
function trailingMean(values: Float64Array, steps: number): Float64Array {
  let sum = 0;
  let count = 0;
  return values.map((value, step) => {
    if (value === value) [sum, count] = [sum + value, count + 1];
    const gone = values[step - steps];
    if (gone !== undefined && gone === gone) [sum, count] = [sum - gone, count - 1];
    return count === 0 ? Number.NaN : sum / count;
  });
}

/** Up to `enough`. */
function countDistinct(sorted: Float64Array, enough: number): number {
  let count = 0;
  for (let at = 0; at < sorted.length && count < enough; at++)
    if (at === 0 || sorted[at] !== sorted[at - 1]) count += 1;
  return count;
}
