import type { Dataset } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { SeriesSummary } from "#domain/series";
import { plural } from "#engine/format";
import { type Catalogue, forecasters } from "#engine/forecasters/catalogue";
import { isConfigured, methodId, parseMethod } from "#domain/method";
import { adoptedModel } from "#domain/job";
import { automaticModel } from "#domain/model";
import type { CliHost } from "./host.ts";

/**
 * The id of the model that is meant: an id as it is, or the short name of a bundled model, `base` for `fantail-base`. A
 * configured forecaster has its parameters in their one order.
 *
 * @throws EngineError model-not-found; wrong-arguments where it can't be configured so
 */
export function resolveModel(host: Pick<CliHost, "models">, id: string, catalogue: Catalogue = forecasters): string {
  const known = [...host.models(), ...catalogue.all].map((model) => model.id);
  const find = (one: string): string => {
    const found = [one, `fantail-${one}`].find((each) => known.includes(each));
    if (found !== undefined) return found;
    throw new EngineError("model-not-found", `There is no model "${one}".`, { hint: `Known: ${known.join(", ")}.` });
  };
  if (!isConfigured(id)) return find(id);
  const { forecaster } = parseMethod(id);
  if (!catalogue.has(forecaster))
    throw new EngineError("wrong-arguments", `${find(forecaster)} has no parameters, transforms or seasons to set.`, {
      hint: `These have: ${catalogue.all.map((model) => model.id).join(", ")}.`,
    });
  return methodId(catalogue.method(id));
}

/**
 * The same for what makes forecasts: `auto` and `adopted` stand for a model of each series.
 *
 * @throws EngineError as {@link resolveModel}
 */
export function resolveForecastModel(host: Pick<CliHost, "models">, id: string): string {
  return id === automaticModel || id === adoptedModel ? id : resolveModel(host, id);
}

/** What to say of series that have no adopted method where `adopted` was asked for; nothing where all have one. */
export function adoptionNotes(
  host: Pick<CliHost, "adoptedMethod">,
  series: readonly { readonly dataset: string; readonly series: string }[],
): readonly string[] {
  const without = series.filter((one) => host.adoptedMethod(one.dataset, one.series) === null);
  const [first] = without;
  if (first === undefined) return [];
  const others = without.length === 1 ? "" : ` and ${plural(without.length - 1, "other series", "other series")}`;
  return [`No method was adopted for "${first.series}"${others}: the default model was used.`];
}

/** The models that need no file, one a line, for help. */
export function forecasterLines(catalogue: Catalogue = forecasters): readonly string[] {
  const width = Math.max(...catalogue.all.map(({ id }) => id.length)) + 2;
  return catalogue.all.map(({ id, description }) => `  ${id.padEnd(width)}${description}`);
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
