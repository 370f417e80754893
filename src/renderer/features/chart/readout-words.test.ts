import { expect, test } from "vitest";
import { notesOf } from "#renderer/corrections";
import { forecastOf, datasetOf, seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { chanceOf, chanceText } from "./chance-words.ts";
import { areaOf } from "./fixtures.ts";
import { marksAt } from "./notes.ts";
import { bandKind, formatMoment, spokenStep } from "./readout-words.ts";
import { placeName } from "./season-reading.ts";

test("a step is heard as it is read", () => {
  const rows = [
    { name: "Median", kind: "median", value: "516" },
    { name: "80\u00a0%", kind: "80", value: "462 – 573" },
  ];
  expect(spokenStep("Dec 1962", rows, ["Trade fair"])).toBe("Dec 1962, Median 516, 80\u00a0% 462 to 573, Trade fair.");
});

test("days and hours have their weekday", () => {
  const saturday = Date.UTC(2024, 0, 6, 14);
  expect(formatMoment(saturday, { unit: "day", count: 1 })).toBe("Sat 6 Jan 2024");
  expect(formatMoment(saturday, { unit: "hour", count: 1 })).toBe("Sat 6 Jan 2024 14:00");
  expect(formatMoment(saturday, { unit: "month", count: 1 })).toBe("Jan 2024");
});

test("a place of a season is named as finely as its steps", () => {
  expect(placeName(Date.UTC(2000, 2, 1) - Date.UTC(2000, 0, 1), "year", { unit: "month", count: 1 })).toBe("Mar");
  expect(placeName(2 * 86_400_000 + 5 * 3_600_000, "week", { unit: "hour", count: 1 })).toBe("Wed 05:00");
  expect(placeName(5 * 3_600_000, "day", { unit: "hour", count: 1 })).toBe("05:00");
});

test("own ranges borrow the shades of the usual ones", () => {
  expect([0.5, 0.6, 0.8, 0.9, 0.95].map(bandKind)).toEqual(["50", "50", "80", "95", "95"]);
});

test("the chance of more is of the value that is pointed at, and only where the density is shown", () => {
  const forecast = {
    ...forecastOf({ dataset: "d", series: "a", model: "m", horizon: 1, origin: 0 }),
    density: { points: 3, from: Float32Array.of(0), step: Float32Array.of(100), values: Float32Array.of(1, 1, 1) },
  };
  const shown = { dataset: datasetOf("d", "a"), series: seriesOf("a"), values: valuesOf("a"), forecast };
  const time = forecast.times[0] ?? 0;
  // The pixel of 50 on an axis from 0 to 300.
  const chance = chanceOf(areaOf(), shown, "density", { time }, 260);
  expect(chance).toMatchObject({ step: 0, value: 50, above: 0.75 });
  expect(chanceText({ above: 0.75, value: 50 }, String)).toBe("75\u00a0% chance of more than 50");
  expect(chanceText({ above: 0.001, value: 50 }, String)).toBe("Less than 1\u00a0% chance of more than 50");
  expect(chanceOf(areaOf(), shown, "intervals", { time }, 260)).toBeNull();
  expect(chanceOf(areaOf(), shown, "density", { time: time - 1 }, 260)).toBeNull();
});

test("notes and events of the series are its marks, and corrections of values are not", () => {
  const common = { grid: { content: "", frequency: { unit: "day", count: 1 }, zone: null }, found: null } as const;
  const applied = { ...common, steps: 1, problem: null };
  const corrections = [
    { ...applied, id: 1, series: "a", from: 9, to: 9, action: { kind: "note" }, text: "later" },
    { ...applied, id: 2, series: "a", from: 3, to: 5, action: { kind: "event", isExcluded: false }, text: "strike" },
    { ...applied, id: 3, series: "a", from: 4, to: 4, action: { kind: "exclude" }, text: "broken" },
    { ...applied, id: 4, series: "b", from: 4, to: 4, action: { kind: "note" }, text: "other" },
  ] as const;
  const state = { dataset: "d", base: "d", corrections, position: 4, steps: 4, undo: null, redo: null };
  const notes = notesOf({ files: { d: state } }, "d", "a");
  expect(notes.map(({ text, kind }) => [text, kind])).toEqual([
    ["strike", "event"],
    ["later", "note"],
  ]);
  expect(marksAt(notes, 5.4, 1).map(({ text }) => text)).toEqual(["strike"]);
  expect(notesOf({ files: {} }, "d", "a")).toEqual([]);
});
