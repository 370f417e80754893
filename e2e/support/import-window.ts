import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { zip } from "../../src/worker/export/zip-fixtures.ts";

/** The modal dialog in which the user decides how a file is read. */
export const settingsOf = (page: Page): Locator => page.getByRole("dialog", { name: "Import settings" });
/** What the import did, beside the chart. */
export const reportOf = (page: Page): Locator => page.getByRole("complementary", { name: "How the file was read" });

export async function openSettings(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Import settings", exact: true }).click();
  await expect(settingsOf(page)).toBeVisible();
  return settingsOf(page);
}

export async function openReport(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^How the file was read/ }).click();
  await expect(reportOf(page)).toBeVisible();
  return reportOf(page);
}

/** By keyboard alone: opens the list of a column's roles, types the first letters and confirms. */
export async function chooseRole(page: Page, column: string, role: string): Promise<void> {
  const choice = page.getByRole("dialog").getByRole("button", { name: new RegExp(`Use ${column} as`) });
  await choice.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox", { name: `Use ${column} as` })).toBeVisible();
  await page.keyboard.type(role.slice(0, 4).toLowerCase());
  await page.keyboard.press("Enter");
  await expect(choice).toContainText(role);
}

/** With the mouse: one of a rule's choices. */
export async function chooseRule(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page
    .getByRole("dialog")
    .getByRole("button", { name: new RegExp(`${label}$`) })
    .click();
  await page.getByRole("option", { name: option }).click();
}

export async function apply(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog.getByRole("button", { name: "Done" })).toBeEnabled();
  await expect(dialog.getByRole("alert")).toHaveCount(0);
}

/** Of the list; a file of one series has none, and its name is above the chart. */
export const seriesNames = (page: Page): Promise<string[]> =>
  page
    .locator(".series-list .series-item, .workspace:not(:has(.series-list)) .series-heading")
    .evaluateAll((items) => items.map((item) => item.getAttribute("data-key") ?? item.textContent ?? ""));

const day = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const weekly = (index: number): number => 100 + 20 * Math.sin((index / 7) * 2 * Math.PI) + index / 4;

async function write(folder: string, name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

// Settings are remembered for each kind of file, which its columns' names make: tests that share a window and apply any
// need a kind of their own.

/** Daily values of a shop with a note, a gap, a doubled day and a word for missing. */
export function shopFile(folder: string, name: string, note = "note"): Promise<string> {
  const rows: string[] = [];
  for (let index = 0; index < 120; index += 1) {
    if (index >= 60 && index < 66) continue;
    rows.push(
      `${day(index)},${index === 20 ? "n/a" : weekly(index).toFixed(1)},${(15 + 8 * Math.sin(index / 20)).toFixed(1)},${index % 2 === 0 ? "open" : "late"}`,
    );
    if (index === 40) rows.push(`${day(index)},150.0,16.0,open`);
  }
  return write(folder, name, [`date,sales,temperature,${note}`, ...rows]);
}

/** One series with something of everything: comments, a doubled day, an outlier, a short gap and many words for missing. */
export function troubledFile(folder: string, name: string, column = "sales"): Promise<string> {
  const rows: string[] = [];
  for (let index = 0; index < 400; index += 1) {
    if (index >= 350 && index < 353) continue;
    if (index === 20 || index === 120) rows.push("# closed for stock-taking");
    const value = index === 370 ? "900.0" : index % 9 === 4 ? "closed?" : weekly(index).toFixed(1);
    rows.push(`${day(index)},${value}`);
    if (index === 360) rows.push(`${day(index)},210.0`);
  }
  return write(folder, name, [`date,${column}`, ...rows]);
}

/** As a German spreadsheet writes: day first, semicolons, decimal commas. No date says which part is the day. */
export function germanFile(folder: string, name: string): Promise<string> {
  const rows: string[] = [];
  for (let month = 1; month <= 12; month += 1) {
    for (let dayOfMonth = 1; dayOfMonth <= 12; dayOfMonth += 1) {
      const two = (part: number): string => String(part).padStart(2, "0");
      rows.push(`${two(dayOfMonth)}/${two(month)}/2024;1.2${two(month)},5;${dayOfMonth + month - 1}`);
    }
  }
  return write(folder, name, ["Tag;Umsatz;Lager", ...rows]);
}

/** Values of which most are words that no import can know: nothing to forecast until somebody says so. */
export function closedFile(folder: string, name: string, column = "reading"): Promise<string> {
  const rows = Array.from(
    { length: 90 },
    (_, index) => `${day(index)},${index % 3 === 0 ? weekly(index).toFixed(1) : "out of office"}`,
  );
  return write(folder, name, [`date,${column}`, ...rows]);
}

/** Readings without any time. */
export function timelessFile(folder: string, name: string): Promise<string> {
  return write(folder, name, ["reading", ...Array.from({ length: 96 }, (_, index) => weekly(index).toFixed(2))]);
}

/** Several tables in one file, as electricity markets publish them. */
export function recordFile(folder: string, name: string): Promise<string> {
  const time = (index: number): string =>
    `2024/01/0${1 + Math.floor(index / 288)} ${new Date(index * 300_000).toISOString().slice(11, 19)}`;
  const rows = (report: string, column: string, count: number, value: (index: number) => number): string[] => [
    `I,${report},${column},1,SETTLEMENTDATE,REGIONID,${column}`,
    ...Array.from(
      { length: count },
      (_, index) => `D,${report},${column},1,"${time(index)}",NSW1,${value(index).toFixed(2)}`,
    ),
  ];
  return write(folder, name, [
    "C,NEMP.WORLD,DISPATCHIS,AEMO,PUBLIC,2024/01/01,00:05:00",
    ...rows("DISPATCH", "RRP", 600, (index) => 80 + 10 * Math.sin(index / 40)),
    ...rows("DISPATCH", "DEMAND", 400, (index) => 7000 + 900 * Math.sin(index / 40)),
    "C,END OF REPORT,1003",
  ]);
}

/** A long table of many series. */
export function manySeriesFile(folder: string, name: string, series: number, column = "sales"): Promise<string> {
  const rows: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    for (let shop = 1; shop <= series; shop += 1)
      rows.push(`${day(index)},Shop ${shop},${(weekly(index) + shop).toFixed(1)}`);
  }
  return write(folder, name, [`date,shop,${column}`, ...rows]);
}

