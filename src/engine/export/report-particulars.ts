/** What people say in a report, as markup. Every text is escaped: none of it becomes a part of the page. */
import type { ExportedForecast, ReportNote, ReportParticulars } from "#domain/export";
import { escapeMarkup } from "#engine/figure";
import { formatCount, formatStep } from "#engine/format";

/** More would be a report of their own. */
const maxNotes = 500;

export function bylineHtml(report: ReportParticulars | undefined): string {
  return report === undefined || report.author === "" ? "" : `\n<p class="byline">${escapeMarkup(report.author)}</p>`;
}

/** A paragraph for each line. */
export function commentsHtml(report: ReportParticulars | undefined): string {
  const lines = (report?.comments ?? "").split(/\r\n?|\n/).map((line) => line.trim());
  const paragraphs = lines.filter((line) => line !== "").map((line) => `<p>${escapeMarkup(line)}</p>`);
  return paragraphs.length === 0 ? "" : `\n<section class="comments">${paragraphs.join("")}</section>`;
}

/** What was put down about stretches of the series that the report shows. */
export function notesHtml(report: ReportParticulars | undefined, forecasts: readonly ExportedForecast[]): string {
  const shown = new Map(forecasts.map((forecast) => [forecast.series, forecast]));
  const notes = (report?.notes ?? []).filter(({ series }) => shown.has(series));
  if (notes.length === 0) return "";
  const isOne = shown.size === 1;
  const rows = notes.slice(0, maxNotes).map((note) => {
    const cells = [...(isOne ? [] : [note.series]), spanOf(note, shown.get(note.series)), note.kind, note.text];
    return `<tr>${cells.map((text) => `<td>${escapeMarkup(text)}</td>`).join("")}</tr>`;
  });
  const names = [...(isOne ? [] : ["Series"]), "When", "What", "Text"].map((name) => `<th scope="col">${name}</th>`);
  const left = notes.length - rows.length;
  const more = left > 0 ? `<p>${formatCount(left)} more are not listed here.</p>` : "";
  return `\n<h3>Notes and events</h3>\n<table class="notes"><thead><tr>${names.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>${more}`;
}

function spanOf({ from, to }: ReportNote, forecast: ExportedForecast | undefined): string {
  const [first, last] = [from, to].map((time) => formatStep(time, forecast?.frequency));
  return first === last ? (first ?? "") : `${first} – ${last}`;
}
