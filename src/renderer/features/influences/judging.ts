/** Series of a file with influences are judged as they are shown, and again at another horizon: whoever goes through a file need not press a button for each. */
import { hasInfluences, isJudgedElsewhere } from "#domain/influence";
import type { Client } from "#renderer/bridge";
import type { Clock } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";

export interface JudgingPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store">;
}

/** Whoever goes through the list of series does not want each judged. */
const pauseMs = 800;

export function judgeShown({ client, clock, datasets }: JudgingPorts): void {
  /** Datasets that have had influences since they were opened. */
  const influenced = new Set<string>();
  let shown = "";
  let stopTimer: () => void = () => {};
  let judging: AbortController | null = null;

  const judge = async (): Promise<void> => {
    const front = activeDataset(datasets.store.getState());
    if (front === undefined) return;
    const mine = new AbortController();
    judging = mine;
    const dataset = front.dataset.handle;
    const { series, model, horizon } = front.selection;
    const state = await client.request("influences:get", { dataset }, { signal: mine.signal });
    if (judging !== mine || !state.ok) return;
    const { settings, use, verdicts } = state.value;
    const isOpenQuestion =
      use === "helping" &&
      hasInfluences(settings) &&
      !verdicts.some((verdict) => verdict.series === series && !isJudgedElsewhere(verdict, horizon));
    // What can't be judged is not used, and the page says that it was not checked.
    if (isOpenQuestion)
      await client.request("influences:judge", { dataset, series, model, horizon, origin: 0 }, { signal: mine.signal });
  };

  const look = (): void => {
    const front = activeDataset(datasets.store.getState());
    const key =
      front === undefined
        ? ""
        : JSON.stringify([front.dataset.handle, front.selection.series, front.selection.horizon]);
    if (key === shown) return;
    shown = key;
    stopTimer();
    judging?.abort();
    judging = null;
    if (front !== undefined && influenced.has(front.dataset.handle))
      stopTimer = clock.after(pauseMs, () => void judge());
  };

  client.on("influences:changed", ({ dataset }) => {
    const isKnown = influenced.has(dataset);
    influenced.add(dataset);
    // Whoever chose them has the series in front judged; those of an earlier start come by themselves.
    if (isKnown) return;
    shown = "";
    look();
  });
  datasets.store.subscribe(look);
}
