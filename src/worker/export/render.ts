/** From forecasts to the bytes of one file; the ending decides which. */
import { createHash } from "node:crypto";
import { Resvg } from "@resvg/resvg-js";
import type { ToExport } from "#contract/worker";
import { EngineError } from "#domain/errors";
import {
  exportEnding,
  fanOf,
  forecastCsv,
  forecastJson,
  longTable,
  reportHtml,
  seriesNotes,
  workbookParts,
} from "#engine/export";
import { lightTokens, svgSheet } from "#engine/figure";
import { fontFiles, plotlyBundle } from "./assets.ts";
import { withPngManifest, withSvgManifest } from "./manifest.ts";
import { parquet } from "./parquet.ts";
import { zip } from "./zip.ts";

export type ExportRequest = Omit<Extract<ToExport, { type: "export" }>, "checksum">;

/** Two device pixels per CSS pixel: sharp on today's screens and in print at half a page's width. */
const pngScale = 2;

export async function render(request: ExportRequest): Promise<string | Uint8Array> {
  const ending = exportEnding(request.path);
  const { forecasts, manifest, title } = request;
  if (forecasts.length === 0) throw new EngineError("wrong-arguments", "There is no forecast to write.");
  switch (ending) {
    case ".csv":
      return forecastCsv(forecasts);
    case ".parquet":
      return parquet(longTable(forecasts), {
        fantail: JSON.stringify(manifest),
        "fantail.notes": JSON.stringify(seriesNotes(forecasts)),
      });
    case ".xlsx":
      return zip(workbookParts(forecasts, manifest));
    case ".json":
      return forecastJson(forecasts, manifest);
    case ".svg":
      return withSvgManifest(svgSheet(forecasts.map(fanOf), title, lightTokens), manifest);
    case ".png":
      return withPngManifest(png(svgSheet(forecasts.map(fanOf), title, lightTokens)), manifest);
    case ".html":
      return reportHtml({ title, forecasts, manifest, plotlyBundle: await plotlyBundle(), sha256 });
  }
}

/** Latin, Greek, Cyrillic, Vietnamese, punctuation and signs: what Inter draws. */
const drawnByInter = /^[\t\n\u0020-\u052f\u1e00-\u1fff\u2000-\u22ff\u25a0-\u25ff\ufb00-\ufb06\ufffd]*$/;

function png(svg: string): Uint8Array {
  const drawing = new Resvg(svg, {
    fitTo: { mode: "zoom", value: pngScale },
    font: {
      fontFiles: fontFiles(),
      // Without other fonts a name in another script would be a row of boxes. Everything else looks the same everywhere.
      loadSystemFonts: !drawnByInter.test(svg),
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
  });
  return drawing.render().asPng();
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64");
}
