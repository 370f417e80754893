/** What a search process computes of a profile: one stage of some series, or what moves together. Pure but for the clock. */
import type { FromSearch, SeriesOutcome, SeriesToProfile, ToSearch } from "#contract/worker";
import { EngineError, toPlainError } from "#domain/errors";
import { deadline, type Signal } from "#engine/concurrency";
import { formatDuration } from "#engine/format";
import { correlate, profileSeries, summarise } from "#engine/profile";
import { timeAt } from "#engine/series";

type Profile = Extract<ToSearch, { type: "profile" }>;
type Correlate = Extract<ToSearch, { type: "correlate" }>;

/** Values by the name that they came under. @throws EngineError where they have not come */
type ValuesOf = (content: string) => Float64Array;

/**
 * Every series by itself: what goes wrong with one is its outcome, and none of the others'. Never throws.
 *
 * @param now monotonic milliseconds
 */
export function profileOf({ id, stage, series, limitMs }: Profile, valuesOf: ValuesOf, now: () => number): FromSearch {
  const startedMs = now();
  const outcomes = series.map(({ id: name, content, frequency }): SeriesOutcome => {
    try {
      const values = valuesOf(content);
      if (stage === "summary") return { ok: true, summary: summarise(values) };
      const signal = within(limitMs, now, "The profile");
      return { ok: true, profile: profileSeries({ id: name, frequency, values }, { signal }) };
    } catch (error) {
      return { ok: false, isTimeout: isTimeout(error), error: toPlainError(error) };
    }
  });
  return { type: "profiled", id, outcomes, seconds: (now() - startedMs) / 1000 };
}

/** Never throws. */
export function correlationsOf(
  { id, series, others, limitMs }: Correlate,
  valuesOf: ValuesOf,
  now: () => number,
): FromSearch {
  const startedMs = now();
  const seconds = (): number => (now() - startedMs) / 1000;
  try {
    const report = correlate(
      series.map((one) => seriesOf(one, valuesOf(one.content))),
      { maxSeries: series.length, signal: within(limitMs, now, "Comparing them") },
    );
    const notes = [
      ...(others.unlike === 0 ? [] : ["Series with another step than the first were left out."]),
      ...(others.alike === 0
        ? []
        : [`Compares the first ${series.length} of ${(series.length + others.alike).toLocaleString("en-GB")} series.`]),
    ];
    return { type: "correlated", id, report: { ...report, notes: [...notes, ...report.notes] }, seconds: seconds() };
  } catch (error) {
    return { type: "failed", id, isTimeout: isTimeout(error), error: toPlainError(error), seconds: seconds() };
  }
}

function seriesOf(
  { id, frequency, startMs }: SeriesToProfile,
  values: Float64Array,
): Parameters<typeof correlate>[0][number] {
  const times = Float64Array.from(values, (_value, step) => timeAt(startMs, frequency, step));
  return { id, frequency, times, values };
}

function within(limitMs: number, now: () => number, what: string): Signal {
  return deadline(
    now,
    limitMs,
    () => new EngineError("timed-out", `${what} took more than ${formatDuration(limitMs)}.`),
  );
}

function isTimeout(error: unknown): boolean {
  return error instanceof EngineError && error.code === "timed-out";
}
