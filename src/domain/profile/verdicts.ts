/** The labels of a profile, each with the words that every view shows. */

interface Words {
  readonly label: string;
  /** One line. */
  readonly words: string;
}

export const trendDirections = {
  rising: { label: "Rising", words: "The level goes up over the series by more than its noise explains." },
  falling: { label: "Falling", words: "The level goes down over the series by more than its noise explains." },
  none: { label: "No clear trend", words: "The level ends about where it began, or its moves are no more than noise." },
} as const satisfies Record<string, Words>;
export type TrendDirection = keyof typeof trendDirections;

export const stationarityVerdicts = {
  stationary: { label: "Stationary", words: "The values keep returning to one level." },
  "trend-stationary": {
    label: "Stationary around a trend",
    words: "The values keep returning to a straight line that rises or falls.",
  },
  wandering: {
    label: "Wandering",
    words: "The values have no level to return to: each starts where the last one ended, as in a random walk.",
  },
  disagree: {
    label: "Tests disagree",
    words: "The values come back, but not to one level: often a sudden shift, or very slow swings.",
  },
  undecided: { label: "Can't tell", words: "Neither test says anything: the series is too short or too noisy." },
} as const satisfies Record<string, Words>;
export type StationarityVerdict = keyof typeof stationarityVerdicts;

/** By Syntetos, Boylan & Croston's (2005) limits: an interval of 1.32 steps and a squared variation of 0.49. */
export const demandClasses = {
  smooth: { label: "Smooth", words: "Something at almost every step, of similar sizes." },
  erratic: { label: "Erratic", words: "Something at almost every step, of very different sizes." },
  intermittent: { label: "Intermittent", words: "Often nothing; when there is something, the sizes are similar." },
  lumpy: { label: "Lumpy", words: "Often nothing; when there is something, the sizes are very different." },
} as const satisfies Record<string, Words>;
export type DemandClass = keyof typeof demandClasses;
export const demandLimits = { interval: 1.32, variation: 0.49 } as const;
