import { formatStepSpan } from "#engine/format";
import type { Aggregation } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { formatTimestamp, timeAt } from "#engine/series";
import { dayMs, fixedStepMs, stepMonths, type Frequency, areCounts } from "#domain/series";
import { nextPeriod, periodStart } from "./period.ts";
import type { SeriesGrid } from "./series-grid.ts";

/** A mean is made from this share of its steps at least. */
const leastShareOfMean = 0.5;

const energyUnit = /(?:^|[^a-z])(?:[kmgt]?wh|[kmg]?j|therms?|btu|m3|m³|litres?|liters?)(?:$|[^a-z])/i;
const levelUnit =
  /(?:^|[^a-z])(?:[kmgt]?w|[kmg]?va|a|v|hz|°?[cfk]|celsius|fahrenheit|kelvin|[hkm]?pa|bar|%|percent|ppm|ppb|[µu]g\/m[3³]|mg\/dl|mmol\/l|km\/h|m\/s|mph|kn|knots)(?:$|[^a-z])|%|°/i;
const levelName =
  /price|preis|prix|precio|cost[_ ]?per|rate|ratio|temp|humid|pressure|speed|wind|share|index|level|average|avg|mean|median|percent|score|glucose|load|demand|power|leistung|last$|voltage|current|frequency|density|concentration|utili[sz]ation|occupancy|stock|inventory|balance|rrp|close|open$|high$|low$|yield|exchange|unemployment|population/i;
const amountName =
  /count|sales|sold|volume|quantity|qty|units|number|num$|cnt|orders?|visits?|visitors|passengers?|trips?|rides?|rentals?|calls?|clicks?|views|downloads|tickets|transactions|revenue|turnover|amount|income|expense|spend|profit|debit|credit|fees?(?:$|[^a-z])|refund|payment|paid|charge|deposit|withdraw|energy|consumption|generation|production|rain|precip|snow|births|deaths|cases|accidents|admissions|arrivals|departures|crimes|umsatz|absatz|betrag|soll$|haben$|(?:^|[^a-z])(?:total|net|gross|netto|brutto|tax|vat)(?:$|[^a-z])|menge|anzahl|verbrauch|erzeugung|niederschlag|ventes|quantit|cantidad|ventas/i;

/** Whether longer steps of this quantity are sums or means, and what says so, as the end of a sentence. */
export function meaningOf(name: string, values: Float64Array): { by: "sum" | "mean"; reason: string } {
  if (energyUnit.test(name)) return { by: "sum", reason: "because its unit is that of an amount" };
  if (levelUnit.test(name)) return { by: "mean", reason: "because its unit is that of a level" };
  // "average sales" is a mean: what a level is called by comes first.
  if (/average|avg|mean|median|price|rate|per[_ ]/i.test(name))
    return { by: "mean", reason: "because its name is that of a level" };
  if (amountName.test(name)) return { by: "sum", reason: "because its name is that of an amount" };
  if (levelName.test(name)) return { by: "mean", reason: "because its name is that of a level" };
  return areCounts(values)
    ? { by: "sum", reason: "because its values are whole numbers from zero on, as counts are" }
    : { by: "mean", reason: "because neither its name nor its values say that they add up" };
}

/**
 * Whether steps of one frequency make up whole steps of another. Weeks and months may be cut by longer months: a step belongs
 * to the period in which it begins.
 * @throws EngineError `wrong-arguments`
 */
export function requireCoarser(from: Frequency, to: Frequency): void {
  if (isCoarser(from, to)) return;
  throw new EngineError(
    "wrong-arguments",
    `Steps of ${formatStepSpan(1, from)} can't be combined into steps of ${formatStepSpan(1, to)}.`,
    {
      hint: "Choose longer steps that the data's own steps fit into: hours into days, days into weeks or months, months into quarters.",
    },
  );
}

function isCoarser(from: Frequency, to: Frequency): boolean {
  if (to.unit === "businessDay") return false;
  const months = stepMonths(to);
  const ownMonths = stepMonths(from);
  if (ownMonths !== null) return months !== null && months > ownMonths && months % ownMonths === 0;
  const ownMs = from.unit === "businessDay" ? from.count * dayMs : (fixedStepMs(from) ?? 0);
  if (months !== null) return ownMs < months * 28 * dayMs;
  const stepMs = fixedStepMs(to) ?? 0;
  return from.unit === "businessDay" ? to.unit === "week" : stepMs > ownMs && stepMs % ownMs === 0;
}

