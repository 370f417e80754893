/** Profiles of open datasets, as the window asks for them. */
import { EngineError } from "#domain/errors";
import type { DatasetProfiling, ProfiledRows } from "#domain/job";
import type { Decomposition, SeriesProfile } from "#domain/profile";
import type { SeriesKey } from "#domain/score";
import type { DatasetRegistry } from "#main/datasets";

export interface ProfilesPorts {
  readonly datasets: Pick<DatasetRegistry, "get" | "series">;
}

export class Profiles {
  readonly #ports: ProfilesPorts;

  constructor(ports: ProfilesPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError dataset-not-found */
  async request(dataset: string, _isWanted: boolean): Promise<DatasetProfiling> {
    const { series } = this.#ports.datasets.get(dataset);
    return {
      progress: {
        dataset,
        state: "none",
        job: null,
        series: series.size,
        summarised: 0,
        profiled: 0,
        failed: 0,
        share: 0,
        etaSeconds: null,
        error: null,
      },
      overall: null,
      correlations: null,
    };
  }

  async rows(_dataset: string, after: string): Promise<ProfiledRows> {
    return { rows: [], next: after, isMore: false };
  }

  async series({ dataset, series }: SeriesKey, _signal: AbortSignal): Promise<SeriesProfile> {
    this.#ports.datasets.series(dataset, series);
    throw new EngineError("wrong-arguments", "There is no profile of this series yet.");
  }

  async decomposition({ dataset, series }: SeriesKey, _signal: AbortSignal): Promise<Decomposition> {
    this.#ports.datasets.series(dataset, series);
    throw new EngineError("wrong-arguments", "This series can't be taken apart yet.");
  }
}
