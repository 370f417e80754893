import { expect, test } from "vitest";
import { inWords } from "./words.ts";

test("names for programs become words", () => {
  expect([inWords("duplicate-timestamp"), inWords("closedSeries")]).toEqual(["Duplicate timestamp", "Closed series"]);
});
