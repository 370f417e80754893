/** Which stretch of time the chart shows; an object is the user's own zoom, in wall-clock milliseconds. */
export type Zoom = "all" | "recent" | { readonly from: number; readonly to: number };

/** Uncertainty as nested central ranges, or as the shape of the distribution at each step. */
export const representations = ["intervals", "density"] as const;
export type Representation = (typeof representations)[number];

/** Symmetric: logarithmic away from zero on both sides, and straight around it, so that zero and negative values have a place. */
export const valueScales = ["linear", "log", "symmetric"] as const;
export type ValueScaleKind = (typeof valueScales)[number];

/** Along the time, or seasons laid over each other: year over year, week over week. */
export const chartLayouts = ["time", "seasons"] as const;
export type ChartLayout = (typeof chartLayouts)[number];

/** What the user calls the values of one series; empty where the column's own name stands. */
export interface AxisLabel {
  readonly title: string;
  readonly unit: string;
}

/** How the chart is drawn. Of what is computed, only the levels and the density depend on it. */
export interface ChartOptions {
  readonly representation: Representation;
  readonly scale: ValueScaleKind;
  readonly layout: ChartLayout;
  /** Shares of the central ranges, ascending fractions in (0, 1), {@link maxShares} at most. */
  readonly shares: readonly number[];
  /** Marks of the import's flags. */
  readonly areFlagsShown: boolean;
  /** Marks of changepoints and anomalies. */
  readonly areEventsShown: boolean;
  /** A shade behind Saturdays and Sundays, where steps are a day or shorter. */
  readonly areWeekendsShown: boolean;
  /** Notes, events and other dated marks. */
  readonly areNotesShown: boolean;
  /** By {@link labelKey}. */
  readonly labels: Readonly<Record<string, AxisLabel>>;
}

export const defaultChartOptions: ChartOptions = {
  representation: "intervals",
  scale: "linear",
  layout: "time",
  shares: [0.5, 0.8, 0.95],
  areFlagsShown: true,
  areEventsShown: false,
  areWeekendsShown: true,
  areNotesShown: true,
  labels: {},
};

/** Sets of ranges to choose from; any other can be typed. */
export const sharePresets: readonly (readonly number[])[] = [[0.5, 0.8, 0.95], [0.6, 0.9], [0.8]];

/** More ranges than this can't be told apart. */
export const maxShares = 5;
/** Beyond it a range is all tail, which no past forecast can check. */
const widestShare = 0.998;

/** A series by its file's name and its own: the same tomorrow, and after its values were corrected. */
export function labelKey(file: string, series: string): string {
  return JSON.stringify([file, series]);
}

/**
 * Reads ranges as people type them, in per cent: "60, 90" or "99.5 %".
 *
 * @returns ascending fractions without repeats, or why they can't be drawn
 */
export function sharesFrom(text: string): { readonly shares: readonly number[] } | { readonly problem: string } {
  const words = text.split(/[\s,;/%\u00a0]+/).filter((word) => word !== "");
  if (words.length === 0) return { problem: "Write one or more ranges in per cent, such as 60, 90." };
  const shares = new Set<number>();
  for (const word of words) {
    const share = Math.round(Number(word) * 10) / 1000;
    if (!(share > 0 && share <= widestShare))
      return { problem: `A range lies above 0 and up to 99.8 %, not at ${word}.` };
    shares.add(share);
  }
  if (shares.size > maxShares) return { problem: `More than ${maxShares} ranges can't be told apart.` };
  return { shares: [...shares].sort((one, other) => one - other) };
}

/** The two levels that bound a central range. */
export function boundsOf(share: number): readonly [lower: number, upper: number] {
  const round = (level: number): number => Math.round(level * 1e6) / 1e6;
  return [round((1 - share) / 2), round((1 + share) / 2)];
}

/** The levels that ranges need beside a model's own, ascending: of the usual ranges a model has those that it has. */
export function extraLevels(shares: readonly number[]): readonly number[] {
  const wanted = shares.filter((share) => !defaultChartOptions.shares.includes(share)).map(boundsOf);
  return wanted.flat().sort((one, other) => one - other);
}
