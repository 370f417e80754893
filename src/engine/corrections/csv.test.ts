import fc from "fast-check";
import { expect, test } from "vitest";
import { correctionLimits, type CorrectionEdit } from "#domain/correction";
import { arbitraryEdit } from "../../domain/correction/correction-fixtures.ts";
import { correctionsCsv, parseCorrections } from "./index.ts";

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom("'", "=", "-", '"', ",", ";", "\n", "\r", "\t", " ", "a", "\uFEFF"),
    maxLength: 6,
  }),
);
const edit = fc
  .tuple(arbitraryEdit(40_000), words, words)
  .map(([one, series, text]): CorrectionEdit => ({ ...one, series, text }));

function read(text: string): unknown[] {
  return parseCorrections(text).rows.map(({ edit: parsed }) => parsed);
}

test("what was written is read again as it was", () => {
  fc.assert(
    fc.property(fc.array(edit), (edits) => {
      expect(read(correctionsCsv(edits))).toEqual(edits);
    }),
    { numRuns: 500 },
  );
});

test("a file as a spreadsheet leaves it: semicolons, decimal commas, columns moved, empty lines, only dates", () => {
  const text = "\uFEFFText;Action;Value;Series;From;To;Owner\r\nwhy;Replace;1,5;load;2024-01-31;;me\r\n;;;;;;\r\n";
  expect(parseCorrections(text)).toEqual({
    rows: [
      {
        row: 2,
        edit: {
          series: "load",
          from: Date.UTC(2024, 0, 31),
          to: Date.UTC(2024, 0, 31),
          action: { kind: "replace", value: 1.5 },
          text: "why",
        },
      },
    ],
    leftOut: 0,
  });
});

test.each([
  ["31.1.2024,,exclude,", "no time"],
  ["2024-02-30,,exclude,", "no time"],
  ["2024-01-01,soon,exclude,", '"soon" is no time'],
  ["2024-01-01,,delete,", '"delete" is no action. Actions are: exclude, fill-linear'],
  ["2024-01-01,,replace,", "needs a number"],
  ["2024-01-01,,scale,1e999", "needs a number"],
])("a row that can't be read says what is wrong with it: %s", (row, words) => {
  const [parsed] = read(`series,from,to,action,value\na,${row}`);
  expect(parsed).toEqual({ unreadable: expect.stringContaining(words) });
});

test("a file of something else is refused, and rows beyond the limit are counted", () => {
  expect(() => parseCorrections("time,load\n2024-01-01,3")).toThrow('it has no column "series"');
  expect(() => parseCorrections("")).toThrow('it has no column "series"');
  const many = `series,from,action\n${"a,2024-01-01,exclude\n".repeat(correctionLimits.corrections + 3)}`;
  const { rows, leftOut } = parseCorrections(many);
  expect([rows.length, leftOut]).toEqual([correctionLimits.corrections, 3]);
});
