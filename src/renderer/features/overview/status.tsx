import { X } from "lucide-react";
import type { ImportedDataset } from "#domain/dataset";
import { useCommands } from "#renderer/commands";
import { formatCount, plural } from "#renderer/format";
import { Button } from "#renderer/ui";
import { useSeriesTable, useSeriesTableState } from "./context.ts";
import type { ShownRows } from "./use-rows.ts";
import { texts } from "./texts.ts";

/** How many rows there are and how far they are filled, or what can be done with those that are chosen. Always one line. */
export function Status({
  dataset,
  shown,
}: {
  readonly dataset: ImportedDataset;
  readonly shown: Pick<ShownRows, "series" | "forecast" | "compared">;
}) {
  const table = useSeriesTable();
  const commands = useCommands();
  const chosen = useSeriesTableState((state) => state.choosing.chosen.size);
  const total = dataset.series.length;
  const rows = shown.series.length;
  return (
    <div className="overview-status">
      <p className="overview-soft" role="status">
        {rows === total
          ? plural(total, "series", "series")
          : texts.shownOf(formatCount(rows), plural(total, "series", "series"))}
        {chosen === 0 ? progressText(shown, total) : texts.countChosen(formatCount(chosen))}
      </p>
      {chosen === 0 ? null : (
        <>
          <Button onPress={() => commands.run("find-best")}>{texts.findBest}</Button>
          <Button onPress={() => commands.run("side-by-side")}>{texts.sideBySide}</Button>
          <Button onPress={() => commands.run("export-several")}>{texts.export}</Button>
          <Button tone="quiet" onPress={() => table.chooseNone()}>
            <X aria-hidden />
            {texts.chooseNone}
          </Button>
        </>
      )}
    </div>
  );
}

/** Empty once all is there. */
function progressText({ forecast, compared }: Pick<ShownRows, "forecast" | "compared">, total: number): string {
  if (forecast < total) return ` · ${formatCount(forecast)} forecast so far`;
  return compared < total ? ` · ${formatCount(compared)} compared with past forecasts so far` : "";
}
