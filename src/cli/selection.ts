import type { Dataset, SeriesSummary } from "#contract/data";
import { EngineError } from "#engine/errors";
import type { CliHost } from "./host.ts";

/**
 * The id of the model that is meant: an id as it is, or the short name of a bundled model, `base` for `fantail-base`.
 *
 * @throws EngineError model-not-found
 */
export function resolveModel(host: Pick<CliHost, "models" | "statisticalModels">, id: string): string {
  const known = [...host.models(), ...host.statisticalModels()].map((model) => model.id);
  const found = [id, `fantail-${id}`].find((each) => known.includes(each));
  if (found !== undefined) return found;
  throw new EngineError("model-not-found", `There is no model "${id}".`, { hint: `Known: ${known.join(", ")}.` });
}

/** All series, or those that were named. @throws EngineError series-not-found */
export function chooseSeries(dataset: Dataset, wanted: readonly string[]): readonly SeriesSummary[] {
  if (wanted.length === 0) return dataset.series;
  return wanted.map((id) => {
    const series = dataset.series.find((known) => known.id === id);
    if (series === undefined) {
      throw new EngineError("series-not-found", `"${dataset.name}" has no series "${id}".`, {
        hint: `It has ${dataset.series
          .slice(0, 5)
          .map((known) => `"${known.id}"`)
          .join(", ")}${dataset.series.length > 5 ? ", …" : ""}.`,
      });
    }
    return series;
  });
}
