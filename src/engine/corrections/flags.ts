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
  const isChanged = new Set(changed);
  const steps: Partial<Record<FlagCode, number>> = { ...flags.steps };
  const kept: FlagSpan[] = [];
  let total = flags.total - missingSpans(before).length;
  for (const span of flags.spans) {
    if (span.code === "missing") continue;
    const left = aboutValue.has(span.code) ? withoutSteps(span, isChanged) : [span];
    const gone = lengthOf(span) - left.reduce((sum, part) => sum + lengthOf(part), 0);
    setCount(steps, span.code, (steps[span.code] ?? 0) - gone);
    kept.push(...left);
    total += left.length - 1;
  }
  const missing = missingSpans(values);
  const corrected = correctedSpans(before, values, changed);
  setCount(
    steps,
    "missing",
    missing.reduce((sum, span) => sum + lengthOf(span), 0),
  );
  setCount(steps, "corrected", changed.length);
  const spans = [...kept, ...missing.slice(0, maxSpans), ...corrected.slice(0, maxSpans)];
  spans.sort((a, b) => a.fromStep - b.fromStep);
  return { steps, total: Math.max(spans.length, total + missing.length + corrected.length), spans };
}

function setCount(steps: Partial<Record<FlagCode, number>>, code: FlagCode, count: number): void {
  if (count > 0) steps[code] = count;
  else delete steps[code];
}

/** A single step says what it was and is. */
function correctedSpans(before: Float64Array, values: Float64Array, changed: Uint32Array): FlagSpan[] {
  const spans: FlagSpan[] = [];
  for (let at = 0; at < changed.length;) {
    let end = at;
    while (end + 1 < changed.length && (changed[end + 1] ?? 0) === (changed[end] ?? 0) + 1) end += 1;
    const fromStep = changed[at] ?? 0;
    const toStep = changed[end] ?? 0;
    const detail =
      fromStep === toStep
        ? { from: valueText(before[fromStep] ?? Number.NaN), to: valueText(values[fromStep] ?? Number.NaN) }
        : {};
    spans.push({ code: "corrected", fromStep, toStep, ...detail });
    at = end + 1;
  }
  return spans;
}

function missingSpans(values: Float64Array): FlagSpan[] {
  const spans: FlagSpan[] = [];
  for (let step = 0; step < values.length; step += 1) {
    if (!Number.isNaN(values[step])) continue;
    const fromStep = step;
    while (step + 1 < values.length && Number.isNaN(values[step + 1])) step += 1;
    spans.push({ code: "missing", fromStep, toStep: step });
  }
  return spans;
}

/** What is left of a span; row and texts belong to its first step. */
function withoutSteps(span: FlagSpan, gone: ReadonlySet<number>): FlagSpan[] {
  const left: FlagSpan[] = [];
  for (let step = span.fromStep; step <= span.toStep; step += 1) {
    if (gone.has(step)) continue;
    const fromStep = step;
    while (step < span.toStep && !gone.has(step + 1)) step += 1;
    left.push(fromStep === span.fromStep ? { ...span, toStep: step } : { code: span.code, fromStep, toStep: step });
  }
  return left;
}

function lengthOf({ fromStep, toStep }: FlagSpan): number {
  return toStep - fromStep + 1;
}

function rangeOf(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
