import type { Frequency } from "#domain/series";

/**
 * What is done to the forecast of a step, said of its median: it becomes a value, moves by an amount in the unit of the series, or is
 * multiplied with a factor of zero or more (1.1: 10 % more).
 */
export type AdjustmentChange =
  | { readonly kind: "set"; readonly value: number }
  | { readonly kind: "add"; readonly amount: number }
  | { readonly kind: "multiply"; readonly factor: number };

export const adjustmentKinds = ["set", "add", "multiply"] as const satisfies readonly AdjustmentChange["kind"][];

/**
 * How much of a change the steps of a stretch get.
 *
 * - `pulse`: all of it at each step of the stretch, nothing outside of it.
 * - `shift`: all of it from the first step on, for good.
 * - `ramp`: from nothing at the first step in a line to all of it at the last, and all of it from there on.
 * - `decay`: all of it at the first step, a twentieth at the last, the same share less from step to step; nothing after it.
 */
export const adjustmentShapes = ["pulse", "shift", "ramp", "decay"] as const;
export type AdjustmentShape = (typeof adjustmentShapes)[number];

/**
 * What becomes of a step's range when its median moves.
 *
 * - `keep`: it moves along and stays as wide.
 * - `scale`: its width is multiplied with what the median is multiplied with; it stays as wide where the median was zero, or next to it (less
 *   than a thousandth of what it becomes), or changes its sign.
 * - `certain`: nothing else can happen than the median.
 */
export const rangeRules = ["keep", "scale", "certain"] as const;
export type RangeRule = (typeof rangeRules)[number];

/** Ranges follow as people mean it: what is 10 % more varies 10 % more, what is 50 more varies as before. */
export const usualRange: Readonly<Record<AdjustmentChange["kind"], RangeRule>> = {
  set: "keep",
  add: "keep",
  multiply: "scale",
};

/** A change of the forecast of a stretch of one series, as a user asks for it. */
export interface AdjustmentEdit {
  readonly series: string;
  /** Wall-clock milliseconds of the first and the last step, both included: in a file with more rows they are the same steps. */
  readonly from: number;
  readonly to: number;
  readonly change: AdjustmentChange;
  readonly shape: AdjustmentShape;
  readonly range: RangeRule;
  /** Why; empty where nothing is said. */
  readonly note: string;
}

/** One that was made. Those of a series are applied in the order of their ids, each to what the ones before it left. */
export interface Adjustment extends AdjustmentEdit {
  /** Of its log, counted from 1 and never given twice. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly madeMs: number;
  /** Wall-clock milliseconds of the last step that was observed when it was made. */
  readonly seen: number;
  /** Its times mean nothing on another grid. */
  readonly frequency: Frequency;
}

/** How much of the change the step at a time gets, in [0, 1]. */
export function shareAt({ from, to, shape }: Pick<AdjustmentEdit, "from" | "to" | "shape">, time: number): number {
  if (!(time >= from)) return 0;
  const place = to > from ? (time - from) / (to - from) : 1;
  switch (shape) {
    case "pulse":
      return time <= to ? 1 : 0;
    case "shift":
      return 1;
    case "ramp":
      return Math.min(1, place);
    case "decay":
      return time > to ? 0 : to > from ? 0.05 ** place : 1;
  }
}
