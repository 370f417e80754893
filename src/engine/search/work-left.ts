import type { Candidate } from "./candidates.ts";
import type { RemainingWork } from "./plan-types.ts";

interface Work {
  readonly isNeural: boolean;
  fits: number;
  /** Fits of the last stage that what has been found makes necessary, until the stage is opened. */
  due: number;
  measuredFits: number;
  measuredSeconds: number;
}

/** Forecasts that are still to be made, by forecaster, and what those cost that were. */
export class WorkLeft {
  readonly #byForecaster = new Map<string, Work>();

  /** @param fits below zero where they are no longer to be made */
  add({ forecaster, isNeural }: Pick<Candidate, "forecaster" | "isNeural">, fits: number): void {
    const work = this.#byForecaster.get(forecaster);
    if (work === undefined)
      this.#byForecaster.set(forecaster, { isNeural, fits, due: 0, measuredFits: 0, measuredSeconds: 0 });
    else work.fits += fits;
  }

  /** Of a forecaster that was added. */
  addDue(forecaster: string, fits: number): void {
    const work = this.#byForecaster.get(forecaster);
    if (work !== undefined) work.due += fits;
  }

  /** Trials that took no time were not computed, and say nothing of what others will take. */
  measure(forecaster: string, fits: number, seconds: number): void {
    const work = this.#byForecaster.get(forecaster);
    if (work === undefined || !(seconds > 0)) return;
    work.measuredFits += fits;
    work.measuredSeconds += seconds;
  }

  remaining(): RemainingWork[] {
    return this.#costs(({ fits }) => fits);
  }

  due(): RemainingWork[] {
    return this.#costs(({ due }) => due);
  }

  #costs(fitsOf: (work: Work) => number): RemainingWork[] {
    let [fits, seconds] = [0, 0];
    for (const work of this.#byForecaster.values()) {
      fits += work.measuredFits;
      seconds += work.measuredSeconds;
    }
    const overall = fits === 0 ? null : seconds / fits;
    return [...this.#byForecaster].flatMap(([forecaster, work]): RemainingWork[] => {
      const left = fitsOf(work);
      if (left <= 0) return [];
      const perFit = work.measuredFits === 0 ? overall : work.measuredSeconds / work.measuredFits;
      const { isNeural } = work;
      return [{ forecaster, isNeural, fits: left, seconds: perFit === null ? null : perFit * left }];
    });
  }
}
