import type { ReactNode } from "react";
import { ContextMenu, rowKeyOf, useCommands } from "#renderer/commands";
import { useChosenSeries, useView } from "#renderer/context";
import { activeDataset, useActive, useDatasets } from "#renderer/datasets";
import { texts } from "./texts.ts";

/** What can be done with one series. */
const seriesCommands = [
  "find-best",
  "compare",
  "side-by-side",
  "profile",
  "correct",
  "data-over-time",
  "export",
] as const;

/** Rows of the list of series have a menu; the one that is pointed at is selected first. */
export function SeriesMenu({ children }: { readonly children: ReactNode }) {
  const view = useView();
  const datasets = useDatasets();
  const commands = useCommands();
  const handle = useActive((open) => open.dataset.handle) ?? "";
  const areChosen = useChosenSeries(handle).length > 1;
  return (
    <ContextMenu
      label={texts.series}
      commands={areChosen ? seriesCommands.filter((id) => id !== "side-by-side") : seriesCommands}
      onOpen={(target) => {
        const series = rowKeyOf(target);
        const open = activeDataset(datasets.store.getState());
        if (series === undefined || open?.dataset.series.every(({ id }) => id !== series) !== false) return null;
        if (open.selection.series !== series) {
          view.setState({ zoom: null });
          datasets.selectSeries(series);
        }
        if (!areChosen) return [];
        const run = (): void => commands.run("side-by-side");
        return [{ id: "chosen-side-by-side", label: "Show chosen side by side", run }];
      }}
    >
      {children}
    </ContextMenu>
  );
}
