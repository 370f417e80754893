import { EngineError } from "#domain/errors";
import { isConfigured, type Method, parseMethod } from "#domain/method";
import type { Catalogue } from "#engine/forecasters/catalogue";
import type { PlannedModel } from "./plan-types.ts";

/** The forecasters, models and methods that a search is limited to; everything where the settings name none. */
export class Asked {
  readonly #forecasters: ReadonlySet<string> | null;
  /** Configured methods, tried as they are. */
  readonly methods: readonly Method[];

  /** @throws EngineError `model-not-found`, `wrong-arguments` for an id that can't be read */
  constructor(ids: readonly string[] | null, catalogue: Catalogue, models: readonly PlannedModel[]) {
    const isKnown = (id: string): boolean => catalogue.has(id) || models.some((model) => model.id === id);
    const named = ids?.filter(isKnown);
    this.#forecasters = named === undefined ? null : new Set(named);
    this.methods = (ids ?? [])
      .filter((id) => !isKnown(id))
      .map((id) => {
        const method = isConfigured(id) ? parseMethod(id) : null;
        if (method === null || !catalogue.has(method.forecaster))
          throw new EngineError("model-not-found", `There is no model "${method?.forecaster ?? id}" to search with.`, {
            hint: "A search tries statistical models, models with a file, and methods such as ses:alpha=0.3.",
          });
        const wrong = catalogue.checkMethod(method);
        if (wrong !== null) throw new EngineError("wrong-arguments", wrong);
        return method;
      });
  }

  has(forecaster: string): boolean {
    return this.#forecasters === null || this.#forecasters.has(forecaster);
  }

  /** Whether it was asked for by its name. */
  names(forecaster: string): boolean {
    return this.#forecasters?.has(forecaster) === true;
  }
}
