/** A report for paper: everything is there at once, and nothing of it is a script. */
import { EngineError } from "#domain/errors";
import { escapeMarkup, lightTokens, svgFigure } from "#engine/figure";
import { formatCount, formatShare, verdictTexts } from "#engine/format";
import { fanOf } from "./fan-of.ts";
import { decisionsHtml } from "./decisions-html.ts";
import { manifestEntries } from "./manifest-entries.ts";
import { numberTable } from "./number-table.ts";
import { bylineHtml, commentsHtml, notesHtml } from "./report-particulars.ts";
import type { ReportParts } from "./report-html.ts";
import type { ExportedForecast } from "#domain/export";

/** A page and a half each: more are no report to be read. */
const maxPrintedSeries = 200;
/** In proportion to the width of a page with its margins; the letters of the picture are then those of the text. */
const pictureSize = { width: 1000, height: 520 };

export interface PrintedParts extends Pick<ReportParts, "title" | "forecasts" | "manifest" | "decisions" | "report"> {
  /** Font files as `data:` URLs, by weight; without any the system's are taken. */
  readonly fonts: readonly { readonly weight: number; readonly url: string }[];
}

/** @throws EngineError wrong-arguments without a forecast */
export function printedReportHtml({ title, forecasts, manifest, decisions, report, fonts }: PrintedParts): string {
  if (forecasts.length === 0) throw new EngineError("wrong-arguments", "A report needs at least one forecast.");
  const printed = forecasts.slice(0, maxPrintedSeries);
  const cut =
    printed.length < forecasts.length
      ? `<p class="cut">The first ${maxPrintedSeries} of ${formatCount(forecasts.length)} series.</p>`
      : "";
  const entries = manifestEntries(manifest, printed);
  const faces = fonts.map(
    ({ weight, url }) => `@font-face{font-family:Inter;font-weight:${weight};src:url(${url}) format("truetype")}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${escapeMarkup(title)}</title>
<style>${faces.join("")}${printStyle}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>${bylineHtml(report)}${commentsHtml(report)}${cut}
${printed.map((forecast, index) => seriesHtml(forecast, index, forecasts.length === 1 ? title : "")).join("\n")}${decisionsHtml(printed, decisions, "h2")}${notesHtml(report, printed)}${scoresHtml(printed)}
<h2>How these numbers were made</h2>
<dl>${entries.map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>`).join("")}</dl>
</body>
</html>
`;
}

/** @param said above it already */
function seriesHtml(forecast: ExportedForecast, index: number, said: string): string {
  const fan = fanOf(forecast);
  const { columns, rows } = numberTable(forecast);
  const head = columns.map((name) => `<th scope="col">${escapeMarkup(name)}</th>`).join("");
  const body = rows.map((cells) => {
    const [step = "", ...numbers] = cells.map(escapeMarkup);
    return `<tr><th scope="row">${step}</th>${numbers.map((text) => `<td>${text}</td>`).join("")}</tr>`;
  });
  // Each picture's own ids: there is one of each in a page. In texts quotes are escaped, and so none of them is changed.
  const picture = svgFigure(fan, lightTokens, pictureSize)
    .replaceAll('id="fan-', `id="fan-${index}-`)
    .replace('"fan-title fan-description"', `"fan-${index}-title fan-${index}-description"`)
    .replaceAll('"url(#fan-0)"', `"url(#fan-${index}-0)"`);
  return `<section class="series">
${forecast.series === said ? "" : `<h2>${escapeMarkup(forecast.series)}</h2>`}
<figure>${picture}</figure>
<table class="numbers"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>
</section>`;
}

/** How forecasts of the past did; nothing where that was not looked at. */
function scoresHtml(forecasts: readonly ExportedForecast[]): string {
  const rows = forecasts.flatMap(({ series, model, measured }) => {
    if (measured === undefined) return [];
    const { coverage, range, steps, skill } = measured;
    const cells = [
      model.name,
      formatCount(steps),
      ...(["0.5", "0.8", "0.95"] as const).map((share) => formatShare(coverage[share])),
      verdictTexts[range.verdict],
      skill === null ? "–" : formatShare(skill),
    ];
    return `<tr><th scope="row">${escapeMarkup(series)}</th>${cells.map((text) => `<td>${escapeMarkup(text)}</td>`).join("")}</tr>`;
  });
  if (rows.length === 0) return "";
  const names = [
    "Series",
    "Model",
    "Past steps",
    "50 % held",
    "80 % held",
    "95 % held",
    "80 % range",
    "Better than naive",
  ];
  return `
<h2>How such forecasts did in the past</h2>
<table class="scores"><thead><tr>${names.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

const { text, mutedText, grid, axis, fontFamily } = lightTokens;

const printStyle = `@page{size:A4;margin:16mm 14mm 18mm}
*{box-sizing:border-box}
body{margin:0;color:${text};background:#fff;font:10pt/1.45 ${fontFamily};font-variant-numeric:tabular-nums}
h1{font-size:20pt;line-height:1.2;font-weight:600;margin:0 0 2mm;overflow-wrap:anywhere}
h2{font-size:13pt;font-weight:600;margin:8mm 0 2mm;break-after:avoid;overflow-wrap:anywhere}
h3{font-size:11pt;font-weight:600;margin:6mm 0 2mm;break-after:avoid}
p{margin:0 0 2mm}
.byline,.cut{color:${mutedText}}
.comments{margin:3mm 0}
.series+.series{break-before:page}
figure{margin:0 0 3mm;break-inside:avoid}
svg{display:block;width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:8.5pt}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{padding:1mm 2mm;text-align:right;border-bottom:.2mm solid ${grid};font-weight:400;vertical-align:top}
th:first-child,td:first-child,.notes td,.text{text-align:left;overflow-wrap:anywhere}
.notes th{text-align:left}
.decision .text{text-align:left}
thead th{font-weight:600;border-bottom:.3mm solid ${axis}}
dl{display:grid;grid-template-columns:42mm 1fr;gap:.5mm 4mm;margin:0;font-size:8.5pt}
dt{color:${mutedText}}
dd{margin:0;overflow-wrap:anywhere}
`;
