/** Requests that put something on the clipboard. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { app, clipboard, nativeImage } from "electron";
import { EngineError } from "#domain/errors";
import { influencedModel } from "#domain/influence";
import { clipboardHtml, clipboardText, copiedTable, forecastCommand, quotedCommand, safeStem } from "#engine/export";
import { adjustmentsCsv } from "#engine/scenarios";
import { eventsCsv } from "#engine/influences";
import type { Core } from "#main/core";
import type { ImportService } from "#main/datasets";
import { saveFile, withTemporary } from "#main/platform";
import { decimalOf } from "./decimal-of.ts";
import type { Handlers } from "./ipc-main.ts";
import type { SavedFiles } from "./saved-files.ts";

type CopyRequest = "copy:numbers" | "copy:picture" | "picture:copy" | "copy:command";

export interface CopyHandlerDependencies {
  readonly core: Pick<Core, "exporter" | "datasets" | "corrections" | "influences" | "scenarios">;
  readonly imports: ImportService;
  readonly saved: SavedFiles;
  /** Folder of what copied commands name. */
  readonly commands: string;
}

export function copyHandlers({
  core: { exporter, datasets, corrections, influences, scenarios },
  imports,
  saved,
  commands,
}: CopyHandlerDependencies): Pick<Handlers, CopyRequest> {
  return {
    "copy:numbers": async ({ what, ...key }, { signal }) => {
      const shown = await exporter.shown({ bands: "native", ...key }, signal);
      const { table, leftOut } = copiedTable(shown, what);
      clipboard.write({ text: clipboardText(table, decimalOf(app.getSystemLocale())), html: clipboardHtml(table) });
      return { rows: table.rows.length, leftOut };
    },
    "copy:picture": async (key, { signal }) => {
      await withTemporary(".png", async (path) => {
        await exporter.exportOne(path, { bands: "native", ...key }, imports.optionsOf(key.dataset), signal);
        clipboard.writeImage(nativeImage.createFromBuffer(await readFile(path)));
      });
      return {};
    },
    "picture:copy": async ({ svg }, { signal }) => {
      await withTemporary(".png", async (path) => {
        await exporter.draw(path, svg, "png", signal);
        clipboard.writeImage(nativeImage.createFromBuffer(await readFile(path)));
      });
      return {};
    },
    "copy:command": async ({ shell, bands = "native", isRounded = false, ...key }, { signal }) => {
      const { path, name } = datasets.get(key.dataset).source ?? {};
      if (path === undefined) throw new EngineError("file-not-found", "This data has no file that a command can name.");
      const { forecast } = await exporter.forecast({ bands, ...key }, false, signal);
      const beside = async (what: string, csv: string | null): Promise<string | null> => {
        if (csv === null) return null;
        const hash = createHash("sha256").update(csv).digest("hex").slice(0, 8);
        await mkdir(commands, { recursive: true });
        const place = join(commands, `${safeStem(`${name ?? ""} ${what} ${hash}`)}.csv`);
        await saveFile(place, csv);
        return place;
      };
      const file = await beside("corrections", corrections.listed(key.dataset)?.csv ?? null);
      const adjusted = scenarios.applied([forecast]);
      const adjustments = await beside("adjustments", adjusted.length === 0 ? null : adjustmentsCsv(adjusted));
      const influencing = influences.namedFor(key.dataset, [forecast]);
      const isDated = influencing !== null && influencing.events.length > 0;
      const events = await beside("events", isDated ? eventsCsv(influencing.events) : null);
      const words = forecastCommand({
        ...{ path, bands, isRounded, series: key.series, horizon: key.horizon, origin: key.origin },
        options: imports.optionsOf(key.dataset),
        // What was adopted now, whatever will be adopted later.
        model: key.model === "adopted" ? (influencedModel(forecast.model.id)?.model ?? forecast.model.id) : key.model,
        levels: forecast.levels,
        corrections: file,
        adjustments,
        influences:
          influencing === null ? null : { holidays: influencing.holidays, events, columns: influencing.columns },
      });
      const command = quotedCommand(words, shell);
      clipboard.writeText(command);
      const named = file ?? adjustments;
      return { command, corrections: named === null ? null : saved.add(named) };
    },
  };
}
