/**
 * An Office Open XML workbook (ECMA-376): a native chart of each series, the forecast and its history with real dates and numbers,
 * scores, and the manifest. Rows are made one by one as they are taken, so that a workbook of thousands of series is never
 * in memory as a whole. Texts are inline, which no spreadsheet runs as formulas, and there is no formula.
 */
import { EngineError } from "#domain/errors";
import { escapeMarkup } from "#engine/figure";
import { formatCount, formatShare, verdictTexts } from "#engine/format";
import { formatOffset, formatTimestamp, utcOffsets } from "#engine/series";
import type { ExportedDecisions, ExportedForecast, ExportManifest } from "#domain/export";
import { medianOf } from "./exported-forecast.ts";
import { type DecisionCell, type DecisionTable, decisionTables } from "./decision-tables.ts";
import { longTable, type TableColumn } from "./long-table.ts";
import { manifestEntries } from "./manifest-entries.ts";
import { forecastOrNull, observedOrNull } from "./numbers.ts";
import { haveClock, spreadsheetDay } from "./spreadsheet-dates.ts";
import {
  blockOf,
  chartGrid,
  chartXml,
  type ChartBlock,
  drawingRelations,
  drawingXml,
  maxCharts,
} from "./workbook-chart.ts";

/** One file within the workbook's archive: its text is these pieces, one after the other. */
export interface WorkbookPart {
  readonly path: string;
  readonly pieces: Iterable<string>;
}

/** What one sheet of a spreadsheet can hold, less the header. */
const maxRows = 1_048_575;
/** Characters of a cell; the manifest of a thousand series has more. */
const maxCell = 32_000;

/** Cell styles by their place in the style sheet below. */
const style = { plain: 0, header: 1, date: 2, time: 3, share: 4, title: 5, wrapped: 6 } as const;

type Cell =
  | DecisionCell
  | { readonly header: string }
  | { readonly title: string }
  | { readonly wrapped: string }
  | { readonly time: number; readonly text?: string | undefined };

interface Sheet {
  readonly name: string;
  /** In characters. */
  readonly widths: readonly number[];
  readonly rows: Iterable<readonly Cell[]>;
  /** Of the header and all rows, for a table that can be filtered. */
  readonly table?: { readonly columns: number; readonly rows: number };
  /** Whether any of its times is within a day. */
  readonly hasClock?: boolean;
  readonly hasDrawing?: true;
}

/** Those that every workbook has. */
const ownSheets = 7;

/** Of the sheets in their order. The first one with a table is what is read when the workbook is opened as data. */
export const workbookManifest = { path: "xl/worksheets/sheet6.xml", row: "Manifest" } as const;

/** @throws EngineError cannot-write where a forecast has more rows than a sheet */
export function workbookParts(
  forecasts: readonly ExportedForecast[],
  manifest: ExportManifest,
  title = "",
  decisions?: ExportedDecisions,
): WorkbookPart[] {
  const rows = forecasts.reduce((sum, { horizon }) => sum + horizon, 0);
  if (rows > maxRows) {
    throw new EngineError(
      "cannot-write",
      `A spreadsheet has at most ${maxRows} rows, and this forecast needs ${rows}.`,
      {
        hint: "Choose .csv or .parquet, or export fewer series.",
      },
    );
  }
  const columns = longTable(forecasts).flatMap(withOffsets);
  const blocks = forecasts.slice(0, maxCharts).map(blockOf);
  const places = chartGrid(blocks);
  const sheets = [
    chartSheet(forecasts, title),
    forecastSheet(columns, rows),
    historySheet(forecasts),
    overviewSheet(forecasts),
    scoreSheet(forecasts),
    manifestSheet(forecasts, manifest),
    chartDataSheet(blocks),
    ...decisionTables(forecasts, decisions).map(decisionSheet),
  ];
  return [
    { path: "[Content_Types].xml", pieces: [contentTypes(sheets.length, blocks.length)] },
    { path: "_rels/.rels", pieces: [packageRelations] },
    { path: "xl/workbook.xml", pieces: [workbook(sheets)] },
    { path: "xl/_rels/workbook.xml.rels", pieces: [workbookRelations(sheets.length)] },
    { path: "xl/styles.xml", pieces: [styles] },
    ...sheets.map((sheet, index) => ({
      path: `xl/worksheets/sheet${index + 1}.xml`,
      pieces: { [Symbol.iterator]: () => sheetPieces(sheet) },
    })),
    { path: "xl/worksheets/_rels/sheet1.xml.rels", pieces: [sheetRelations] },
    { path: "xl/drawings/drawing1.xml", pieces: [drawingXml(places)] },
    { path: "xl/drawings/_rels/drawing1.xml.rels", pieces: [drawingRelations(blocks.length)] },
    ...places.map(({ block, firstRow }, index) => ({
      path: `xl/charts/chart${index + 1}.xml`,
      pieces: [chartXml(block, chartDataName, firstRow)],
    })),
  ];
}

