import fc from "fast-check";
import { expect, test } from "vitest";
import { clipboardHtml, clipboardText, type ClipboardCell } from "./clipboard-table.ts";

const time = Date.UTC(2024, 0, 2, 13, 30);

test("numbers have the decimal mark of the reader's spreadsheet, and dates are written as all know them", () => {
  const row: ClipboardCell[] = [{ time, hasClock: true }, 1234.5, -0.000_000_1, null, Number.NaN];
  expect(clipboardText({ header: ["Time", "a", "b", "c", "d"], rows: [row] }, ",")).toBe(
    "Time\ta\tb\tc\td\r\n2024-01-02 13:30:00\t1234,5\t-1e-7\t\t\r\n",
  );
  expect(clipboardText({ header: [], rows: [[{ time, hasClock: false }, 0.5]] }, ".")).toContain("2024-01-02\t0.5");
});

test("as HTML each number is named in full, and each date by its day", () => {
  const html = clipboardHtml({ header: ["Time", "a"], rows: [[{ time, hasClock: false }, 1234.5]] });
  expect(html).toContain('<td x:num="1234.5" sdval="1234.5" sdnum="1033;">1234.5</td>');
  // 2 January 2024 is day 45,293.
  expect(html).toContain('x:num="45293.5625"');
  expect(html).toContain("mso-number-format");
});

/** What a spreadsheet makes of text: cells between tabs, quotes around those that hold a mark. */
function readBack(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (isQuoted) {
      if (mark !== '"') cell += mark;
      else if (text.charAt(at + 1) === '"') cell += text.charAt((at += 1));
      else isQuoted = false;
    } else if (mark === '"' && cell === "") isQuoted = true;
    else if (mark === "\t" || mark === "\r") {
      rows.at(-1)?.push(cell);
      cell = "";
      if (mark === "\r") {
        rows.push([]);
        at += 1;
      }
    } else cell += mark;
  }
  return rows.slice(0, -1);
}

const anyText = fc.string({
  unit: fc.constantFrom("a", "=", "+", "-", "@", "\t", "\r", "\n", '"', "'", "<", "&", " ", ","),
});

test("whatever a name holds, it comes back as one cell that is no formula", () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (header) => {
      const [cells] = readBack(clipboardText({ header, rows: [] }, "."));
      expect(cells?.map((cell) => cell.replace(/^'/, ""))).toEqual(header.map((name) => name.replace(/^'/, "")));
      for (const cell of cells ?? []) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      const html = clipboardHtml({ header, rows: [] });
      expect(html.match(/<th /g)).toHaveLength(header.length);
      expect(html).not.toMatch(/>\s*[=+@]/);
    }),
  );
});