export interface AggregatedGrid extends SeriesGrid {
  /** Steps of the new grid at the ends that the data does not cover, with the first of their old steps. */
  readonly partial: readonly { readonly atEnd: boolean; readonly oldStep: number }[];
  /** Missing because parts are missing: the first old step of each. */
  readonly incomplete: readonly number[];
  /** The last old step that a new one is made of. */
  readonly lastOldStep: (step: number) => number;
}

interface Choices {
  readonly by: "sum" | "mean";
  readonly keepsPartial: boolean;
  readonly keepsIncomplete: boolean;
}

/**
 * Longer steps made of the grid's own. A sum of which a part is missing is missing; a mean is taken from what is there, if
 * that is half of its steps. First and last periods that begin before the data or end after it are left out.
 */
export function aggregateGrid(
  grid: SeriesGrid,
  { frequency }: Aggregation,
  { by, keepsPartial, keepsIncomplete }: Choices,
): AggregatedGrid {
  const steps = grid.values.length;
  // Below the day the clock's changes stay what they are: longer steps lie on the grid of elapsed time.
  const isWithinDay = (fixedStepMs(frequency) ?? dayMs) < dayMs;
  const toWall = isWithinDay ? null : grid.toWall;
  const wallOf = (step: number): number => {
    const ms = timeAt(grid.startMs, grid.frequency, step);
    return toWall === null ? ms : toWall(ms);
  };
  const startOf = (step: number): number => periodStart(wallOf(step), frequency);
  const first = startOf(0);
  const starts: number[] = [];
  const ends: number[] = [];
  const at = new Int32Array(steps);
  let before = Number.NaN;
  let next = -Infinity;
  for (let step = 0; step < steps; step += 1) {
    const wall = wallOf(step);
    // Only a period's first step asks the calendar.
    if (!(wall >= before && wall < next)) {
      before = periodStart(wall, frequency);
      next = nextPeriod(before, frequency);
      starts.push(step);
      ends.push(step);
    }
    ends[ends.length - 1] = step + 1;
    at[step] = starts.length - 1;
  }
  const cutsFirst = !keepsPartial && startOf(-1) === first;
  const cutsLast = !keepsPartial && startOf(steps) === before && (starts.length > 1 || !cutsFirst);
  const from = cutsFirst ? 1 : 0;
  const to = Math.max(from, starts.length - (cutsLast ? 1 : 0));
  const values = new Float64Array(to - from);
  const flags = grid.flags.carry(values.length, (step) => (at[step] ?? 0) - from);
  const incomplete: number[] = [];
  for (let period = from; period < to; period += 1) {
    const start = starts[period] ?? 0;
    const { value, observed } = combine(grid.values, start, ends[period] ?? 0, by);
    const length = (ends[period] ?? 0) - start;
    const isPartial =
      (period === 0 && startOf(-1) === first) || (period === starts.length - 1 && startOf(steps) === before);
    const isEnough = observed === length || keepsIncomplete || (by === "mean" && observed >= length * leastShareOfMean);
    if (observed > 0 && !isEnough) incomplete.push(start);
    values[period - from] = observed > 0 && isEnough ? value : Number.NaN;
    if (observed > 0 && isEnough && (observed < length || isPartial)) flags.set("partial", period - from);
  }
  const cut = [
    ...(cutsFirst ? [{ atEnd: false, oldStep: 0 }] : []),
    ...(cutsLast ? [{ atEnd: true, oldStep: starts.at(-1) ?? 0 }] : []),
  ];
  const startMs = startOf(starts[from] ?? 0);
  const lastOldStep = (step: number): number => (ends[from + step] ?? 1) - 1;
  return {
    startMs,
    frequency,
    values,
    flags,
    stamps: null,
    toWall: isWithinDay ? grid.toWall : null,
    partial: cut,
    incomplete,
    lastOldStep,
  };
}

function combine(
  values: Float64Array,
  from: number,
  to: number,
  by: "sum" | "mean",
): { value: number; observed: number } {
  let sum = 0;
  let observed = 0;
  for (let step = from; step < to; step += 1) {
    const value = values[step] ?? Number.NaN;
    if (value !== value) continue;
    sum += value;
    observed += 1;
  }
  return { value: by === "sum" ? sum : sum / observed, observed };
}

/** "2024-01-01" for days and longer, with the clock below. */
export function periodName(ms: number, frequency: Frequency): string {
  const text = formatTimestamp(ms);
  return (fixedStepMs(frequency) ?? dayMs) < dayMs ? text.replace("T", " ").slice(0, 16) : text.slice(0, 10);
}
