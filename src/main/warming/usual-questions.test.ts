import { describe, expect, test } from "vitest";
import { dayMs, type Frequency, hourMs } from "#domain/series";
import { binStart } from "#engine/availability";
import { type AskedDataset, type AskedSeries, extentOf, type Question, usualQuestions } from "./usual-questions.ts";

const hour = { unit: "hour", count: 1 } as const;
const day = { unit: "day", count: 1 } as const;
const endMs = Date.UTC(2026, 0, 1);

function seriesOf(id: string, steps = 24 * 400, frequency: Frequency = hour): AskedSeries {
  const stepMs = frequency.unit === "hour" ? hourMs : dayMs;
  return { id, frequency, steps, startMs: endMs - steps * stepMs, endMs };
}

function ask(part: Partial<AskedDataset>): readonly Question[] {
  const usual = (frequency: Frequency) => ({ model: "usual", horizon: frequency.unit === "hour" ? 48 : 14 });
  const { series = [] } = part;
  return usualQuestions({ series, extent: extentOf(series), lookedAt: null, unfinished: [], usual, ...part });
}

const forecastsIn = (questions: readonly Question[]) =>
  questions.flatMap((question) => (question.about === "forecasts" ? [question] : []));
const namesOf = (question: Question | undefined): readonly string[] =>
  question?.about === "forecasts" ? question.histories.map(({ series }) => series) : [];

describe("the usual questions", () => {
  test("begin with the future of the series that are next in the list", () => {
    const series = ["a", "b", "c", "d", "e"].map((id) => seriesOf(id));
    const lookedAt = { series: "c", model: "m", horizon: 24 };
    const [first, ...others] = ask({ series, lookedAt });
    expect(first).toMatchObject({ about: "forecasts", oldest: 0, newest: 0 });
    expect(namesOf(first)).toEqual(["c", "d", "b", "e", "a"]);
    expect(forecastsIn(others).map(({ oldest, newest }) => [oldest, newest])).toEqual([[-16, -1]]);
    expect(others.flatMap((one) => (one.about === "evidence" ? [one.history] : []))).toEqual(
      ["c", "d", "b", "e"].map((id) => ({ ...lookedAt, series: id })),
    );
  });

  test("are asked as the window would: with its model and horizon for the same steps, with the usual ones for others", () => {
    const series = [seriesOf("a"), seriesOf("b", 400, day), seriesOf("c")];
    const questions = forecastsIn(ask({ series, lookedAt: { series: "a", model: "m", horizon: 7 } }));
    expect(questions.slice(0, 2).map(({ histories }) => histories)).toEqual([
      [
        { series: "a", model: "m", horizon: 7 },
        { series: "c", model: "m", horizon: 7 },
      ],
      [{ series: "b", model: "usual", horizon: 14 }],
    ]);
    // Where nobody has looked yet, the first one is as good as any.
    expect(forecastsIn(ask({ series }))[0]?.histories[0]).toEqual({ series: "a", model: "usual", horizon: 48 });
  });

  test("are bounded, however many series there are", () => {
    const series = Array.from({ length: 5000 }, (_, place) => seriesOf(String(place)));
    const questions = ask({ series, lookedAt: { series: "3000", model: "m", horizon: 7 } });
    expect(questions.length).toBeLessThan(20);
    const asked = new Set(forecastsIn(questions).flatMap(namesOf));
    expect(asked.size).toBe(64);
    expect([...asked].every((id) => Math.abs(Number(id) - 3000) <= 32)).toBe(true);
    expect(ask({ series: [] })).toEqual([{ about: "overview" }]);
  });

  test("go on with what was begun and not finished, over the whole past of a series", () => {
    const unfinished = { series: "b", model: "n", horizon: 3 };
    const questions = ask({ series: [seriesOf("a"), seriesOf("b", 100)], unfinished: [unfinished] });
    expect(questions).toContainEqual({ about: "forecasts", histories: [unfinished], oldest: -92, newest: 0 });
  });

  test.each([
    ["hourly over a year", 24 * 400, hour, [408 * dayMs, 30 * dayMs, 7 * dayMs, dayMs]],
    ["hourly over ten days", 240, hour, [10 * dayMs, 7 * dayMs, dayMs]],
    ["daily over a year", 400, day, [408 * dayMs, 30 * dayMs]],
    ["daily over a fortnight", 14, day, [14 * dayMs]],
  ] as const)("about data over time are of stretches that fit the steps: %s", (_what, steps, frequency, lengths) => {
    const bins = ask({ series: [seriesOf("a", steps, frequency)] }).flatMap((one) =>
      one.about === "bins" ? [one] : [],
    );
    expect(bins.every(({ rows }) => rows.join() === "0")).toBe(true);
    const spans = bins.map(({ size, bins: { first, last } }) => binStart(size, last + 1) - binStart(size, first));
    expect(spans).toHaveLength(lengths.length);
    // Whole bins, and some margin where all is shown.
    for (const [index, length] of lengths.entries()) expect((spans[index] ?? 0) / length).toBeCloseTo(1.05, 0);
  });
});
