import type { ExportFormat } from "#domain/export";
import type { Bands } from "#domain/forecast";
import type { Client } from "#renderer/bridge";
import { type Notify, notifySaved } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";

export interface Exporting {
  save(format: ExportFormat): Promise<void>;
}

/** Writes what is selected, and says where it went or why it didn't. */
export function createExporting(
  client: Client,
  datasets: Pick<Datasets, "store">,
  notify: Notify,
  shownAs: () => { readonly bands: Bands; readonly isRounded: boolean },
): Exporting {
  return {
    async save(format) {
      const open = activeDataset(datasets.store.getState());
      if (open === undefined) return;
      const { series, model, horizon, origin } = open.selection;
      const dataset = open.dataset.handle;
      const { bands, isRounded } = shownAs();
      notifySaved(
        client,
        notify,
        await client.request("export:save", { dataset, series, model, horizon, origin, format, bands, isRounded }),
      );
    },
  };
}
