import { expect, test } from "vitest";
import { exportEnding, exportEndings } from "./index.ts";

test("the ending says what is written, however it is spelt", () => {
  for (const ending of exportEndings)
    expect(exportEnding(`/some.where/the forecast.v2${ending.toUpperCase()}`)).toBe(ending);
  expect(exportEnding("C:\\some.where\\a.csv")).toBe(".csv");
});

test.each([
  ["a.foo", "Fantail can't write .foo files."],
  ["a.csv.gz", "Fantail can't write .gz files."],
  ["/some.where/forecast", "“forecast” needs an ending that says what to write."],
  ["a.", "“a.” needs an ending that says what to write."],
  [".csv", "“.csv” needs an ending that says what to write."],
])("%s is refused, with the endings that are possible", (path, message) => {
  const hint = "Use one of .csv, .parquet, .json, .xlsx, .png, .svg, .html.";
  expect(() => exportEnding(path)).toThrow(expect.objectContaining({ code: "wrong-arguments", message, hint }));
});
