import { scaleLinear } from "d3-scale";
import type { ValueScaleKind } from "#domain/chart";

/** A value axis: where values stand on it. Every drawing maps values by it and leaves its own axis straight. */
export interface ValueScale {
  readonly kind: ValueScaleKind;
  /** Of the axis, in values. */
  readonly range: readonly [number, number];
  /** The place of a value, rising with it; NaN stays NaN. Below a logarithmic axis all values have one place. */
  forward(value: number): number;
  inverse(place: number): number;
  /** Round values to label, about `count` of them, ascending. */
  ticks(count: number): number[];
}

/** Logarithmic only where every value has a logarithm. */
export function usableScale(kind: ValueScaleKind, lowest: number): ValueScaleKind {
  return kind === "log" && !(lowest > 0) ? "linear" : kind;
}

/**
 * @param range of the axis, in values: low end first, and above zero for a logarithmic one
 * @param unit where a symmetric axis bends; a thousandth of the largest value, as a power of ten, when absent
 */
export function valueScale(kind: ValueScaleKind, range: readonly [number, number], unit?: number): ValueScale {
  if (kind === "log" && range[0] > 0) return logScale(range);
  if (kind === "symmetric") return symmetricScale(range, unit ?? bendOf(range));
  return {
    kind: "linear",
    range,
    forward: (value) => value,
    inverse: (place) => place,
    ticks: (count) =>
      scaleLinear()
        .domain([...range])
        .ticks(count),
  };
}

/** Where a symmetric axis goes from straight to logarithmic, so that three powers of ten are told apart. */
export function bendOf([low, high]: readonly [number, number]): number {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return largest > 0 ? 10 ** (Math.floor(Math.log10(largest)) - 2) : 1;
}

/** Lowest place of what lies below the axis, in tenths of it: far enough to be out of sight. */
const below = 10;

function logScale(range: readonly [number, number]): ValueScale {
  const low = Math.log10(range[0]);
  const high = Math.log10(range[1]);
  const lowest = low - (high - low) / below;
  return {
    kind: "log",
    range,
    forward: (value) => (Number.isNaN(value) ? value : value > 0 ? Math.max(Math.log10(value), lowest) : lowest),
    inverse: (place) => 10 ** place,
    ticks: (count) => logTicks(range, count),
  };
}

function symmetricScale(range: readonly [number, number], unit: number): ValueScale {
  return {
    kind: "symmetric",
    range,
    forward: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value) / unit),
    inverse: (place) => Math.sign(place) * unit * (10 ** Math.abs(place) - 1),
    ticks: (count) => symmetricTicks(range, unit, count),
  };
}

const steps: readonly (readonly number[])[] = [[1, 2, 5], [1, 3], [1]];

/** Powers of ten and round values between them, as many as there is room for; over less than a power, values of even spacing. */
function logTicks([low, high]: readonly [number, number], count: number): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  if (high / low < 10)
    return scaleLinear()
      .domain([low, high])
      .ticks(count)
      .filter((tick) => tick > 0);
  const powers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  for (const factors of steps) {
    const ticks = powers.flatMap((power) => factors.map((factor) => factor * 10 ** power));
    const inside = ticks.filter((tick) => tick >= low && tick <= high);
    if (inside.length <= count) return inside;
  }
  const inside = powers.map((power) => 10 ** power).filter((tick) => tick >= low && tick <= high);
  const stride = Math.ceil(inside.length / count);
  return inside.filter((_, index) => index % stride === 0);
}

function symmetricTicks([low, high]: readonly [number, number], unit: number, count: number): number[] {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const powers: number[] = [];
  for (let value = unit; value <= largest; value *= 10) powers.push(value);
  const hasBoth = low < 0 && high > 0;
  const perSide = Math.max(1, Math.floor((count - 1) / (hasBoth ? 2 : 1)));
  const stride = Math.ceil(powers.length / perSide);
  // The largest is labelled whatever is left out.
  const kept = powers.toReversed().filter((_, index) => index % stride === 0);
  return [...kept.map((value) => -value), 0, ...kept.toReversed()].filter((value) => value >= low && value <= high);
}
