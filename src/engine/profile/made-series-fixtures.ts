import type { DemandClass, StationarityVerdict, TrendDirection } from "#domain/profile";
import { type Frequency, parseFrequency } from "#domain/series";
import { normalQuantile, randomFrom } from "#engine/numerics";

/** What is true of a series. What is not named is not known, or a matter of taste. */
export interface Truth {
  /** Lengths; several lists where more than one is right. */
  readonly seasons?: readonly (readonly number[])[];
  readonly direction?: readonly TrendDirection[];
  readonly stationarity?: readonly StationarityVerdict[];
  readonly demand?: DemandClass | null;
  /** Each once, within so many steps, and no others. */
  readonly changes?: readonly TrueChange[];
  /** Each within so many steps; there may be others. */
  readonly changesAmong?: readonly TrueChange[];
  readonly anomalies?: readonly number[];
  /** Lowest and highest. */
  readonly forecastability?: readonly [number, number];
}

export interface TrueChange {
  readonly step: number;
  readonly within: number;
  readonly kind: readonly string[];
}

export interface LabelledSeries {
  readonly name: string;
  readonly frequency: Frequency;
  readonly values: Float64Array;
  readonly truth: Truth;
}

interface Chance {
  /** Standard normal. */
  readonly normal: () => number;
  /** In [0, 1). */
  readonly uniform: () => number;
}

type Make = (step: number, chance: Chance) => number;

interface Recipe {
  readonly frequency: string;
  readonly steps: number;
  /** A function for each series: it may remember what it made last. */
  readonly make: () => Make;
  readonly truth: Truth;
}

const wave = (step: number, length: number, phase = 0): number => Math.sin((2 * Math.PI * (step + phase)) / length);

function autoregression(root: number): () => Make {
  return () => {
    let last = 0;
    return (_, { normal }) => (last = root * last + normal());
  };
}

function plain(make: Make): () => Make {
  return () => make;
}

const nothing = { seasons: [[]], direction: ["none"], changes: [], anomalies: [] } as const satisfies Truth;
const noiseLike = { ...nothing, stationarity: ["stationary"] } as const satisfies Truth;

/** A day with two humps; less at the weekend. */
const hours = (step: number): number =>
  20 * wave(step, 24) + 8 * wave(step, 12) + (Math.floor(step / 24) % 7 < 5 ? 12 : -12);
const days = (step: number): number =>
  ([4, 5, 6, 5, 3, -10, -13][step % 7] as number) + 15 * Math.cos((2 * Math.PI * step) / 365.25);

