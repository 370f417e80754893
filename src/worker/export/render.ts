/** From forecasts to the bytes of one file; the ending decides which. */
import { createHash } from "node:crypto";
import { Resvg } from "@resvg/resvg-js";
import type { ToExport } from "#contract/worker";
import { EngineError } from "#domain/errors";
import {
  exportEnding,
  fanOf,
  decisionsDocument,
  forecastCsv,
  forecastJson,
  longTable,
  printedReportHtml,
  reportHtml,
  seriesNotes,
  workbookParts,
} from "#engine/export";
import { lightTokens, svgSheet } from "#engine/figure";
import { parseConventions, withConventions } from "#engine/format";
import { fontFiles, fontUrls, plotlyBundle } from "./assets.ts";
import { withPngManifest, withSvgManifest } from "./manifest.ts";
import { parquet } from "./parquet.ts";
import type { Content } from "./write.ts";
import { zip } from "./zip.ts";

export type ExportRequest = Omit<Extract<ToExport, { type: "export" }>, "checksum">;

/** Two device pixels per CSS pixel: sharp on today's screens and in print at half a page's width. */
const pngScale = 2;

export async function render(request: ExportRequest): Promise<Content> {
  const ending = exportEnding(request.path);
  const { forecasts, manifest, title, decisions, report } = request;
  if (forecasts.length === 0 && manifest.settings["shard"] === undefined)
    throw new EngineError("wrong-arguments", "There is no forecast to write.");
  // What people read is written as their window writes it; the manifest says how, so that it can be made again.
  const asWritten = <T>(work: () => T): T => withConventions(parseConventions(manifest.settings["conventions"]), work);
  const sheet = (): string => svgSheet(forecasts.map(fanOf), title, lightTokens);
  switch (ending) {
    case ".csv":
      return forecastCsv(forecasts);
    case ".parquet":
      return parquet(longTable(forecasts), {
        fantail: JSON.stringify(manifest),
        "fantail.notes": JSON.stringify(seriesNotes(forecasts)),
        ...(decisions === undefined
          ? {}
          : { "fantail.decisions": JSON.stringify(decisionsDocument(decisions, forecasts)) }),
      });
    case ".xlsx":
      return zip(workbookParts(forecasts, manifest, title, decisions));
    case ".json":
      return forecastJson(forecasts, manifest, decisions);
    case ".svg":
      return withSvgManifest(asWritten(sheet), manifest);
    case ".png":
      return withPngManifest(png(asWritten(sheet)), manifest);
    case ".html": {
      const parts = { title, forecasts, manifest, ...(decisions && { decisions }), ...(report && { report }) };
      if (request.isPrinted === true) {
        const fonts = await fontUrls();
        return asWritten(() => printedReportHtml({ ...parts, fonts }));
      }
      const bundle = await plotlyBundle();
      return asWritten(() => reportHtml({ ...parts, sha256, plotlyBundle: bundle }));
    }
  }
}

/** Latin, Greek, Cyrillic, Vietnamese, punctuation and signs: what Inter draws. */
const drawnByInter = /^[\t\n\u0020-\u052f\u1e00-\u1fff\u2000-\u22ff\u25a0-\u25ff\ufb00-\ufb06\ufffd]*$/;

/** Of an SVG, with the fonts that are bundled. */
export function png(svg: string): Uint8Array {
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
