import { EngineError } from "#domain/errors";
import { escapeMarkup, plotlyConfig } from "#engine/figure";
import type { ExportedDecisions, ExportedForecast, ExportManifest, ReportParticulars } from "#domain/export";
import { decisionsHtml } from "./decisions-html.ts";
import { manifestEntries } from "./manifest-entries.ts";
import { reportSeries } from "./report-data.ts";
import { bylineHtml, commentsHtml, notesHtml } from "./report-particulars.ts";
import { reportScript } from "./report-script.ts";
import { plotlyStyle, reportStyle } from "./report-style.ts";

export interface ReportParts {
  readonly title: string;
  readonly forecasts: readonly ExportedForecast[];
  readonly manifest: ExportManifest;
  /** What was asked and decided beside the forecasts. */
  readonly decisions?: ExportedDecisions;
  /** What its author says, and what is known of the data. */
  readonly report?: ReportParticulars;
  /** The text of plotly.js-basic's minified bundle, put into the page as it is. */
  readonly plotlyBundle: string;
  /** SHA-256 of a text's UTF-8 bytes, base64. */
  readonly sha256: (text: string) => string;
}

/**
 * One HTML file that opens without a network: charts, series picker, the numbers, and what it takes to get them again. Its
 * policy allows exactly the scripts and style sheets in it, by hash, and no connection at all.
 */
export function reportHtml(parts: ReportParts): string {
  if (parts.forecasts.length === 0) throw new EngineError("wrong-arguments", "A report needs at least one forecast.");
  const plotly = scriptText(`${parts.plotlyBundle}\n`);
  const script = scriptText(reportScript.replace("CONFIG", JSON.stringify(plotlyConfig())));
  const hash = (text: string): string => `'sha256-${parts.sha256(text)}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(plotly)} ${hash(script)}`,
    `style-src-elem ${hash(reportStyle)} ${hash(plotlyStyle)}`,
    // Plotly formats labels through style attributes; they can't run code or load anything under this policy.
    "style-src-attr 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = escapeMarkup(parts.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy).replaceAll("&#39;", "'")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Fantail ${escapeMarkup(parts.manifest.app)}">
<title>${title}</title>
<style>${reportStyle}</style>
<style id="plotly.js-style-global" class="no-inline-styles">${plotlyStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>${bylineHtml(parts.report)}${commentsHtml(parts.report)}
<header>
<div><h2 id="name"></h2><p id="subtitle"></p></div>
<div id="picker" hidden><label for="series">Series</label> <select id="series"></select> <span id="count"></span>
<button id="previous" type="button">Previous</button> <button id="next" type="button">Next</button></div>
</header>
<noscript><p>The charts and numbers of this report need JavaScript, which this viewer has switched off.</p></noscript>
<div id="chart" role="img"></div>
<h3 id="numbers">Numbers</h3>
<div class="scroll" tabindex="0" role="region" aria-labelledby="numbers"><table><thead id="columns"></thead><tbody id="rows"></tbody></table></div>${decisionsHtml(parts.forecasts, parts.decisions, "h3")}${notesHtml(parts.report, parts.forecasts)}
<h3>How these numbers were made</h3>
<dl>${manifestList(parts)}</dl>
</main>
<script type="application/json" id="manifest">${jsonText(parts.manifest)}</script>
<script type="application/json" id="report-data">${jsonText(parts.forecasts.map(reportSeries))}</script>
<script>${plotly}</script>
<script>${script}</script>
</body>
</html>
`;
}

function manifestList({ manifest, forecasts }: ReportParts): string {
  return manifestEntries(manifest, forecasts)
    .map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>`)
    .join("");
}

/** Within a script element only `</script` and `<!--` can end or change it; in JSON every `<` may be written as an escape. */
function jsonText(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** The bundle is code that we ship; were it ever to hold such a sequence, the page must not break open. */
function scriptText(code: string): string {
  if (/<\/script|<!--/i.test(code)) throw new EngineError("internal", "A script of the report would end early.");
  // A browser hashes what it parsed, and parsing turns every line ending into a line feed.
  return code.replace(/\r\n?/g, "\n");
}
