/** Requests about adjustments and scenarios of open datasets. */
import { basename, extname } from "node:path";
import type { RequestName } from "#contract/ipc";
import { scenarioText } from "#engine/scenarios";
import type { Core } from "#main/core";
import { saveFile } from "#main/platform";
import { chooseTarget, exportName } from "./choose-target.ts";
import type { ExportFolders } from "./export-folders.ts";
import type { Handlers } from "./ipc-main.ts";
import type { SavedFiles } from "./saved-files.ts";

type ScenarioRequest = Extract<RequestName, `scenarios:${string}`>;

export interface ScenarioHandlerDependencies {
  readonly core: Pick<Core, "scenarios" | "scenarioForecasts" | "valueAdded" | "datasets">;
  readonly saved: SavedFiles;
  readonly folders: ExportFolders;
}

export function scenarioHandlers({
  core: { scenarios, scenarioForecasts, valueAdded, datasets },
  saved,
  folders,
}: ScenarioHandlerDependencies): Pick<Handlers, ScenarioRequest> {
  return {
    "scenarios:list": async ({ dataset }) => scenarios.list(dataset),
    "scenarios:apply": async ({ dataset, command }) => scenarios.apply(dataset, command),
    "scenarios:undo": async ({ dataset }) => scenarios.undo(dataset),
    "scenarios:redo": async ({ dataset }) => scenarios.redo(dataset),
    "scenarios:forecast": async (wanted, { signal }) => {
      const { forecast, sum } = await scenarioForecasts.of(wanted, signal);
      const { samples: _, ...shown } = forecast;
      return { forecast: shown, sum: { quantiles: [...sum.quantiles], mean: sum.mean } };
    },
    "scenarios:value-added": async ({ dataset }) => {
      const { series, ...report } = valueAdded(dataset);
      return { ...report, series: [...series] };
    },
    "scenarios:export": async ({ dataset, scenario }, { sender }) => {
      const wanted = scenarios.get(dataset, scenario);
      const { source } = datasets.get(dataset);
      const file = source?.name ?? "";
      const path = await chooseTarget(
        sender,
        "Save the scenario",
        exportName(`${basename(file, extname(file))} ${wanted.name}`, "json"),
        [{ name: "Scenario (JSON)", extensions: ["json"] }],
        folders.of(source?.path ?? null),
      );
      if (path === null) return null;
      await saveFile(path, scenarioText(wanted));
      return saved.add(path);
    },
  };
}
