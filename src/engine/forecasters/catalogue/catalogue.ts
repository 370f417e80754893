import { EngineError } from "#domain/errors";
import { isConfigured, type Method, methodName, parseMethod, plainMethod } from "#domain/method";
import type { ForecasterInfo, Forecaster, Needs } from "#engine/forecasters/base";
import { isIntermittent } from "#engine/forecasters/intermittent";
import { whyWrong } from "./check-method.ts";

/** What a series shows, as far as it says which forecasters are worth trying on it. */
export interface SeriesFacts {
  readonly observations: number;
  /** 1 = none. */
  readonly seasonSteps: number;
  /** Whether demand comes now and then, with nothing between. */
  readonly isIntermittent: boolean;
  /** Whether every value is above zero. */
  readonly isPositive: boolean;
}

/** @throws EngineError `series-too-short` without any observation */
export function factsOf(values: ArrayLike<number>, seasonSteps: number): SeriesFacts {
  let observations = 0;
  let isPositive = true;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    observations++;
    if (value <= 0) isPositive = false;
  }
  return { observations, seasonSteps, isIntermittent: isIntermittent(values), isPositive };
}

/** Forecasters by id. The first is the baseline that every other is compared with. */
export class Catalogue {
  readonly all: readonly Forecaster[];
  readonly baseline: Forecaster;
  readonly #byId: ReadonlyMap<string, Forecaster>;

  constructor(all: readonly [Forecaster, ...Forecaster[]]) {
    this.all = all;
    this.baseline = all[0];
    this.#byId = new Map(all.map((forecaster) => [forecaster.id, forecaster]));
    if (this.#byId.size < all.length) throw new Error("two forecasters have one id");
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  find(id: string): Forecaster | undefined {
    return this.#byId.get(id);
  }

  /** @throws EngineError model-not-found */
  get(id: string): Forecaster {
    const found = this.#byId.get(id);
    if (found === undefined) throw new EngineError("model-not-found", unknown(id));
    return found;
  }

  /**
   * The forecaster of a model: itself, or the one that a method's id configures; undefined for a model that is not in the catalogue.
   *
   * @throws EngineError as {@link method} does, for an id that configures something
   */
  behind(id: string): Forecaster | undefined {
    return isConfigured(id) ? this.get(this.method(id).forecaster) : this.find(id);
  }

  /** Why there is no such method, in a sentence for people; null where there is. */
  checkMethod(method: Method): string | null {
    const forecaster = this.find(method.forecaster);
    return forecaster === undefined ? unknown(method.forecaster) : whyWrong(forecaster, method);
  }

  /**
   * The method of an id, which the catalogue can fit.
   *
   * @throws EngineError `model-not-found`; `wrong-arguments` where the id can't be read, or names a parameter or value that there is not
   */
  method(id: string): Method {
    const method = parseMethod(id);
    const wrong = whyWrong(this.get(method.forecaster), method);
    if (wrong !== null) throw new EngineError("wrong-arguments", wrong);
    return method;
  }

  /** For people: "Holt-Winters, additive, α 0.3, β 0.05, γ 0.1, of logarithms, season 12". */
  methodName(method: Method): string {
    return methodName(method, this.find(method.forecaster));
  }

  /**
   * The baseline, and what is worth trying beside it where there are many origins to fit at: what suits, is not slow, and is not
   * for those only who ask for it by name.
   */
  suitable(facts: SeriesFacts): readonly Forecaster[] {
    return this.all.filter(
      (forecaster) =>
        forecaster === this.baseline ||
        (forecaster.cost !== "slow" && forecaster.isByNameOnly !== true && whyUnsuitable(forecaster, facts) === null),
    );
  }
}

function unknown(id: string): string {
  return `There is no statistical model "${id}".`;
}

/**
 * What a series lacks for a forecaster as it is to be used, in a sentence for people; null where nothing is missing.
 *
 * @param facts of the series as it is; a season length of the method stands for the one that it shows
 */
export function whyUnsuitable(
  forecaster: ForecasterInfo & Pick<Forecaster, "needsWith">,
  facts: SeriesFacts,
  method: Method = plainMethod(forecaster.id),
): string | null {
  const name = methodName({ ...method, transform: "none", seasonLength: null }, forecaster);
  const needs = forecaster.needsWith?.(method.parameters) ?? forecaster.needs;
  const seasonSteps = method.seasonLength ?? facts.seasonSteps;
  if (method.transform !== "none" && !facts.isPositive)
    return `${method.transform === "log" ? "Logarithms need" : "The Box-Cox transform needs"} values above zero throughout.`;
  return missing(name, needs, { ...facts, seasonSteps });
}

function missing(name: string, needs: Needs, facts: SeriesFacts): string | null {
  const { observations, minSeasonSteps = 1, maxSeasonSteps = Number.POSITIVE_INFINITY, seasons = 0 } = needs;
  const { seasonSteps } = facts;
  if (facts.observations < observations)
    return `${name} needs ${observations} observations; this series has ${facts.observations}.`;
  if (seasonSteps < minSeasonSteps)
    return `${name} is for ${minSeasonSteps > 2 ? `seasons of ${minSeasonSteps} steps and more` : "series with a season"}; ${
      seasonSteps === 1 ? "this series has none" : `this one has ${seasonSteps}`
    }.`;
  if (seasonSteps > maxSeasonSteps)
    return maxSeasonSteps === 1
      ? `${name} follows no season; this series has one of ${seasonSteps} steps.`
      : `${name} is for seasons of up to ${maxSeasonSteps} steps; this one has ${seasonSteps}.`;
  if (facts.observations < seasons * seasonSteps)
    return `${name} needs ${seasons} seasons of ${seasonSteps} steps; this series has ${facts.observations} observations.`;
  if (needs.isIntermittent === true && !facts.isIntermittent) return `${name} is for demand that is mostly zero.`;
  if (needs.isPositive === true && !facts.isPositive) return `${name} needs values above zero throughout.`;
  return null;
}
