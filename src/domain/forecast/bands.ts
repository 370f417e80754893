/** Bands as the model gives them, or calibrated on its past forecasts. */
export const bandKinds = ["native", "calibrated"] as const;
export type Bands = (typeof bandKinds)[number];

/** Coverage of the central intervals that are drawn, scored and read out, from inner to outer. */
export const bandShares = [0.5, 0.8, 0.95] as const;
export type BandShare = (typeof bandShares)[number];

/** The two levels that bound each of them. */
export const bandLevels = { 0.5: [0.25, 0.75], 0.8: [0.1, 0.9], 0.95: [0.025, 0.975] } as const satisfies Record<
  BandShare,
  readonly [lower: number, upper: number]
>;

/** One value for each central interval. */
export type ByShare<T> = Readonly<Record<`${BandShare}`, T>>;
