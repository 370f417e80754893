/** Holidays and events of the file in front, on its chart. */
import type { DatedMark } from "#domain/chart";
import type { Client } from "#renderer/bridge";
import type { ChartSurface } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";

const owner = "influences";
/** Marks are of days; a chart of many years shows none of them, and no picture has room for more. */
const maxMarks = 400;

export interface MarkPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store">;
  readonly surface: Pick<ChartSurface, "setMarks">;
}

export function markInfluences({ client, datasets, surface }: MarkPorts): void {
  let marked: string | null = null;
  const mark = async (dataset: string): Promise<void> => {
    const outcome = await client.request("influences:get", { dataset });
    if (marked !== dataset) return;
    const marks: DatedMark[] = outcome.ok
      ? outcome.value.marks.map(({ name, ...mark }) => ({ ...mark, text: name }))
      : [];
    surface.setMarks(owner, marks.slice(-maxMarks));
  };
  const sync = (): void => {
    const dataset = activeDataset(datasets.store.getState())?.dataset.handle ?? null;
    if (dataset === marked) return;
    marked = dataset;
    surface.setMarks(owner, []);
    if (dataset !== null) void mark(dataset);
  };
  datasets.store.subscribe(sync);
  client.on("influences:changed", ({ dataset }) => {
    if (dataset === marked) void mark(dataset);
  });
}
