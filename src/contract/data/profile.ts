import { z } from "zod";
import {
  demandClasses,
  profileParts,
  stationarityVerdicts,
  trendDirections,
  type CorrelationReport,
  type DatasetProfile,
  type Decomposition,
  type SeriesProfile,
  type ValueSummary,
} from "#domain/profile";
import { float64 } from "./numbers.ts";

const count = z.int().nonnegative();
const number = z.number();
const numberOrNone = number.nullable();
const countOrNone = count.nullable();

/** A record's keys as the enumeration that they are. */
function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly [K, ...K[]] {
  return Object.keys(record) as unknown as readonly [K, ...K[]];
}

const direction = z.enum(keysOf(trendDirections));
const verdict = z.enum(keysOf(stationarityVerdicts));
const demandClass = z.enum(keysOf(demandClasses));

export const valueSummarySchema = z.object({
  steps: count,
  observed: count,
  missing: count,
  gaps: z.object({ count, longestSteps: count, longestFromStep: countOrNone }),
  firstStep: countOrNone,
  lastStep: countOrNone,
  first: numberOrNone,
  last: numberOrNone,
  min: numberOrNone,
  max: numberOrNone,
  sum: numberOrNone,
  mean: numberOrNone,
  median: numberOrNone,
  deviation: numberOrNone,
  skewness: numberOrNone,
  quantiles: z.array(numberOrNone),
  zeros: count,
  negatives: count,
  distinct: count,
  isConstant: z.boolean(),
  isWhole: z.boolean(),
  histogram: z.object({ edges: z.array(number), counts: z.array(number) }),
}) satisfies z.ZodType<ValueSummary>;

const testSchema = z.object({
  statistic: number,
  lags: count,
  p: number,
  pIs: z.enum(["exact", "at-most", "at-least"]),
});

export const seriesProfileSchema = z.object({
  series: z.string(),
  summary: valueSummarySchema,
  seasons: z
    .array(
      z.object({
        length: z.int().positive(),
        source: z.enum(["calendar", "values"]),
        strength: number,
        autocorrelation: number,
        cycles: number,
        swing: number,
        peakStep: count,
        troughStep: count,
      }),
    )
    .nullable(),
  trend: z.object({ strength: number, direction, slope: number, change: number }).nullable(),
  autocorrelation: z
    .object({
      values: z.array(number),
      limit: number,
      strongestLag: countOrNone,
      whiteness: z.object({ statistic: number, lags: count, freedom: count, p: number }).nullable(),
    })
    .nullable(),
  stationarity: z
    .object({
      kpssLevel: testSchema,
      kpssTrend: testSchema,
      adfLevel: testSchema,
      adfTrend: testSchema,
      verdict,
      words: z.string(),
    })
    .nullable(),
  demand: z.object({ class: demandClass, interval: number, variation: number, zeroShare: number }).nullable(),
  changepoints: z
    .object({
      list: z.array(
        z.object({ step: count, kind: z.enum(["level", "slope", "spread"]), before: number, after: number }),
      ),
      penalty: number,
      noise: numberOrNone,
    })
    .nullable(),
  anomalies: z
    .object({
      list: z.array(
        z.object({ step: count, value: number, expected: number, score: number, kind: z.enum(["high", "low"]) }),
      ),
      total: count,
      threshold: number,
    })
    .nullable(),
  forecastability: z.object({ explained: number, value: number }).nullable(),
  notes: z.array(z.object({ part: z.enum(profileParts), kind: z.enum(["left-out", "limited"]), words: z.string() })),
}) satisfies z.ZodType<SeriesProfile>;

export const datasetProfileSchema = z.object({
  series: count,
  steps: count,
  observed: count,
  missing: count,
  seriesWithGaps: count,
  longestGapSteps: count,
  zeros: count,
  negatives: count,
  constantSeries: count,
  emptySeries: count,
  shortestSteps: countOrNone,
  medianSteps: numberOrNone,
  longestSteps: countOrNone,
  profiled: z
    .object({
      series: count,
      seasons: z.array(z.object({ length: z.int().positive(), series: count, medianStrength: number })),
      withoutSeason: count,
      trends: z.record(direction, count),
      stationarity: z.record(verdict, count),
      demand: z.record(demandClass, count),
      withChangepoints: count,
      withAnomalies: count,
      anomalies: count,
      medianForecastability: numberOrNone,
    })
    .nullable(),
}) satisfies z.ZodType<DatasetProfile>;

export const correlationReportSchema = z.object({
  pairs: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      lag: count,
      coefficient: number,
      steps: count,
      p: number,
    }),
  ),
  series: count,
  pairsTested: count,
  maxLag: count,
  notes: z.array(z.string()),
}) satisfies z.ZodType<CorrelationReport>;

export const decompositionSchema = z.object({
  series: z.string(),
  firstStep: count,
  trend: float64,
  seasons: z.array(z.object({ length: z.int().positive(), values: float64 })),
  remainder: float64,
}) satisfies z.ZodType<Decomposition>;
