/**
 * Who waits for a forecast, from the most urgent down.
 *
 * user: somebody looks at the place where it will appear. evaluation: a computation needs it that looks back at many past
 * origins (calibration, the choice of a model, coverage, a backtest), or a command that forecasts any number of series.
 * background: nobody, yet.
 */
export const workLevels = ["user", "evaluation", "background"] as const;
export type WorkLevel = (typeof workLevels)[number];

/** Levels of work that passes work of this one. */
export function levelsAbove(level: WorkLevel): readonly WorkLevel[] {
  return workLevels.slice(0, workLevels.indexOf(level));
}

/** An object with one value for each level. */
export function byLevel<T>(valueOf: (level: WorkLevel) => T): Record<WorkLevel, T> {
  return { user: valueOf("user"), evaluation: valueOf("evaluation"), background: valueOf("background") };
}