const chartDataName = "Chart data";

/** Nothing but its title lies in its cells: the charts lie over them. */
function chartSheet(forecasts: readonly ExportedForecast[], title: string): Sheet {
  const [first] = forecasts;
  const left = forecasts.length - maxCharts;
  const note =
    left > 0
      ? `The first ${maxCharts} of ${formatCount(forecasts.length)} series. The other sheets have all of them.`
      : "";
  return {
    name: forecasts.length === 1 ? "Chart" : "Charts",
    widths: [24],
    rows: [[{ title: title === "" ? (first?.series ?? "") : title }], ...(note === "" ? [] : [[note]])],
    hasDrawing: true,
  };
}

function forecastSheet(columns: readonly TableColumn[], rows: number): Sheet {
  const hasClock = columns.some((column) => column.kind === "time" && haveClock(column.cells));
  function* cells(): Generator<readonly Cell[]> {
    yield columns.map(({ name }) => ({ header: name }));
    for (let row = 0; row < rows; row++) yield columns.map((column) => cellOf(column, row));
  }
  return {
    name: "Forecast",
    widths: columns.map(({ kind }) => (kind === "text" ? 24 : kind === "time" ? (hasClock ? 18 : 12) : 11)),
    rows: { [Symbol.iterator]: cells },
    table: { columns: columns.length, rows },
    hasClock,
  };
}

/** What was asked and decided, each in a sheet of its own. */
function decisionSheet({ name, columns, rows }: DecisionTable): Sheet {
  if (rows.length > maxRows)
    throw new EngineError(
      "cannot-write",
      `A spreadsheet has at most ${maxRows} rows, and "${name}" needs ${rows.length}.`,
      {
        hint: "Choose .json, or export fewer series.",
      },
    );
  const times = rows.flatMap((cells) => cells.flatMap((cell) => (isTime(cell) ? [cell.time] : [])));
  const hasClock = haveClock(times);
  const isWide = (column: number): boolean => rows.some((cells) => typeof cells[column] === "string");
  const holdsTimes = (column: number): boolean => rows.some((cells) => isTime(cells[column] ?? null));
  return {
    name,
    widths: columns.map((_, column) => (isWide(column) ? 24 : holdsTimes(column) && hasClock ? 18 : 13)),
    rows: [columns.map((header) => ({ header })), ...rows],
    table: { columns: columns.length, rows: rows.length },
    hasClock,
  };
}

function isTime(cell: DecisionCell): cell is Extract<DecisionCell, { readonly time: number }> {
  return typeof cell === "object" && cell !== null && "time" in cell;
}

/** Dates of a spreadsheet have no offset: where there is one, it stands in a column of its own beside the wall clock. */
function withOffsets(column: TableColumn): TableColumn[] {
  if (column.kind !== "time" || column.offsets.every((offset) => offset === null)) return [column];
  return [
    column,
    {
      name: "utc_offset",
      kind: "text",
      cells: column.offsets.map((offset) => (offset === null ? "" : formatOffset(offset))),
    },
  ];
}

function cellOf(column: TableColumn, row: number): Cell {
  switch (column.kind) {
    case "text":
      return column.cells[row] ?? "";
    case "time":
      return { time: column.cells[row] ?? Number.NaN, text: column.texts[row] };
    case "integer":
      return column.cells[row] ?? 0;
    case "number":
      return column.cells[row] ?? null;
  }
}

/** What was observed up to each origin; where a sheet has no room for all of it, the same number of the latest steps of each series. */
function historySheet(forecasts: readonly ExportedForecast[]): Sheet {
  const lengths = forecasts.map(({ historyTimes }) => historyTimes.length);
  const limit = stepsPerSeries(lengths);
  const rows = lengths.reduce((sum, length) => sum + Math.min(limit, length), 0);
  const isZoned = forecasts.some(({ zone }) => zone !== null);
  const hasClock = forecasts.some(({ historyTimes }) => haveClock(historyTimes));
  function* cells(): Generator<readonly Cell[]> {
    yield ["series", "timestamp", ...(isZoned ? ["utc_offset"] : []), "value"].map((header) => ({ header }));
    for (const { series, zone, historyTimes, historyValues } of forecasts) {
      const from = Math.max(0, historyTimes.length - limit);
      const offsets = utcOffsets(historyTimes, zone);
      for (let step = from; step < historyTimes.length; step++) {
        const offset = offsets?.[step];
        yield [
          series,
          { time: historyTimes[step] ?? Number.NaN },
          ...(isZoned ? [offset === undefined ? null : formatOffset(offset)] : []),
          observedOrNull(historyValues[step]),
        ];
      }
    }
  }
  return {
    name: "History",
    widths: [24, hasClock ? 18 : 12, ...(isZoned ? [11] : []), 12],
    rows: { [Symbol.iterator]: cells },
    table: { columns: isZoned ? 4 : 3, rows },
    hasClock,
  };
}

