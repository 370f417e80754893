import type { IngestedSeries } from "#domain/series";
import { LayeredColumn, reusableSpans, type ReuseSource } from "#engine/cache";
import type { OpenDataset } from "#main/datasets";
import type { Logger } from "#main/platform";
import { columnKeyOf, shapeOf } from "./column-layout.ts";
import type { ForecastMemory } from "./forecast-memory.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { nonNegativeStepsOf } from "./forecast-window.ts";
import type { Overlap, OverlapIndex } from "./overlap-index.ts";

/** A series of a dataset that is open. */
export interface OpenSeries {
  readonly open: OpenDataset;
  readonly series: IngestedSeries;
}

export interface WindowReuseParts {
  readonly overlaps: Pick<OverlapIndex, "overlapsOf">;
  readonly memory: ForecastMemory;
  readonly logger: Logger;
  /** Runs `work` once after a while. */
  readonly schedule: (work: () => void, ms: number) => void;
}

/** What is known of other files that share windows with a series. */
interface Comparison {
  /** Null until the series was compared. */
  overlaps: readonly Overlap[] | null;
  done: Promise<void> | null;
  /** Columns opened before that, with what is needed to find their sources. */
  readonly waiting: { readonly layers: LayeredColumn; readonly model: ServiceModel; readonly horizonSteps: number }[];
}

/** Maximum time that a first chart waits for forecasts of another file. */
const compareForMs = 30;

/** Reuses forecasts of equal windows in other files. */
export class WindowReuse {
  readonly #parts: WindowReuseParts;
  readonly #comparisons = new WeakMap<OpenDataset, Map<string, Comparison>>();

  constructor(parts: WindowReuseParts) {
    this.#parts = parts;
  }

  isCompared({ open, series }: OpenSeries): boolean {
    return this.#comparisons.get(open)?.get(series.id)?.overlaps != null;
  }

  /** Compares the series with those of other files, once for as long as its dataset is open. Never rejects. */
  compare(series: OpenSeries): Promise<void> {
    const comparison = this.#comparisonOf(series);
    comparison.done ??= this.#compare(series, comparison);
    return comparison.done;
  }

  /** The first chart of a file does not wait for a slow disk: computing one forecast twice is cheaper. */
  compareWithTimeout(series: OpenSeries): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#parts.schedule(resolve, compareForMs);
    return Promise.race([this.compare(series), promise]);
  }

  /** A column with the columns of other files that have forecasts of equal windows, as soon as those are known. */
  layersOf(columnKey: string, series: OpenSeries, model: ServiceModel, horizonSteps: number): LayeredColumn {
    const comparison = this.#comparisonOf(series);
    const sources = this.#sourcesOf(series.series, comparison.overlaps ?? [], model, horizonSteps);
    const layers = new LayeredColumn(this.#parts.memory.store, columnKey, sources);
    if (comparison.overlaps === null) comparison.waiting.push({ layers, model, horizonSteps });
    return layers;
  }

  #comparisonOf({ open, series }: OpenSeries): Comparison {
    const known = this.#comparisons.get(open) ?? new Map<string, Comparison>();
    this.#comparisons.set(open, known);
    const comparison = known.get(series.id) ?? { overlaps: null, done: null, waiting: [] };
    known.set(series.id, comparison);
    return comparison;
  }

  async #compare({ open, series }: OpenSeries, comparison: Comparison): Promise<void> {
    let overlaps: readonly Overlap[] = [];
    try {
      overlaps = await this.#parts.overlaps.overlapsOf(open.dataset.handle, series);
    } catch (error) {
      this.#parts.logger.error("reuse-failed", { message: String(error) });
    }
    comparison.overlaps = overlaps;
    for (const { layers, model, horizonSteps } of comparison.waiting.splice(0))
      layers.setSources(this.#sourcesOf(series, overlaps, model, horizonSteps));
  }

  #sourcesOf(
    mine: IngestedSeries,
    overlaps: readonly Overlap[],
    model: ServiceModel,
    horizonSteps: number,
  ): ReuseSource[] {
    const sources: ReuseSource[] = [];
    for (const { dataset, series, steps, nonNegativeSteps, runs } of overlaps) {
      const columnKey = columnKeyOf({ dataset, series }, model, horizonSteps);
      const nonNegative = { mine: nonNegativeStepsOf(mine), theirs: nonNegativeSteps };
      const spans = reusableSpans(runs, mine.values.length, steps, model.contextSteps, nonNegative);
      if (spans.length === 0) continue;
      this.#parts.memory.openToRead(columnKey, shapeOf(steps, model, horizonSteps));
      for (const span of spans) sources.push({ columnKey, ...span });
    }
    return sources;
  }
}
