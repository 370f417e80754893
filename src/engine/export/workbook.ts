import { dayMs } from "#domain/series";
import { EngineError } from "#domain/errors";
import { escapeMarkup } from "#engine/figure";
import { formatOffset } from "#engine/series";
import type { ExportedForecast, ExportManifest } from "#domain/export";
import { longTable, type TableColumn } from "./long-table.ts";
import { manifestEntries } from "./manifest-entries.ts";

/** One file within the workbook's archive. */
export interface WorkbookPart {
  readonly path: string;
  readonly text: string;
}

/** What one sheet of a spreadsheet can hold, less the header. */
const maxRows = 1_048_575;
/** Spreadsheets count days from here; before March 1900 they disagree about leap years, so that such dates stay text. */
const firstDayMs = Date.UTC(1899, 11, 30);
const firstSafeMs = Date.UTC(1900, 2, 1);

/** Cell styles by their place in the style sheet below. */
const style = { plain: 0, header: 1, date: 2, time: 3 } as const;

/**
 * The parts of an Office Open XML workbook (ECMA-376): the long table with real dates and numbers, and the manifest on a second
 * sheet. Ids are inline texts, which no spreadsheet runs as formulas.
 */
export function workbookParts(forecasts: readonly ExportedForecast[], manifest: ExportManifest): WorkbookPart[] {
  const columns = longTable(forecasts).flatMap(withOffsets);
  const rows = columns[0]?.cells.length ?? 0;
  if (rows > maxRows) {
    throw new EngineError(
      "cannot-write",
      `A spreadsheet has at most ${maxRows} rows, and this forecast needs ${rows}.`,
      {
        hint: "Choose .csv or .parquet, or export fewer series.",
      },
    );
  }
  return [
    { path: "[Content_Types].xml", text: contentTypes },
    { path: "_rels/.rels", text: packageRelations },
    { path: "xl/workbook.xml", text: workbook },
    { path: "xl/_rels/workbook.xml.rels", text: workbookRelations },
    { path: "xl/styles.xml", text: styles },
    { path: "xl/worksheets/sheet1.xml", text: forecastSheet(columns, rows) },
    { path: "xl/worksheets/sheet2.xml", text: manifestSheet(forecasts, manifest) },
  ];
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

function forecastSheet(columns: readonly TableColumn[], rows: number): string {
  const names = columns.map((_, index) => columnName(index));
  const hasClock = columns.some((column) => column.kind === "time" && column.cells.some((time) => time % dayMs !== 0));
  const lines = [columns.map((column, index) => text(`${names[index]}1`, column.name, style.header)).join("")];
  for (let row = 0; row < rows; row++) {
    lines.push(columns.map((column, index) => cell(`${names[index]}${row + 2}`, column, row, hasClock)).join(""));
  }
  const last = `${names.at(-1)}${rows + 1}`;
  const widths = columns.map((column, index) => {
    const width = column.kind === "text" ? 24 : column.kind === "time" ? (hasClock ? 18 : 12) : 11;
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
  });
  return sheet(lines, {
    dimension: `A1:${last}`,
    view: '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    columns: widths.join(""),
    after: `<autoFilter ref="A1:${last}"/>`,
  });
}

/** For people, and in the last row as a whole for whoever wants to have the same again. */
function manifestSheet(forecasts: readonly ExportedForecast[], manifest: ExportManifest): string {
  const entries = [...manifestEntries(manifest, forecasts), ["Manifest", JSON.stringify(manifest)] as const];
  const lines = entries.map(
    ([name, value], row) => text(`A${row + 1}`, name, style.header) + text(`B${row + 1}`, value, style.plain),
  );
  return sheet(lines, {
    dimension: `A1:B${entries.length}`,
    view: "",
    columns: '<col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="72" customWidth="1"/>',
    after: "",
  });
}

function sheet(
  lines: readonly string[],
  parts: { readonly dimension: string; readonly view: string; readonly columns: string; readonly after: string },
): string {
  const rows = lines.map((cells, index) => `<row r="${index + 1}">${cells}</row>`).join("");
  return `${declaration}<worksheet xmlns="${main}"><dimension ref="${parts.dimension}"/><sheetViews><sheetView workbookViewId="0">${parts.view}</sheetView></sheetViews><cols>${parts.columns}</cols><sheetData>${rows}</sheetData>${parts.after}</worksheet>`;
}

function cell(at: string, column: TableColumn, row: number, hasClock: boolean): string {
  switch (column.kind) {
    case "text":
      return text(at, column.cells[row] ?? "", style.plain);
    case "time": {
      const time = column.cells[row] ?? Number.NaN;
      if (!(time >= firstSafeMs)) return text(at, column.texts[row] ?? "", style.plain);
      return number(at, (time - firstDayMs) / dayMs, hasClock ? style.time : style.date);
    }
    case "integer":
      return number(at, column.cells[row] ?? 0, style.plain);
    case "number": {
      const value = column.cells[row];
      return value === null || value === undefined ? "" : number(at, value, style.plain);
    }
  }
}

function text(at: string, value: string, cellStyle: number): string {
  // Line ends and leading blanks survive only with xml:space.
  return `<c r="${at}" s="${cellStyle}" t="inlineStr"><is><t xml:space="preserve">${escapeMarkup(value)}</t></is></c>`;
}

function number(at: string, value: number, cellStyle: number): string {
  return `<c r="${at}" s="${cellStyle}"><v>${value}</v></c>`;
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
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const contentTypes = `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`;

const packageRelations = `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

const workbook = `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Forecast" sheetId="1" r:id="rId1"/><sheet name="Manifest" sheetId="2" r:id="rId2"/></sheets></workbook>`;

const workbookRelations = `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${office}/styles" Target="styles.xml"/></Relationships>`;

const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
