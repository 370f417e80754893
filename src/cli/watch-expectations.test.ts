import { expect, test } from "vitest";
import { refusalOf } from "../domain/errors/testing.ts";
import type { SeriesSummary } from "#domain/series";
import { type ExpectedKind, judgeFile, kindOf, parseExpectations } from "./watch-expectations.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const column = (name: string, role: "time" | "target" | "id") => ({ name, role, type: "number" as const });

/** Daily values from 2026-01-01 on, of each series. */
function judged(
  kind: Partial<ExpectedKind>,
  values: Readonly<Record<string, readonly number[]>>,
  nowMs = start + 9 * day,
) {
  const targets = Object.keys(values).map((name) => column(name, "target"));
  const series = Object.keys(values).map((id) => ({ id, frequency: { unit: "day", count: 1 } })) as SeriesSummary[];
  return judgeFile(
    { name: "orders", files: ["*"], ...kind },
    {
      dataset: { columns: [column("date", "time"), ...targets], series, zone: "UTC", file: { dataRows: 4 } as never },
      valuesOf: (id) => ({
        times: Float64Array.from(values[id] ?? [], (_, index) => start + index * day),
        values: Float64Array.from(values[id] ?? []),
      }),
      rowOf: async (name, value) => (name === "sales" ? value + 1 : null),
      nowMs,
    },
  );
}

test("a file that is as expected passes", async () => {
  const verdict = judged(
    {
      ...{ columns: ["date", "sales"], series: ["sales"], minRows: 4, maxGapSteps: 1, maxAge: "5 days" },
      range: { sales: { min: 0, max: 9 }, other: { max: 0 } },
    },
    { sales: [1, 2, Number.NaN, 9] },
  );
  expect(await verdict).toBeUndefined();
});

test.each([
  [{ columns: ["date", "price"] }, 'it has no column "price".'],
  [{ minRows: 5 }, "it has 4 rows, and at least 5 are expected."],
  [{ series: ["stock"] }, 'it has no series "stock".'],
  [{ range: { sales: { min: 1.5 } } }, '"sales" is 1 at 1 Jan 2026: less than 1.5.'],
  [{ range: { sales: { max: 3 } } }, '"sales" is 4 at 6 Jan 2026: more than 3.'],
  [{ maxGapSteps: 2 }, '"sales" has no value for 3 steps from 3 Jan 2026 on; at most 2 are expected.'],
  [{ maxAge: "47 hours" }, "its last value is of 7 Jan 2026, 2 days ago; at most 47 hours are expected."],
] as const)("what breaks %j is said in a sentence", async (kind, message) => {
  const refusal = await refusalOf(
    judged(kind as Partial<ExpectedKind>, { sales: [1, 2, Number.NaN, Number.NaN, Number.NaN, 4, 3, Number.NaN] }),
  );
  expect(refusal).toMatchObject({
    code: "unexpected-data",
    message: `This is not as expected of "orders": ${message}`,
  });
});

test("a value beyond its limits has its row and column, and a gap at the end is one, too", async () => {
  const values = { stock: [5, 5], sales: [1, 8, Number.NaN] };
  expect(await refusalOf(judged({ range: { sales: { max: 7 } } }, values))).toMatchObject({ row: 9, column: "sales" });
  expect(await refusalOf(judged({ maxGapSteps: 0 }, values))).toMatchObject({ column: "sales" });
});

test("how old a file is says its newest series, at the end of its last step", async () => {
  const values = { ended: [1], sales: [1, 2, 3] };
  await judged({ maxAge: "6 days" }, values);
  expect(await refusalOf(judged({ maxAge: "6 days" }, values, start + 9 * day + 1))).toMatchObject({
    code: "unexpected-data",
  });
});

test("the first kind that has a file's name is the file's; no kind is said with what is expected", () => {
  const kind = (name: string, ...files: string[]): ExpectedKind => ({ name, files });
  const kinds = [kind("a", "a?.csv", "x(1).*"), kind("b", "a*")];
  expect(["ab.csv", "abc.csv", "x(1).xlsx"].map((name) => kindOf(kinds, name).name)).toEqual(["a", "b", "a"]);
  for (const name of ["b.csv", "xx1).csv", "ba.csv"])
    expect(() => kindOf(kinds, name)).toThrow(
      expect.objectContaining({ code: "unexpected-data", hint: "Expected: a?.csv, x(1).*, a*." }),
    );
});

test.each([
  ["{", /can't be used: .*JSON/],
  ["{}", /kinds: /],
  ['{"kinds":[]}', /kinds: /],
  ['{"kinds":[{"name":"a","files":["*"],"minRow":3}]}', /kinds\.0: .*minRow/],
  ['{"kinds":[{"name":"a","files":["*"],"maxAge":"soon"}]}', /kinds\.0\.maxAge: must be a time such as "36 hours"/],
])("%s is refused with its place", (text, message) => {
  expect(() => parseExpectations(text, "x.json")).toThrow(message);
});
