import type { IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { describe, expect, test } from "vitest";
import { parseFrequency } from "#domain/series";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

async function refusal(content: string, options: IngestOptions = {}): Promise<EngineError> {
  const error = await ingest(sourceOf(content, 997), options, testPorts()).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

/** The step and the start that a hint gives, as they are typed. */
function typed(hint: string | undefined): IngestOptions {
  const [, unit = "", start = ""] = /--frequency (\w+) --start ("[^"]+"|\S+)/.exec(hint ?? "") ?? [];
  return { frequency: parseFrequency(unit), start: start.replaceAll('"', "") };
}

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n");

describe("without a column of times", () => {
  const files: readonly (readonly [what: string, content: string, message: string, hint: string, series: number])[] = [
    [
      "a word with a number",
      `Sprint,Points\n${rows(40, (i) => `Sprint ${i + 1},${20 + (i % 7)}.5`)}\n`,
      'No column holds dates or times. "Sprint" comes closest, but "Sprint 1" in row 2 is in no form that is known.',
      "--frequency day --start 2026-01-01",
      1,
    ],
    [
      "weeks in words of their own",
      `plant,cycle,tons\n${rows(40, (i) => `P,wk ${i + 1} of plan,${20 + (i % 7)}.5`)}\n`,
      'No column holds dates or times. "cycle" comes closest, but "wk 1 of plan" in row 2 is in no form that is known.',
      "--frequency week --start 2026-01-01",
      1,
    ],
    [
      "days without a year",
      `Value,When\n${rows(25, (i) => `${i}.5,${String(i + 3).padStart(2, "0")}-Nov`)}\n`,
      '"When" holds days without a year ("03-Nov" in row 2).',
      "--frequency day --start 2026-11-03",
      1,
    ],
    [
      "a count",
      `Nth week,users\n${rows(40, (i) => `${i},${900 + (i % 7)}.5`)}\n`,
      'No column holds dates or times. "Nth week" counts the rows (0, 1, …) and says no date.',
      "--frequency week --start 2026-01-01",
      1,
    ],
    [
      "counts across",
      `id,${Array.from({ length: 60 }, (_, i) => `d_${i + 1}`).join(",")}\n${rows(5, (r) => `R${r},${Array.from({ length: 60 }, (_, i) => i % (r + 3)).join(",")}`)}\n`,
      'Every row is a series, and its columns "d_1" … "d_60" count steps without a date.',
      "--frequency day --start 2026-01-01",
      5,
    ],
    [
      "dates across in a form that is not known",
      `Land,${Array.from({ length: 12 }, (_, i) => `plan 20${i + 10} b`).join(",")}\n${rows(4, (r) => `R${r},${Array.from({ length: 12 }, (_, i) => `${r + i}.5`).join(",")}`)}\n`,
      'No column holds dates or times. The names of 12 columns look like them ("plan 2010 b"), in a form that is not known.',
      "--frequency year --start 2010-01",
      4,
    ],
    [
      "nothing like a time",
      `a,b\n${rows(40, (i) => `${(i * 7) % 11}.5,${(i * 5) % 13}.25`)}\n`,
      "No column holds dates or times. The columns are: a, b.",
      "--frequency day --start 2024-01-31",
      2,
    ],
  ];

  test.each(files)("%s: the column, an example, and options that do it", async (_, content, message, hint, series) => {
    const error = await refusal(content);
    expect([error.code, error.message]).toEqual(["no-time-column", message]);
    expect(error.hint).toContain(`${hint} counts them; in the window: Frequency and First row.`);
    const { series: made } = await ingest(sourceOf(content, 997), typed(error.hint), testPorts());
    expect(made).toHaveLength(series);
  });
});

describe("without a column of numbers", () => {
  const date = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);

  test("the column that nearly holds them, and the word that keeps it from it", async () => {
    const content = `date,station,reading\n${rows(90, (i) => `${date(i)},Ulm,${i % 5 === 0 ? i + 0.5 : "out of order"}`)}\n`;
    const error = await refusal(content);
    expect(error).toMatchObject({
      code: "no-value-column",
      column: "reading",
      message:
        'No column holds numbers throughout. "reading" comes closest: it holds numbers and "out of order" in 72 of 90 rows.',
      hint: 'If "out of order" stands for no value, --missing "out of order" says so; in the window: Missing.',
    });
    const { series } = await ingest(sourceOf(content, 997), { missingTokens: ["out of order"] }, testPorts());
    expect(series.map(({ id, missing }) => [id, missing])).toEqual([["reading", 72]]);
  });

  test("no column that holds any: each with an example, and that rows can be counted", async () => {
    const error = await refusal(
      `date,state,note\n${rows(30, (i) => `${date(i)},${i % 2 === 0 ? "open" : "shut"},seen`)}\n`,
    );
    expect([error.code, error.message]).toEqual([
      "no-value-column",
      'No column besides the time ("date") holds numbers. The others are: state ("open"), note ("seen").',
    ]);
    expect(error.hint).toContain("--target rows counts the rows");
  });
});
