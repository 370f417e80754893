import { expect, test } from "vitest";
import { profilingStates } from "#domain/job";
import { profileOf, progressOf, summaryOf } from "./fixtures.ts";
import { correlationText, notesOf, progressKind, progressText, readingOf, seasonText, strengthWord } from "./words.ts";

const month = { unit: "month", count: 1 } as const;
const day = { unit: "day", count: 1 } as const;

test("how far it is says what is done, what failed and what is left", () => {
  expect(progressText(progressOf())).toBe("Examining each series: 4 of 10 series, 1 failed · about 2 min left");
  expect(progressText(progressOf({ summarised: 4, etaSeconds: null }))).toBe(
    "Looking at all values once: 4 of 10 series",
  );
  expect(progressText(progressOf({ profiled: 9, etaSeconds: null }))).toBe("Comparing the series with each other");
  expect(progressText(progressOf({ state: "paused" }))).toBe("Paused after 4 of 10 series, 1 failed.");
});

test("only what is completed without a failure has nothing to say", () => {
  const silent = profilingStates.filter((state) => progressText(progressOf({ state, failed: 0 })) === null);
  expect(silent).toEqual(["completed"]);
  expect(progressKind({ state: "completed", failed: 1 })).toBe("error");
  expect(progressText(progressOf({ state: "completed" }))).toBe("1 series could not be examined; the list says why.");
});

test("a pair says who leads, by how much, and in which direction", () => {
  const pair = { first: "A", second: "B", lag: 3, coefficient: 0.8, steps: 90, p: 0 };
  expect(correlationText(pair, day)).toBe("A leads B by 3 days");
  expect(correlationText({ ...pair, lag: 0 }, day)).toBe("A and B move together");
  expect(correlationText({ ...pair, coefficient: -0.4 }, day)).toBe("A leads B by 3 days, in the opposite direction");
  expect(correlationText({ ...pair, lag: 0, coefficient: -0.4 }, day)).toBe("A and B move in opposite directions");
  expect([0.7, -0.35, 0.1].map(strengthWord)).toEqual(["Strong", "Moderate", "Weak"]);
});

test("a season has the calendar's name where there is one", () => {
  expect(seasonText({ length: 12 }, month)).toBe("12 months (1 year)");
  expect(seasonText({ length: 5 }, day)).toBe("5 days");
});

test("a series is told in a few sentences, and one without values in one", () => {
  const text = readingOf(profileOf("a"), month);
  expect(text).toBe(
    "Monthly, 48 months. No season repeats. Rising trend, strength 90\u00A0%. Forecastability 80\u00A0%: regular.",
  );
  const empty = profileOf("a", { summary: summaryOf({ observed: 0, missing: 48 }) });
  expect(readingOf(empty, month)).toBe("Monthly, 48 months, 48 of them without a value.");
  expect(readingOf(profileOf("a", { summary: summaryOf({ isConstant: true }) }), month)).toContain(
    "All values are the same.",
  );
  expect(readingOf(profileOf("a", { summary: summaryOf({ isConstant: true, observed: 1 }) }), month)).toContain(
    "There is a single value.",
  );
  const eventful = profileOf("a", {
    changepoints: { list: [{ step: 3, kind: "level", before: 1, after: 2 }], penalty: 1, noise: 1 },
    anomalies: { list: [], total: 2, threshold: 4 },
  });
  expect(readingOf(eventful, month)).toContain("1 changepoint and 2 anomalies.");
});

test("a note of two parts is said once", () => {
  const note = { kind: "left-out", words: "Too short." } as const;
  expect(
    notesOf(
      [
        { ...note, part: "seasons" },
        { ...note, part: "trend" },
        { ...note, part: "demand" },
      ],
      "seasons",
      "trend",
    ),
  ).toEqual(["Too short."]);
});
