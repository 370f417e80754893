/** Scenarios for files: the same for the window's exports and for those that are made again. */
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { ExportedScenario, ShownScenarios } from "#domain/export";
import type { Forecast } from "#domain/forecast";
import { mapConcurrently } from "#engine/concurrency";
import { parseScenario, type ScenarioFile } from "#engine/scenarios";

/** Each waits for several forecasts. */
const maxAtOnce = 2;

/** What a scenario says of a series. */
export interface MadeScenario {
  readonly forecast: Pick<Forecast, "levels" | "quantiles" | "horizon">;
  readonly sum: { readonly levels: readonly number[]; readonly quantiles: readonly number[]; readonly mean: number };
}

/**
 * A scenario that has no forecast says why in its place.
 *
 * @param make from a scenario and the place of its future
 * @throws CancelledError
 */
export function exportedScenarios(
  { futures }: Pick<ShownScenarios, "futures">,
  make: (series: string, scenario: ScenarioFile, place: number) => Promise<MadeScenario>,
): Promise<readonly ExportedScenario[]> {
  return mapConcurrently([...futures.entries()], maxAtOnce, async ([place, { series, isBase, text }]) => {
    const scenario = parseScenario(text);
    const about = { series, name: scenario.name, isBase };
    try {
      const { forecast, sum } = await make(series, scenario, place);
      const { levels, quantiles, horizon } = forecast;
      const rows = levels.map((_, level) => [...quantiles.subarray(level * horizon, (level + 1) * horizon)]);
      return { ...about, levels, quantiles: rows, sum, error: null };
    } catch (error) {
      if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
      const none = { levels: [], quantiles: [], mean: Number.NaN };
      return { ...about, levels: [], quantiles: [], sum: none, error: toPlainError(error) };
    }
  });
}
