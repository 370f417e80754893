import { expect, test } from "vitest";
import { capital, inWords } from "./words.ts";

test("names for programs become words", () => {
  expect([inWords("duplicate-timestamp"), inWords("closedSeries")]).toEqual(["Duplicate timestamp", "Closed series"]);
});

test("a sentence begins with a capital, and the rest of it stays", () => {
  expect([capital("5 minutes"), capital("business day"), capital("uS"), capital("")]).toEqual([
    "5 minutes",
    "Business day",
    "US",
    "",
  ]);
});