/** How many of its latest steps each series has on a sheet: all, where there is room for all of them. */
export function stepsPerSeries(lengths: readonly number[]): number {
  const most = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  return all <= maxRows ? most : Math.floor(maxRows / lengths.length);
}

/** A line for each series: where it stands, and where it is expected to be at the horizon. */
function overviewSheet(forecasts: readonly ExportedForecast[]): Sheet {
  const names = [
    ...["series", "model", "last observed", "value", "at the horizon", "median", "80 % low", "80 % high"],
    ...["change", "80 % range held"],
  ];
  const hasClock = forecasts.some(({ times, anchor }) => haveClock(times) || haveClock([anchor.time]));
  function* cells(): Generator<readonly Cell[]> {
    yield names.map((header) => ({ header }));
    for (const forecast of forecasts) {
      const { series, model, anchor, times, horizon, levels, quantiles, measured } = forecast;
      const at = (level: number): number | null => {
        const row = levels.findIndex((one) => Math.abs(one - level) < 1e-6);
        return row < 0 ? null : forecastOrNull(quantiles[row * horizon + horizon - 1]);
      };
      const median = forecastOrNull(medianOf(forecast)?.[horizon - 1]);
      yield [
        series,
        model.name,
        { time: anchor.time },
        observedOrNull(anchor.value),
        { time: times[horizon - 1] ?? Number.NaN },
        median,
        at(0.1),
        at(0.9),
        { share: median === null || !(anchor.value > 0) ? null : median / anchor.value - 1 },
        { share: measured?.coverage["0.8"] ?? null },
      ];
    }
  }
  return {
    name: "Overview",
    widths: [24, 24, hasClock ? 18 : 13, 12, hasClock ? 18 : 14, 12, 12, 12, 10, 16],
    rows: { [Symbol.iterator]: cells },
    table: { columns: names.length, rows: forecasts.length },
    hasClock,
  };
}

/** How forecasts of the past did, by series; empty below its header where that was not looked at. */
function scoreSheet(forecasts: readonly ExportedForecast[]): Sheet {
  const measured = forecasts.flatMap(({ series, model, measured: past }) =>
    past === undefined ? [] : [{ series, model, past }],
  );
  const shares = [...new Set(measured.flatMap(({ past }) => Object.keys(past.coverage)))].sort(
    (one, other) => Number(one) - Number(other),
  );
  const names = [
    ...["series", "model", "past steps", "past forecasts"],
    ...shares.map((share) => `${formatShare(Number(share))} range held`),
    ...["80 % range is", "better than seasonal naive"],
  ];
  function* cells(): Generator<readonly Cell[]> {
    yield names.map((header) => ({ header }));
    for (const { series, model, past } of measured) {
      yield [
        series,
        model.name,
        past.steps,
        past.origins,
        ...shares.map((share) => ({ share: past.coverage[share as keyof typeof past.coverage] ?? null })),
        verdictTexts[past.range.verdict],
        { share: past.skill },
      ];
    }
    if (measured.length === 0) yield ["How such ranges did in the past was not looked at."];
  }
  return {
    name: "Scores",
    widths: [24, 24, 11, 14, ...shares.map(() => 17), 20, 26],
    rows: { [Symbol.iterator]: cells },
    table: { columns: names.length, rows: Math.max(1, measured.length) },
  };
}

/** For people, and in its last rows as a whole for whoever wants to have the same again. */
function manifestSheet(forecasts: readonly ExportedForecast[], manifest: ExportManifest): Sheet {
  const entries = manifestEntries(manifest, forecasts).flatMap(([name, value]) => inCells(name, value));
  return {
    name: "Manifest",
    widths: [24, 72],
    rows: [...entries, ...inCells(workbookManifest.row, JSON.stringify(manifest))].map(([name, value]): Cell[] => [
      { header: name },
      { wrapped: value },
    ]),
  };
}

/** As many rows as it takes, none of which ends within a character. */
function inCells(name: string, value: string): (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [];
  for (let from = 0; rows.length === 0 || from < value.length;) {
    let to = Math.min(value.length, from + maxCell);
    if (to < value.length && /[\ud800-\udbff]/.test(value.charAt(to - 1))) to -= 1;
    rows.push([name, value.slice(from, to)]);
    from = to;
  }
  return rows;
}

