/** What was asked and decided beside forecasts, as sections of a report. Every text is escaped: none of it becomes a part of the page. */
import type { ExportedDecisions, ExportedForecast } from "#domain/export";
import { escapeMarkup } from "#engine/figure";
import { chanceText, formatCount, formatShare, formatStep, numberFormat, usualRange } from "#engine/format";
import { type DecisionCell, type DecisionTable, decisionTables } from "./decision-tables.ts";

/** More would be a report of their own. */
const maxRows = 300;

/** @param heading `h3` within a page of one series at a time, `h2` on paper */
export function decisionsHtml(
  forecasts: readonly ExportedForecast[],
  decisions: ExportedDecisions | undefined,
  heading: "h2" | "h3",
): string {
  return decisionTables(forecasts, decisions)
    .map((table, at) => tableHtml(table, at, heading))
    .join("");
}

function tableHtml({ name, about, columns, rows, forPrograms }: DecisionTable, at: number, heading: string): string {
  const shown = rows.slice(0, maxRows);
  // What is nowhere said has no column.
  const filled = columns.flatMap((column, index) =>
    forPrograms?.has(column) !== true && shown.some((row) => isSaid(row[index]))
      ? // Words begin at one edge, numbers end at the other.
        [{ column, index, mark: shown.some((row) => typeof row[index] === "string") ? ' class="text"' : "" }]
      : [],
  );
  const formats = filled.map(({ index }) => formatOf(shown.map((row) => row[index] ?? null)));
  const head = filled.map(({ column, mark }) => `<th scope="col"${mark}>${escapeMarkup(headOf(column))}</th>`).join("");
  const body = shown.map((row) => {
    const cells = filled.map(({ index }, place) => textOf(row[index] ?? null, formats[place] as Format));
    const [first = "", ...others] = cells.map(escapeMarkup);
    return `<tr><th scope="row">${first}</th>${others.map((text, place) => `<td${filled[place + 1]?.mark ?? ""}>${text}</td>`).join("")}</tr>`;
  });
  const left = rows.length - shown.length;
  const more = left > 0 ? `<p>${formatCount(left)} more rows are in the other kinds of export.</p>` : "";
  const id = `decision-${at}`;
  const sentences = about.map((sentence) => `<p>${escapeMarkup(sentence)}</p>`).join("");
  const table =
    rows.length === 0
      ? ""
      : `<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table class="decision"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
  return `\n<section class="decisions"><${heading} id="${id}">${escapeMarkup(name)}</${heading}>${sentences}${table}${more}</section>`;
}

type Format = (value: number) => string;

/** Numbers of one column have one number of decimals. */
function formatOf(cells: readonly DecisionCell[]): Format {
  const numbers = cells.filter((cell) => typeof cell === "number");
  if (numbers.every(Number.isInteger)) return formatCount;
  const range = usualRange(numbers);
  return range === null ? formatCount : numberFormat(...range);
}

function isSaid(cell: DecisionCell | undefined): boolean {
  if (cell === null || cell === undefined || cell === "") return false;
  if (typeof cell !== "object") return true;
  return "share" in cell ? cell.share !== null : !("chance" in cell) || cell.chance !== null;
}

function textOf(cell: DecisionCell, format: Format): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return format(cell);
  if ("share" in cell) return cell.share === null ? "" : formatShare(cell.share).replace("-", "\u2212");
  if ("chance" in cell) return cell.chance === null ? "" : chanceText(cell.chance);
  return formatStep(cell.time, cell.frequency);
}

/** "q0.1" is "10 %", and other names begin as sentences do. */
function headOf(column: string): string {
  const level = /^q(0\.\d+)$/.exec(column)?.[1];
  if (level !== undefined) return `${Number((100 * Number(level)).toPrecision(6))}\u00a0%`;
  return column.charAt(0).toUpperCase() + column.slice(1);
}