const recipes: Readonly<Record<string, Recipe>> = {
  whiteNoise: {
    frequency: "day",
    steps: 400,
    make: plain((_, { normal }) => 50 + 5 * normal()),
    truth: { ...noiseLike, demand: "smooth", forecastability: [0, 0.1] },
  },
  whiteNoiseLong: {
    frequency: "hour",
    steps: 5000,
    make: plain((_, { normal }) => normal()),
    truth: { ...noiseLike, demand: null, forecastability: [0, 0.05] },
  },
  uniformNoise: { frequency: "month", steps: 200, make: plain((_, { uniform }) => uniform()), truth: noiseLike },
  autoregression: {
    frequency: "day",
    steps: 500,
    make: autoregression(0.8),
    truth: { ...nothing, stationarity: ["stationary", "undecided", "disagree"], forecastability: [0.05, 0.6] },
  },
  autoregressionHours: {
    frequency: "hour",
    steps: 2000,
    make: autoregression(0.8),
    truth: { ...noiseLike, stationarity: ["stationary", "disagree"] },
  },
  randomWalk: {
    frequency: "businessDay",
    steps: 500,
    make: () => {
      let level = 100;
      return (_, { normal }) => (level += normal());
    },
    truth: { seasons: [[]], stationarity: ["wandering"], changes: [], anomalies: [], forecastability: [0.3, 1] },
  },
  randomWalkLong: {
    frequency: "hour",
    steps: 3000,
    make: () => {
      let level = 0;
      return (_, { normal }) => (level += normal());
    },
    truth: { seasons: [[]], stationarity: ["wandering"], changes: [], anomalies: [], forecastability: [0.3, 1] },
  },
  risingLine: {
    frequency: "month",
    steps: 150,
    make: plain((step, { normal }) => 100 + 0.8 * step + 6 * normal()),
    truth: { ...nothing, direction: ["rising"], stationarity: ["trend-stationary"] },
  },
  fallingLine: {
    frequency: "week",
    steps: 200,
    make: plain((step, { normal }) => 500 - 1.5 * step + 20 * normal()),
    truth: { ...nothing, direction: ["falling"], stationarity: ["trend-stationary"] },
  },
  exactLine: {
    frequency: "day",
    steps: 100,
    make: plain((step) => 3 + 2 * step),
    truth: { ...nothing, direction: ["rising"] },
  },
  hoursOfDays: {
    frequency: "hour",
    steps: 24 * 60,
    make: plain((step, { normal }) => 100 + 20 * wave(step, 24) + 5 * normal()),
    truth: { ...noiseLike, seasons: [[24]], demand: "smooth", forecastability: [0.4, 1] },
  },
  hoursOfDaysAndWeeks: {
    frequency: "hour",
    steps: 24 * 7 * 12,
    make: plain((step, { normal }) => 200 + hours(step) + 5 * normal()),
    truth: { ...noiseLike, seasons: [[24, 168]] },
  },
  hoursOfWeeksNoisy: {
    frequency: "hour",
    steps: 24 * 7 * 20,
    make: plain((step, { normal }) => 200 + hours(step) + 15 * normal()),
    truth: { ...noiseLike, seasons: [[24, 168]] },
  },
  daysOfWeeks: {
    frequency: "day",
    steps: 300,
    make: plain((step, { normal }) => 100 + 3 * ([4, 5, 6, 5, 3, -10, -13][step % 7] as number) + 10 * normal()),
    truth: { ...noiseLike, seasons: [[7]] },
  },
  daysOfWeeksAndYears: {
    frequency: "day",
    steps: 4 * 365,
    make: plain((step, { normal }) => 100 + days(step) + 4 * normal()),
    truth: { ...noiseLike, seasons: [[7, 365]] },
  },
  daysOfWeeksAndYearsRising: {
    frequency: "day",
    steps: 6 * 365,
    make: plain((step, { normal }) => 100 + days(step) + 0.02 * step + 5 * normal()),
    truth: { ...nothing, direction: ["rising"], seasons: [[7, 365]], stationarity: ["trend-stationary"] },
  },
  daysOfYears: {
    frequency: "day",
    steps: 5 * 365,
    make: plain((step, { normal }) => 15 - 10 * Math.cos((2 * Math.PI * step) / 365.25) + 3 * normal()),
    truth: { ...nothing, seasons: [[365]] },
  },
  monthsOfYears: {
    frequency: "month",
    steps: 120,
    make: plain((step, { normal }) => 50 + 10 * wave(step, 12) + 3 * normal()),
    truth: { ...noiseLike, seasons: [[12]] },
  },
  monthsGrowing: {
    frequency: "month",
    steps: 144,
    make: plain((step, { normal }) => Math.exp(4.8 + 0.01 * step + 0.2 * wave(step, 12) + 0.04 * normal())),
    truth: { seasons: [[12]], direction: ["rising"], anomalies: [], demand: "smooth" },
  },
  quartersOfYears: {
    frequency: "quarter",
    steps: 80,
    make: plain((step, { normal }) => 50 + ([6, -3, -8, 5][step % 4] as number) + 2 * normal()),
    truth: { ...noiseLike, seasons: [[4]] },
  },
  weeksOfYears: {
    frequency: "week",
    steps: 52 * 6,
    make: plain((step, { normal }) => 50 + 10 * wave(step, 52.18) + 3 * normal()),
    truth: { ...nothing, seasons: [[52]] },
  },
  halfHoursOfDaysAndWeeks: {
    frequency: "30 minute",
    steps: 336 * 6,
    make: plain((step, { normal }) => 200 + hours(step / 2) + 5 * normal()),
    truth: { ...noiseLike, seasons: [[48, 336]] },
  },
  businessWeeks: {
    frequency: "businessDay",
    steps: 260,
    make: plain((step, { normal }) => 100 + ([10, 4, 0, -4, -10][step % 5] as number) + 6 * normal()),
    truth: { ...noiseLike, seasons: [[5]] },
  },
  ownSeason: {
    frequency: "day",
    steps: 300,
    make: plain((step, { normal }) => 50 + 10 * wave(step, 10) + 3 * normal()),
    truth: { ...noiseLike, seasons: [[10]] },
  },
  ownSeasonOfYears: {
    frequency: "year",
    steps: 120,
    make: plain((step, { normal }) => 50 + 10 * wave(step, 6) + 4 * normal()),
    truth: { ...noiseLike, seasons: [[6]] },
  },
  pureWave: {
    frequency: "hour",
    steps: 24 * 30,
    make: plain((step) => 10 * wave(step, 24)),
    truth: { seasons: [[24]], direction: ["none"], anomalies: [], changes: [], forecastability: [0.7, 1] },
  },
  seasonWithGaps: {
    frequency: "hour",
    steps: 24 * 60,
    make: plain((step, { normal }) => (step % 400 > 340 ? Number.NaN : 100 + 20 * wave(step, 24) + 5 * normal())),
    truth: { ...noiseLike, seasons: [[24]] },
  },
  missingAtRandom: {
    frequency: "day",
    steps: 700,
    make: plain((step, { normal, uniform }) => {
      const value = 100 + 3 * ([4, 5, 6, 5, 3, -10, -13][step % 7] as number) + 10 * normal();
      return uniform() < 0.2 ? Number.NaN : value;
    }),
    truth: { ...noiseLike, seasons: [[7]] },
  },
  levelShift: {
    frequency: "day",
    steps: 300,
    make: plain((step, { normal }) => (step < 120 ? 50 : 62) + 4 * normal()),
    truth: {
      seasons: [[]],
      changes: [{ step: 120, within: 3, kind: ["level"] }],
      anomalies: [],
      stationarity: ["disagree", "trend-stationary", "wandering"],
    },
  },
  levelShiftTwice: {
    frequency: "hour",
    steps: 900,
    make: plain((step, { normal }) => (step < 300 ? 0 : step < 600 ? 8 : 3) + 2 * normal()),
    truth: {
      seasons: [[]],
      changes: [
        { step: 300, within: 3, kind: ["level"] },
        { step: 600, within: 4, kind: ["level"] },
      ],
      anomalies: [],
    },
  },
  levelShiftOfSeason: {
    frequency: "day",
    steps: 420,
    make: plain(
      (step, { normal }) =>
        (step < 200 ? 100 : 140) + 2 * ([4, 5, 6, 5, 3, -10, -13][step % 7] as number) + 8 * normal(),
    ),
    truth: { seasons: [[7]], changes: [{ step: 200, within: 4, kind: ["level"] }], anomalies: [] },
  },
  levelShiftOfAutoregression: {
    frequency: "day",
    steps: 600,
    make: () => {
      const noise = autoregression(0.5)();
      return (step, chance) => (step < 300 ? 0 : 8) + noise(step, chance);
    },
    truth: { seasons: [[]], changes: [{ step: 300, within: 6, kind: ["level"] }], anomalies: [] },
  },
  // A shift of one standard deviation: where it is can't be told to the step.
  levelShiftLong: {
    frequency: "hour",
    steps: 9000,
    make: plain((step, { normal }) => (step < 4321 ? 20 : 22) + 2 * normal()),
    truth: { seasons: [[]], changes: [{ step: 4321, within: 30, kind: ["level"] }], anomalies: [] },
  },
  bentLine: {
    frequency: "month",
    steps: 240,
    make: plain((step, { normal }) => (step < 120 ? step : 120 - 0.5 * (step - 120)) + 4 * normal()),
    truth: { seasons: [[]], changes: [{ step: 120, within: 10, kind: ["slope"] }], anomalies: [] },
  },
  spreadShift: {
    frequency: "day",
    steps: 400,
    make: plain((step, { normal }) => 50 + (step < 200 ? 2 : 8) * normal()),
    truth: {
      seasons: [[]],
      direction: ["none"],
      changes: [{ step: 200, within: 15, kind: ["spread"] }],
      anomalies: [],
      stationarity: ["stationary"],
    },
  },
  spike: {
    frequency: "day",
    steps: 200,
    make: plain((step, { normal }) => (step === 77 ? 160 : 100 + 5 * normal())),
    truth: { ...noiseLike, anomalies: [77] },
  },
  spikesOfSeason: {
    frequency: "hour",
    steps: 24 * 40,
    make: plain((step, { normal }) =>
      step === 300 ? 260 : step === 500 ? -40 : 100 + 20 * wave(step, 24) + 4 * normal(),
    ),
    truth: { ...noiseLike, seasons: [[24]], anomalies: [300, 500] },
  },
  lastIsSpike: {
    frequency: "day",
    steps: 150,
    make: plain((step, { normal }) => (step === 149 ? 180 : 100 + 5 * normal())),
    truth: { ...noiseLike, anomalies: [149] },
  },
  wrongPlaceOfSeason: {
    frequency: "hour",
    steps: 24 * 40,
    // As high as every noon, but at night.
    make: plain((step, { normal }) => (step === 18 + 24 * 20 ? 60 : 30 + 25 * wave(step, 24) + 2 * normal())),
    truth: { ...noiseLike, seasons: [[24]], anomalies: [498] },
  },
  pricesWithSpike: {
    frequency: "hour",
    steps: 500,
    make: plain((step, { normal }) => {
      const peak = [60, 190, 310, 444].indexOf(step);
      return step === 250 ? 2240 : peak >= 0 ? 70 + 10 * peak : 20 + 3 * normal();
    }),
    truth: { seasons: [[]], direction: ["none"], anomalies: [250], changes: [] },
  },
  pricesWithPeaks: {
    frequency: "hour",
    steps: 1000,
    make: plain((_, { uniform }) => 40 + 5 / (uniform() + 0.0005)),
    truth: { direction: ["none"], anomalies: [], changes: [] },
  },
  decembers: {
    frequency: "month",
    steps: 144,
    make: plain((step, { normal }) => 100 + 8 * normal() + (step % 12 === 11 ? 300 + 30 * normal() : 0)),
    truth: { seasons: [[12]], direction: ["none"], anomalies: [], changes: [] },
  },
  intermittent: {
    frequency: "day",
    steps: 400,
    make: plain((_, { uniform }) => (uniform() < 0.3 ? 4 + Math.floor(uniform() * 4) : 0)),
    truth: { ...nothing, demand: "intermittent" },
  },
  lumpy: {
    frequency: "week",
    steps: 250,
    make: plain((_, { uniform, normal }) => (uniform() < 0.3 ? Math.ceil(Math.exp(2 + 1.1 * normal())) : 0)),
    truth: { ...nothing, demand: "lumpy" },
  },
  erratic: {
    frequency: "week",
    steps: 250,
    make: plain((_, { normal }) => Math.ceil(Math.exp(2 + 1.1 * normal()))),
    truth: { seasons: [[]], direction: ["none"], demand: "erratic", changes: [] },
  },
  smoothCounts: {
    frequency: "day",
    steps: 300,
    make: plain((_, { normal }) => Math.max(1, Math.round(20 + 4 * normal()))),
    truth: { ...noiseLike, demand: "smooth" },
  },
  rareDemand: {
    frequency: "month",
    steps: 90,
    make: plain((_, { uniform }) => (uniform() < 0.1 ? 1 + Math.floor(uniform() * 3) : 0)),
    truth: { direction: ["none"], anomalies: [], changes: [] },
  },
  hugeOrder: {
    frequency: "day",
    steps: 400,
    make: plain((step, { uniform }) => (step === 210 ? 900 : uniform() < 0.3 ? 4 + Math.floor(uniform() * 4) : 0)),
    truth: { seasons: [[]], direction: ["none"], demand: "lumpy", anomalies: [210], changes: [] },
  },
  constant: {
    frequency: "day",
    steps: 200,
    make: plain(() => 7),
    truth: { ...nothing, demand: "smooth" },
  },
  zeros: { frequency: "day", steps: 200, make: plain(() => 0), truth: { ...nothing, demand: null } },
  nearlyConstant: {
    frequency: "hour",
    steps: 600,
    make: plain((_, { uniform }) => (uniform() < 0.01 ? 20.1 : 20)),
    truth: { ...nothing, demand: "smooth" },
  },
  constantWithSpike: {
    frequency: "day",
    steps: 200,
    make: plain((step) => (step === 90 ? 30 : 20)),
    truth: { ...nothing, anomalies: [90] },
  },
  short: {
    frequency: "month",
    steps: 15,
    make: plain((_, { normal }) => 10 + normal()),
    truth: { seasons: [[]], direction: ["none"], anomalies: [] },
  },
  shortRising: {
    frequency: "year",
    steps: 16,
    make: plain((step, { normal }) => 10 + 3 * step + normal()),
    truth: { seasons: [[]], direction: ["rising"], anomalies: [] },
  },
  heavyTails: {
    frequency: "day",
    steps: 600,
    // Student's t with 3 degrees of freedom.
    make: plain((_, { normal }) => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3)),
    truth: { seasons: [[]], direction: ["none"], stationarity: ["stationary"], changes: [] },
  },
};

/** One of each recipe; another seed makes others of the same kind. */
export function madeSeries(seed: number): LabelledSeries[] {
  return Object.entries(recipes).map(([name, { frequency, steps, make, truth }], index) => {
    const uniform = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
    const chance = { uniform, normal: () => normalQuantile(Math.max(1e-12, uniform())) };
    const own = make();
    const values = Float64Array.from({ length: steps }, (_, step) => own(step, chance));
    return { name, frequency: parseFrequency(frequency), values, truth };
  });
}
