/** Columns that a file knows ahead, tried as soon as it is in front: what came of it is said, with one press to leave them out. */
import { noInfluences } from "#domain/influence";
import type { Client } from "#renderer/bridge";
import type { Notify } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";
import { texts } from "./texts.ts";
import { verdictText } from "./words.ts";

export interface TryingPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store">;
  readonly notify: Notify;
  /** Shows what they do. */
  readonly open: () => void;
}

export function tryKnownColumns({ client, datasets, notify, open }: TryingPorts): void {
  /** By dataset, until they are tried. */
  const found = new Map<string, readonly string[]>();

  /** True once they are set. */
  const set = async (dataset: string, columns: readonly string[]): Promise<boolean> => {
    const { holidays, events } = noInfluences;
    const settings = { holidays, events: [...events], columns: [...columns] };
    const outcome = await client.request("influences:set", { dataset, settings, use: "helping" });
    if (!outcome.ok) notify("error", outcome.error.message);
    return outcome.ok;
  };

  const leaveOut = async (dataset: string, columns: readonly string[]): Promise<void> => {
    if (!(await set(dataset, []))) return;
    const putBack = async (): Promise<void> => {
      if (!(await set(dataset, columns))) return;
      found.set(dataset, columns);
      await attempt();
    };
    notify("info", texts.leftOut(columns), [{ label: texts.undo, run: () => void putBack() }]);
  };

  const attempt = async (): Promise<void> => {
    const front = activeDataset(datasets.store.getState());
    const columns = found.get(front?.dataset.handle ?? "");
    if (front === undefined || columns === undefined) return;
    const dataset = front.dataset.handle;
    found.delete(dataset);
    const { series, model, horizon } = front.selection;
    const outcome = await client.request("influences:judge", { dataset, series, model, horizon, origin: 0 });
    const isOpen = datasets.store.getState().open.some((one) => one.dataset.handle === dataset);
    if (!isOpen) return;
    const said = outcome.ok
      ? [verdictText(outcome.value), ...outcome.value.notes, outcome.value.helps ? texts.used : texts.unused]
      : [outcome.error.message, texts.unused];
    notify("info", [texts.foundAhead(columns), ...said].join(" "), [
      { label: texts.leaveOut, run: () => void leaveOut(dataset, columns) },
      { label: texts.details, run: open },
    ]);
  };

  client.on("influences:found", ({ dataset, columns }) => {
    found.set(dataset, columns);
    void attempt();
  });
  datasets.store.subscribe(() => void attempt());
}
