import type { Bands, Outcome } from "#contract/data";
import type { ExportFormat } from "#contract/ipc";
import type { Client } from "../../bridge/index.ts";
import type { Notices } from "../notices/notices.ts";
import { activeDataset, type Workspace } from "../../datasets/open-datasets.ts";

export interface Exporting {
  save(format: ExportFormat): Promise<void>;
  /** What the import of the file in front did to it. */
  saveReport(): Promise<void>;
}

/** Writes what is selected, and says where it went or why it didn't. */
export function createExporting(
  client: Client,
  workspace: Workspace,
  notices: Notices,
  shownAs: () => { readonly bands: Bands; readonly isRounded: boolean },
): Exporting {
  const say = (outcome: Outcome<{ readonly name: string } | null>): void => {
    if (outcome.ok) {
      if (outcome.value !== null) notices.show("success", `Saved ${outcome.value.name}`);
    } else if (outcome.error.code !== "cancelled") {
      notices.show("error", [outcome.error.message, outcome.error.hint].filter(Boolean).join(" "));
    }
  };
  return {
    async save(format) {
      const open = activeDataset(workspace.store.getState());
      if (open === undefined) return;
      const { series, model, horizon, origin } = open.selection;
      const dataset = open.dataset.handle;
      const { bands, isRounded } = shownAs();
      say(await client.request("export:save", { dataset, series, model, horizon, origin, format, bands, isRounded }));
    },
    async saveReport() {
      const open = activeDataset(workspace.store.getState());
      if (open !== undefined) say(await client.request("report:save", { dataset: open.dataset.handle }));
    },
  };
}
