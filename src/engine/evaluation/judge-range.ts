import type { BandShare } from "#domain/forecast";
import type { PastScore, RangeEvidence, RangeVerdict } from "#domain/score";

/** Nobody decides otherwise for a range that is off by less than this share; with many steps the test alone would find it. */
const tolerance = 0.03;
/** As far as this from its level a coverage supports a range that the test does not reject. */
const supporting = 0.05;
/**
 * The correlation of hits within an origin that is expected before a series has been looked at, and the origins it counts as: the middle
 * of the series behind docs/decisions/0006, whose own lie between 0.1 and 0.6.
 */
const usualCorrelation = 0.3;
const priorOrigins = 5;

/**
 * Whether forecasts at past origins bear out what a central interval claims.
 *
 * Steps of one forecast err together, so that a hundred steps of five forecasts say less than a hundred forecasts. The number of
 * hits is therefore judged as if there were fewer steps: steps over the design effect 1 + (m − 1)·ρ of m steps per origin (Kish
 * 1965; Rao & Scott 1992 on clustered binary data). ρ is the analysis-of-variance estimate of the correlation of hits within an
 * origin (Ridout, Demétrio & Firth 1999), drawn towards the usual one where there are few origins, since a handful of them can't
 * show how alike their steps are. The test is the binomial score test (Wilson 1927) with Student's distribution of one degree of
 * freedom fewer than there are origins, as is usual where a variance comes from clusters (Cameron & Miller 2015).
 *
 * A range that the test rejects is too narrow or too wide if it is also off by 3 points. One that it does not reject held, if
 * its coverage is within 5 points of the level and there are enough steps that a range which contains everything would have been
 * rejected; otherwise there are too few.
 *
 * @param past of one series, earliest first, with at least one step among them
 */
export function judgeRange(past: readonly PastScore[], level: BandShare): RangeEvidence {
  const origins = past
    .filter(({ steps }) => steps > 0)
    .map(({ steps, inside }) => ({ steps, hits: inside[`${level}`] }));
  const steps = origins.reduce((sum, one) => sum + one.steps, 0);
  const coverage = origins.reduce((sum, one) => sum + one.hits, 0) / steps;
  const effectiveSteps = effectiveStepsOf(origins);
  const margin = Math.min(1, criticalAt(origins.length - 1) * Math.sqrt((level * (1 - level)) / effectiveSteps));
  return {
    level,
    coverage,
    steps,
    origins: origins.length,
    effectiveSteps,
    margin,
    verdict: verdictOf(coverage - level, margin, 1 - level),
  };
}

function verdictOf(off: number, margin: number, rest: number): RangeVerdict {
  const distance = Math.abs(off);
  if (distance > margin && distance >= tolerance) return off < 0 ? "too-narrow" : "too-wide";
  return margin < rest && distance <= supporting ? "held" : "too-few";
}

/** 97.5 % quantile of Student's distribution, by the expansion of Fisher & Cornish 1960; infinite without a degree of freedom. */
function criticalAt(degrees: number): number {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}

/** Of one past forecast: steps that were looked at, and those of them at which something happened. */
export interface OriginHits {
  readonly steps: number;
  readonly hits: number;
}

/** What the steps are worth as if each were independent: see {@link judgeRange}. @param origins each with a step, at least one */
export function effectiveStepsOf(origins: readonly OriginHits[]): number {
  const steps = origins.reduce((sum, one) => sum + one.steps, 0);
  const share = origins.reduce((sum, one) => sum + one.hits, 0) / steps;
  const stepsPerOrigin = origins.reduce((sum, one) => sum + one.steps ** 2, 0) / steps;
  return steps / (1 + (stepsPerOrigin - 1) * correlationOf(origins, steps, share));
}

/** Between 0 and 1. Origins that all hit, or all miss, say nothing about it. */
function correlationOf(origins: readonly OriginHits[], steps: number, coverage: number): number {
  const estimate = correlationWithin(origins, steps, coverage);
  if (Number.isNaN(estimate)) return usualCorrelation;
  const bounded = Math.min(1, Math.max(0, estimate));
  return (origins.length * bounded + priorOrigins * usualCorrelation) / (origins.length + priorOrigins);
}

/** The estimate of a one-way analysis of variance; NaN where nothing varies, or with a single step per origin. */
function correlationWithin(origins: readonly OriginHits[], steps: number, coverage: number): number {
  const between =
    origins.reduce((sum, one) => sum + one.steps * (one.hits / one.steps - coverage) ** 2, 0) / (origins.length - 1);
  const within =
    origins.reduce((sum, one) => sum + one.hits * (1 - one.hits / one.steps), 0) / (steps - origins.length);
  const size = (steps - origins.reduce((sum, one) => sum + one.steps ** 2, 0) / steps) / (origins.length - 1);
  return (between - within) / (between + (size - 1) * within);
}
