import { type FlagCode, type FlagSpan, type SeriesFlags, flagCodes } from "#domain/series";

const maxDetails = 1000;
const maxSpans = 1000;

/** How many spans all series of a dataset together may list: a file may have thousands of series. Counts stay exact. */
export interface SpanBudget {
  left: number;
}

export function spanBudget(): SpanBudget {
  return { left: 200_000 };
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

  /** The flags of the steps `from` up to `to`, counted from `from`. Missing steps are told by their values. */
  finish(values: Float64Array, from: number, to: number, budget: SpanBudget): SeriesFlags {
    const found: Found = { steps: {}, total: 0, spans: [] };
    for (const [bit, code] of flagCodes.entries()) {
      const bits = this.#bits;
      if (bit > 0 && bits === null) break;
      const isSet = (step: number): boolean =>
        bit === 0 ? Number.isNaN(values[step]) : ((bits?.[step] ?? 0) & (1 << bit)) !== 0;
      this.#collect(found, code, bit, from, to, isSet, budget);
    }
    found.spans.sort((a, b) => a.fromStep - b.fromStep);
    return found;
  }

  #collect(
    found: Found,
    code: FlagCode,
    bit: number,
    from: number,
    to: number,
    isSet: (step: number) => boolean,
    budget: SpanBudget,
  ): void {
    let steps = 0;
    let room = Math.min(maxSpans, budget.left);
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
      budget.left -= 1;
      found.spans.push(next);
    }
    if (steps > 0) found.steps[code] = steps;
  }
}