/** What the charts draw: plain numbers, so that each can be changed and added to. */
function chartDataSheet(blocks: readonly ChartBlock[]): Sheet {
  function* cells(): Generator<readonly Cell[]> {
    for (const { series, names, rows } of blocks) {
      yield ["series", ...names].map((header) => ({ header }));
      for (const { time, values } of rows) yield [series, { time }, ...values];
    }
  }
  const hasClock = blocks.some(({ rows }) => haveClock(rows.map(({ time }) => time)));
  return {
    name: chartDataName,
    widths: [24, hasClock ? 18 : 12, ...(blocks[0]?.names.slice(1).map(() => 13) ?? [])],
    rows: { [Symbol.iterator]: cells },
    hasClock,
  };
}

function* sheetPieces({ widths, rows, table, hasClock = false, hasDrawing }: Sheet): Generator<string> {
  const last = table === undefined ? null : `${columnName(table.columns - 1)}${table.rows + 1}`;
  const columns = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const frozen = last === null ? "" : '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const grid = hasDrawing ? ' showGridLines="0"' : "";
  yield `${declaration}<worksheet xmlns="${main}" xmlns:r="${office}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>${last === null ? "" : `<dimension ref="A1:${last}"/>`}<sheetViews><sheetView${grid} workbookViewId="0">${frozen}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`;
  let row = 0;
  for (const cells of rows) {
    row += 1;
    const written = cells.map((cell, index) => cellXml(`${columnName(index)}${row}`, cell, hasClock));
    yield `<row r="${row}">${written.join("")}</row>`;
  }
  yield `</sheetData>${last === null ? "" : `<autoFilter ref="A1:${last}"/>`}<pageSetup orientation="landscape" fitToHeight="0"/>${hasDrawing ? '<drawing r:id="rId1"/>' : ""}</worksheet>`;
}

function cellXml(at: string, cell: Cell, hasClock: boolean): string {
  if (cell === null) return "";
  if (typeof cell === "number") return numberXml(at, cell, style.plain);
  if (typeof cell === "string") return textXml(at, cell, style.plain);
  if ("header" in cell) return textXml(at, cell.header, style.header);
  if ("title" in cell) return textXml(at, cell.title, style.title);
  if ("wrapped" in cell) return textXml(at, cell.wrapped, style.wrapped);
  if ("share" in cell) return cell.share === null ? "" : numberXml(at, cell.share, style.share);
  if ("chance" in cell) return cell.chance === null ? "" : numberXml(at, cell.chance, style.share);
  const day = spreadsheetDay(cell.time);
  return day === null
    ? textXml(at, cell.text ?? formatTimestamp(cell.time), style.plain)
    : numberXml(at, day, hasClock ? style.time : style.date);
}

function textXml(at: string, value: string, cellStyle: number): string {
  // A longer one damages the workbook; line ends and leading blanks survive only with xml:space.
  const text = escapeMarkup(value.length > maxCell ? `${value.slice(0, maxCell)}\u2026` : value);
  return `<c r="${at}" s="${cellStyle}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

function numberXml(at: string, value: number, cellStyle: number): string {
  return Number.isFinite(value) ? `<c r="${at}" s="${cellStyle}"><v>${value}</v></c>` : "";
}

/** A, B … Z, AA, AB … */
function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnName(rest - 1) : "") + String.fromCharCode(65 + (index % 26));
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const types = "application/vnd.openxmlformats-officedocument";

function contentTypes(sheets: number, charts: number): string {
  const override = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}.xml" ContentType="${types}.${type}+xml"/>`;
  const parts = [
    override("workbook", "spreadsheetml.sheet.main"),
    override("styles", "spreadsheetml.styles"),
    ...numbered(sheets, (number) => override(`worksheets/sheet${number}`, "spreadsheetml.worksheet")),
    override("drawings/drawing1", "drawing"),
    ...numbered(charts, (number) => override(`charts/chart${number}`, "drawingml.chart")),
  ];
  return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join("")}</Types>`;
}

const relationsXml = (entries: readonly string[]): string =>
  `${declaration}<Relationships xmlns="${relations}">${entries.join("")}</Relationships>`;

const packageRelations = relationsXml([
  `<Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/>`,
]);

const sheetRelations = relationsXml([
  `<Relationship Id="rId1" Type="${office}/drawing" Target="../drawings/drawing1.xml"/>`,
]);

/** Sheets of what was decided come after the forecast: their files stand behind the others, whose places are known. */
function workbook(sheets: readonly Sheet[]): string {
  const places = sheets.map((_, index) => index);
  const inOrder = [...places.slice(0, 2), ...places.slice(ownSheets), ...places.slice(2, ownSheets)];
  const entries = inOrder.map(
    (index) => `<sheet name="${sheets[index]?.name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${entries.join("")}</sheets></workbook>`;
}

function workbookRelations(sheets: number): string {
  return relationsXml([
    ...numbered(
      sheets,
      (number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
    ),
    `<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/>`,
  ]);
}

function numbered(count: number, write: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => write(index + 1));
}

const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="14"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/><xf fontId="2" applyFont="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
