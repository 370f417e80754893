import type { FlagCode, FlagSpan, IngestedSeries, SeriesFlags } from "#domain/series";
import { valueText } from "./place.ts";

const maxSpans = 1000;

/** Of a value that is not there any more. */
const aboutValue: ReadonlySet<FlagCode> = new Set(["filled", "outlier"]);

export interface KnownSteps {
  /** In their order. */
  readonly steps: readonly number[];
  /** What lies behind this step is not known. */
  readonly knownTo: number;
}

/** The steps that the import filled. Spans are listed from the start on, up to a limit. */
export function filledSteps({ spans, steps }: SeriesFlags): KnownSteps {
  const own = spans.filter(({ code }) => code === "filled");
  const listed = own.flatMap(({ fromStep, toStep }) => rangeOf(fromStep, toStep));
  return { steps: listed, knownTo: listed.length === (steps.filled ?? 0) ? Infinity : (listed.at(-1) ?? -1) };
}

/**
 * The flags of a corrected series: `missing` by its values, `corrected` where it has another one, and of the import's those that are still
 * true. Counts are exact as far as the import's spans are listed.
 *
 * @param changed steps whose value is another one, in their order
 */
export function correctedFlags(
  { flags, values: before }: IngestedSeries,
  values: Float64Array,
  changed: Uint32Array,
): SeriesFlags {
  const steps: Partial<Record<FlagCode, number>> = { ...flags.steps };
  const isMissing = (step: number): boolean => Number.isNaN(values[step]);
  const wasMissing = (step: number): boolean => Number.isNaN(before[step]);
  const observed = changed.filter((step) => !isMissing(step));
  const lost = changed.filter((step) => isMissing(step) && !wasMissing(step));
  const spans: FlagSpan[] = [];
  const missing: FlagSpan[] = [...runsOf(lost, "missing")];
  let total = flags.total;
  for (const span of flags.spans) {
    const gone = span.code === "missing" ? observed : aboutValue.has(span.code) ? changed : null;
    const left = gone === null ? [span] : withoutSteps(span, gone);
    if (span.code === "missing") missing.push(...left);
    else {
      spans.push(...left);
      total += left.length - 1;
      const stepsGone = lengthOf(span) - left.reduce((sum, part) => sum + lengthOf(part), 0);
      setCount(steps, span.code, (steps[span.code] ?? 0) - stepsGone);
    }
  }
  const corrected = correctedSpans(before, values, changed);
  setCount(steps, "missing", (steps.missing ?? 0) + lost.length - observed.filter(wasMissing).length);
  setCount(steps, "corrected", changed.length);
  spans.push(...joined(missing).slice(0, maxSpans), ...corrected.slice(0, maxSpans));
  spans.sort((a, b) => a.fromStep - b.fromStep);
  total += corrected.length + startsNear(changed, isMissing) - startsNear(changed, wasMissing);
  return { steps, total: Math.max(spans.length, total), spans };
}

/** How many stretches of such steps begin at one of these steps, or at the step after one. */
function startsNear(changed: Uint32Array, is: (step: number) => boolean): number {
  let starts = 0;
  let looked = -1;
  for (const step of changed) {
    for (let at = Math.max(step, looked + 1); at <= step + 1; at += 1)
      if (is(at) && !(at > 0 && is(at - 1))) starts += 1;
    looked = step + 1;
  }
  return starts;
}

function setCount(steps: Partial<Record<FlagCode, number>>, code: FlagCode, count: number): void {
  if (count > 0) steps[code] = count;
  else delete steps[code];
}

/** A single step says what it was and is. */
function correctedSpans(before: Float64Array, values: Float64Array, changed: Uint32Array): FlagSpan[] {
  return runsOf(changed, "corrected").map((span) => {
    if (span.fromStep !== span.toStep) return span;
    const [from, to] = [before, values].map((numbers) => valueText(numbers[span.fromStep] ?? Number.NaN));
    return { ...span, ...(from === undefined || to === undefined ? {} : { from, to }) };
  });
}

/** @param steps in their order */
function runsOf(steps: Uint32Array, code: FlagCode): FlagSpan[] {
  const spans: FlagSpan[] = [];
  for (let at = 0; at < steps.length; at += 1) {
    const fromStep = steps[at] as number;
    while (steps[at + 1] === (steps[at] as number) + 1) at += 1;
    spans.push({ code, fromStep, toStep: steps[at] as number });
  }
  return spans;
}

/** Spans of one code in their order; neighbours become one. */
function joined(spans: readonly FlagSpan[]): FlagSpan[] {
  const result: FlagSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.fromStep - b.fromStep)) {
    const before = result.at(-1);
    if (before !== undefined && span.fromStep <= before.toStep + 1)
      result[result.length - 1] = { ...before, toStep: Math.max(before.toStep, span.toStep) };
    else result.push(span);
  }
  return result;
}

/**
 * What is left of a span; row and texts belong to its first step.
 * @param gone in their order
 */
function withoutSteps(span: FlagSpan, gone: Uint32Array): FlagSpan[] {
  const left: FlagSpan[] = [];
  let fromStep = span.fromStep;
  const keepTo = (toStep: number): void => {
    if (fromStep > toStep) return;
    left.push(fromStep === span.fromStep ? { ...span, toStep } : { code: span.code, fromStep, toStep });
  };
  for (let at = firstFrom(gone, span.fromStep); (gone[at] ?? Infinity) <= span.toStep; at += 1) {
    const step = gone[at] as number;
    keepTo(step - 1);
    fromStep = step + 1;
  }
  keepTo(span.toStep);
  return left;
}

/** The place of the first that is not below `step`. */
function firstFrom(steps: Uint32Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lengthOf({ fromStep, toStep }: FlagSpan): number {
  return toStep - fromStep + 1;
}

function rangeOf(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
