import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import type { Client } from "#renderer/bridge";
import type { Clock, Session } from "#renderer/context";
import type { Datasets } from "#renderer/datasets";
import type { Methods } from "#renderer/jobs";
import { createLoader } from "#renderer/ui";
import type { Sight } from "./nearest.ts";
import type { OverviewRow } from "./rows.ts";

/** What the window knows of the series of one open dataset. */
export interface SeriesTable {
  /** In the order of the dataset. */
  readonly rows: readonly OverviewRow[];
  /** Whether a limit is set for any of them. */
  readonly hasLimits: boolean;
  /** Why nothing could be said of them; null where that is not so. */
  readonly error: AppError | null;
}

export interface OverviewState {
  /** By handle of an open dataset that somebody has looked at. */
  readonly tables: Readonly<Record<string, SeriesTable>>;
}

/** One row for each series of an open dataset, filled for as long as somebody looks at them. */
export interface Overview {
  readonly store: StoreApi<OverviewState>;
  /**
   * Somebody looks at rows of a dataset: their pictures and what is known of them come.
   *
   * @param depth `all`: forecasts and past forecasts of all series are computed, too, those in sight first; `known`: nothing is computed
   */
  look(dataset: string, depth: Depth): Look;
}

export type Depth = "known" | "all";

export interface Look {
  /** What is in sight now. */
  see(sight: Sight): void;
  /** Nobody looks any more: what is under way for this is cancelled. */
  end(): void;
}

export interface OverviewPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store" | "selectionFor">;
  readonly session: Pick<Session, "store">;
  readonly methods: Pick<Methods, "store">;
  /** What is put on top of forecasts; none where absent. */
  readonly adjustments?: {
    /** One text for equal ones. */
    readonly of: (dataset: string) => string;
    readonly subscribe: (listener: () => void) => void;
  };
}

export const nothingKnown: SeriesTable = { rows: [], hasLimits: false, error: null };

export function tableOf({ tables }: OverviewState, dataset: string): SeriesTable {
  return tables[dataset] ?? nothingKnown;
}

/** What fills the rows loads when they are first looked at. */
export function createOverview(ports: OverviewPorts): Overview {
  const store = createStore<OverviewState>(() => ({ tables: {} }));
  const filling = createLoader(
    () => import("./filling.ts"),
    ({ createFilling }) => createFilling(ports, store),
  );
  return {
    store,
    look(dataset, depth) {
      let sight: Sight | null = null;
      let isOver = false;
      let inner: Look | null = null;
      void filling.whenReady().then((known) => {
        if (isOver) return;
        inner = known.look(dataset, depth);
        if (sight !== null) inner.see(sight);
      });
      return {
        see(next) {
          sight = next;
          inner?.see(next);
        },
        end() {
          isOver = true;
          inner?.end();
        },
      };
    },
  };
}
