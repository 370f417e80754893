import { type Method, type Parameters, plainMethod } from "#domain/method";

const smoothing = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
/** Of trend and season: what changes less often is smoothed more. */
const slow = [0.01, 0.05, 0.1, 0.15, 0.2] as const;
const windows = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** The methods of one forecaster. */
export interface GridPart {
  readonly forecaster: string;
  /** Whether it follows the calendar's season, or none. */
  readonly isSeasonal: boolean;
  /** What it is called where its forecaster has two parts. */
  readonly name?: string;
  readonly methods: readonly Method[];
}

/**
 * The grid of classic methods that demand planners are used to: 526 methods with those that follow a season, each with every value
 * of its parameters. Those of which there is one come first.
 *
 * @param seasonLength what the seasonal ones are told, null: what the values up to the origin show
 * @param season steps in the calendar's season, 1 where there is none
 */
export function referenceGrid(season: number, seasonLength: number | null): readonly GridPart[] {
  const part = (forecaster: string, isSeasonal: boolean, parameters: readonly Parameters[]): GridPart => ({
    forecaster,
    isSeasonal,
    methods: parameters.map((set) => ({
      ...plainMethod(forecaster),
      parameters: set,
      seasonLength: isSeasonal ? seasonLength : null,
    })),
  });
  const levels = smoothing.map((alpha) => ({ alpha }));
  const trends = levels.flatMap((set) => slow.map((beta) => ({ ...set, beta })));
  const seasons = trends.flatMap((set) => slow.map((gamma) => ({ ...set, gamma })));
  const averages = windows.map((window) => ({ window }));
  return [
    part("linear-trend", false, [{}]),
    {
      forecaster: "arima",
      isSeasonal: false,
      name: "ARIMA without a season",
      methods: [{ ...plainMethod("arima"), seasonLength: 1 }],
    },
    {
      forecaster: "arima",
      isSeasonal: true,
      name: "ARIMA with a season",
      methods: [{ ...plainMethod("arima"), seasonLength: season }],
    },
    part("ses", false, levels),
    part("moving-average", false, averages),
    part("seasonal-moving-average", true, averages),
    part("holt", false, trends),
    part("holt-winters-additive", true, seasons),
    part("holt-winters-multiplicative", true, seasons),
  ];
}
