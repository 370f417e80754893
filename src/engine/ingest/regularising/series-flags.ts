import { formatShare, plural } from "#engine/format";
import type { RepairLog } from "#engine/ingest/report";
import { type FlagCode, type FlagSpan, type SeriesFlags, flagCodes } from "#domain/series";

const maxDetails = 1000;
const maxSpans = 1000;

/** A flag on nearly every step says nothing of any of them. */
const nearlyAllShare = 0.8;
const leastNearlyAll = 20;

/** What the series of a dataset share while their flags are collected. */
export interface FlagLedger {
  /** Spans that may still be listed: a file may have thousands of series. Counts stay exact. */
  left: number;
  /** Flags that were on nearly every step of a series and were taken off all of them, with the first such series. */
  readonly everywhere: Map<FlagCode, { readonly id: string; readonly share: number; series: number }>;
}

export function flagLedger(): FlagLedger {
  return { left: 200_000, everywhere: new Map() };
}

type Detail = Pick<FlagSpan, "row" | "from" | "to">;

/** Flags while they are collected. */
interface Found {
  readonly steps: Partial<Record<FlagCode, number>>;
  total: number;
  readonly spans: FlagSpan[];
}

/** Collects what is said about the steps of one series. */
export class FlagBoard {
  readonly #steps: number;
  /** [steps] one bit per code, in the order of {@link flagCodes}; made when the first flag is set. */
  #bits: Uint16Array | null = null;
  readonly #details = new Map<number, Detail>();

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Details are kept for the first thousand flags; later flags have none. */
  set(code: FlagCode, step: number, detail?: () => Detail): void {
    if (step < 0 || step >= this.#steps) return;
    this.#bits ??= new Uint16Array(this.#steps);
    const bit = flagCodes.indexOf(code);
    this.#bits[step] = (this.#bits[step] ?? 0) | (1 << bit);
    if (detail !== undefined && this.#details.size < maxDetails) this.#details.set(step * 16 + bit, detail());
  }

  /** The same flags on longer steps. Missing steps and details belong to the old ones. */
  carry(steps: number, stepOf: (step: number) => number): FlagBoard {
    const board = new FlagBoard(steps);
    const bits = this.#bits;
    if (bits === null) return board;
    const carried = new Uint16Array(steps);
    for (let step = 0; step < bits.length; step += 1) {
      const to = stepOf(step);
      if (to >= 0 && to < steps) carried[to] = (carried[to] ?? 0) | (bits[step] ?? 0);
    }
    board.#bits = carried;
    return board;
  }

  /** The same flags on some of the steps. */
  pick(kept: Uint32Array): FlagBoard {
    const board = new FlagBoard(kept.length);
    const bits = this.#bits;
    if (bits === null) return board;
    board.#bits = Uint16Array.from(kept, (step) => bits[step] ?? 0);
    if (this.#details.size === 0) return board;
    for (const [at, step] of kept.entries()) {
      if (bits[step] === 0) continue;
      for (let bit = 0; bit < flagCodes.length; bit += 1) {
        const detail = this.#details.get(step * 16 + bit);
        if (detail !== undefined) board.#details.set(at * 16 + bit, detail);
      }
    }
    return board;
  }

  /**
   * The flags of the steps `from` up to `to`, counted from `from`. Missing steps are told by their values.
   * @param id of the series that they belong to
   */
  finish(values: Float64Array, from: number, to: number, id: string, ledger: FlagLedger): SeriesFlags {
    const found: Found = { steps: {}, total: 0, spans: [] };
    const counts = this.#count(from, to);
    for (const [bit, code] of flagCodes.entries()) {
      const bits = this.#bits;
      const steps = counts[bit] ?? 0;
      if (bit > 0 && (bits === null || steps === 0 || isEverywhere(code, steps / (to - from), steps, id, ledger)))
        continue;
      const isSet = (step: number): boolean =>
        bit === 0 ? Number.isNaN(values[step]) : ((bits?.[step] ?? 0) & (1 << bit)) !== 0;
      this.#collect(found, code, bit, from, to, isSet, ledger);
    }
    found.spans.sort((a, b) => a.fromStep - b.fromStep);
    return found;
  }

  /** [codes] on how many steps each flag is. */
  #count(from: number, to: number): Uint32Array {
    const counts = new Uint32Array(flagCodes.length);
    if (this.#bits === null) return counts;
    for (let step = from; step < to; step += 1) {
      for (let bits = this.#bits[step] ?? 0, bit = 0; bits !== 0; bits >>= 1, bit += 1)
        if ((bits & 1) !== 0) counts[bit] = (counts[bit] ?? 0) + 1;
    }
    return counts;
  }

  #collect(
    found: Found,
    code: FlagCode,
    bit: number,
    from: number,
    to: number,
    isSet: (step: number) => boolean,
    ledger: FlagLedger,
  ): void {
    let steps = 0;
    let room = Math.min(maxSpans, ledger.left);
    let span: { toStep: number } | null = null;
    for (let step = from; step < to; step += 1) {
      if (!isSet(step)) {
        span = null;
        continue;
      }
      steps += 1;
      const detail = this.#details.get(step * 16 + bit);
      // A step with something to tell is a span of its own.
      if (span !== null && detail === undefined) {
        span.toStep = step - from;
        continue;
      }
      found.total += 1;
      const next = { code, fromStep: step - from, toStep: step - from, ...detail };
      span = next;
      if (room <= 0) continue;
      room -= 1;
      ledger.left -= 1;
      found.spans.push(next);
    }
    if (steps > 0) found.steps[code] = steps;
  }
}

/** Whether nearly every step has the flag; the ledger says so then. */
function isEverywhere(code: FlagCode, share: number, steps: number, id: string, { everywhere }: FlagLedger): boolean {
  if (steps < leastNearlyAll || share < nearlyAllShare) return false;
  const known = everywhere.get(code);
  if (known === undefined) everywhere.set(code, { id, share, series: 1 });
  else known.series += 1;
  return true;
}

const everywhereWords: Readonly<Record<FlagCode, string>> = {
  missing: "are missing",
  filled: "were filled",
  outlier: "are outliers",
  duplicate: "are made of several rows",
  snapped: "were moved to the nearest step",
  "out-of-range": "are at a limit of the sensor",
  code: "hold a number that stands for no value",
  unreadable: "hold a cell that can't be read",
  calibration: "have a calibration beside them",
  partial: "lack some of their shorter steps",
  corrected: "are corrected",
};

/** One warning for each flag that switched itself off. */
export function sayEverywhere(log: RepairLog, { everywhere }: FlagLedger): void {
  for (const [code, { id, share, series }] of everywhere)
    log.warn(
      "flag-everywhere",
      `${formatShare(share)} of the steps of "${id}"${series === 1 ? "" : `, and nearly all of ${plural(series - 1, "more series", "more series")},`} ${everywhereWords[code]}. So many are not marked one by one.`,
      id,
    );
}
