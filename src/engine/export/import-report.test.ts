import { expect, test } from "vitest";
import { importReportCsv, importReportJson, type ImportReport } from "./import-report.ts";

const report: ImportReport = {
  app: "1",
  name: "load.csv",
  handle: "abc",
  file: { encoding: "utf-8", vendor: null, dataRows: 3 },
  options: { targetColumns: ["a", "b"], timezone: "Europe/Berlin" },
  columns: [{ name: "time", role: "time", type: "time" }],
  series: [
    { id: "a", frequency: "hour", start: "2024-01-01T00:00:00", end: "2024-01-01T02:00:00", steps: 3, missing: 1 },
  ],
  repairs: [
    {
      code: "not-a-number",
      count: 7,
      description: "Cells that hold no number count as missing.",
      rows: [{ row: 4, column: "a", from: '=HYPERLINK("x")', to: "missing" }],
    },
  ],
  warnings: [{ code: "constant", series: "b", message: '"b" never changes.' }],
  corrections: [
    {
      ...{ series: "a", from: "2024-01-01T00:00:00", to: "2024-01-01T01:00:00", action: "scale", value: "2" },
      ...{ text: "in kW", steps: 0, problem: '"a" has no such step.' },
    },
  ],
};

test("every finding is a line, and a repair's count stands once", () => {
  const lines = importReportCsv(report).trimEnd().split("\r\n");
  expect(lines[0]).toBe("kind,code,count,series,row,column,from,to,message");
  expect(lines).toContain("repair,not-a-number,7,,,,,,Cells that hold no number count as missing.");
  expect(lines).toContain("option,targetColumns,,,,,,,a; b");
  expect(lines).toContain("series,,3,a,,,2024-01-01T00:00:00,2024-01-01T02:00:00,hour; 1 missing");
  expect(lines).toContain('warning,constant,,b,,,,,"""b"" never changes."');
  expect(lines).toContain(
    'correction,scale,0,a,,,2024-01-01T00:00:00,2024-01-01T01:00:00,"2; in kW; not applied: ""a"" has no such step."',
  );
  expect(lines.filter((line) => line.startsWith("repair,"))).toHaveLength(1);
});

test("what a file says can't become a formula in a spreadsheet", () => {
  expect(importReportCsv(report)).toContain(`row,not-a-number,,,4,a,"'=HYPERLINK(""x"")",missing,`);
});

test("JSON holds the report as it is", () => {
  expect(JSON.parse(importReportJson(report))).toEqual(report);
});