/** A long table whose series have a name of two columns. */
export function regionsFile(folder: string, name: string, column = "sales"): Promise<string> {
  const rows: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    for (const [at, series] of ["North,Shop A", "North,Shop B", "South,Shop A", "South,Shop B"].entries()) {
      rows.push(`${day(index)},${series},${(weekly(index) * (at + 1)).toFixed(1)}`);
    }
  }
  return write(folder, name, [`date,region,shop,${column}`, ...rows]);
}

/** A workbook of two sheets. */
export async function workbookFile(folder: string, name: string): Promise<string> {
  const sheet = (rows: readonly (readonly [string, number])[], column: string): string => {
    const cells = rows.map(
      ([time, value], index) =>
        `<row r="${index + 2}"><c r="A${index + 2}" t="inlineStr"><is><t>${time}</t></is></c><c r="B${index + 2}"><v>${value}</v></c></row>`,
    );
    const header = `<row r="1"><c r="A1" t="inlineStr"><is><t>date</t></is></c><c r="B1" t="inlineStr"><is><t>${column}</t></is></c></row>`;
    return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${header}${cells.join("")}</sheetData></worksheet>`;
  };
  const days = (count: number): (readonly [string, number])[] =>
    Array.from({ length: count }, (_, index) => [day(index), Math.round(weekly(index))] as const);
  const relation = (id: number, type: string, target: string): string =>
    `<Relationship Id="rId${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const relations = (...all: readonly string[]): string =>
    `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join("")}</Relationships>`;
  const part = (name: string, type: string): string =>
    `<Override PartName="${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
  const path = join(folder, name);
  await writeFile(
    path,
    zip([
      {
        path: "[Content_Types].xml",
        text: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part("/xl/workbook.xml", "sheet.main")}${part("/xl/worksheets/sheet1.xml", "worksheet")}${part("/xl/worksheets/sheet2.xml", "worksheet")}</Types>`,
      },
      { path: "_rels/.rels", text: relations(relation(1, "officeDocument", "xl/workbook.xml")) },
      {
        path: "xl/workbook.xml",
        text: `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="North" sheetId="1" r:id="rId1"/><sheet name="South" sheetId="2" r:id="rId2"/></sheets></workbook>`,
      },
      {
        path: "xl/_rels/workbook.xml.rels",
        text: relations(
          relation(1, "worksheet", "worksheets/sheet1.xml"),
          relation(2, "worksheet", "worksheets/sheet2.xml"),
        ),
      },
      { path: "xl/worksheets/sheet1.xml", text: sheet(days(80), "north sales") },
      { path: "xl/worksheets/sheet2.xml", text: sheet(days(60), "south sales") },
    ]),
  );
  return path;
}
