import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seasonsOverlay } from "#engine/figure";
import { datasetOf, forecastOf, seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { nearestPlace, placeFrom, placesOf, stepFrom } from "./stepping.ts";

const key = { dataset: "d", series: "a", model: "m", horizon: 6 };
const shownAt = (origin: number) => ({
  dataset: datasetOf("d", "a"),
  series: seriesOf("a"),
  values: valuesOf("a"),
  forecast: forecastOf({ ...key, origin }),
});

describe("the cursor", () => {
  test("goes through every step once, from the first observation to the forecast's last", () => {
    for (const origin of [0, -3, -20]) {
      const shown = shownAt(origin);
      const { times } = shown.values;
      const later = [...shown.forecast.times].filter((time) => time > (times.at(-1) ?? 0));
      const walked = [times[0] ?? 0];
      for (let at = walked[0] ?? 0; ;) {
        const next = stepFrom(shown, at, 1);
        if (next === at) break;
        walked.push(next);
        at = next;
      }
      expect(walked).toEqual([...times, ...later]);
      expect(stepFrom(shown, walked.at(-1) ?? 0, -1)).toBe(walked.at(-2));
    }
  });

  test("stops at both ends", () => {
    const shown = shownAt(0);
    expect(stepFrom(shown, -Infinity, 1)).toBe(shown.values.times[0]);
    expect(stepFrom(shown, Infinity, 5)).toBe(shown.forecast.times.at(-1));
    expect(stepFrom({ ...shown, forecast: null }, Infinity, 5)).toBe(shown.values.times.at(-1));
  });
});

describe("places of seasons", () => {
  const times = Array.from({ length: 30 }, (_, index) => Date.UTC(2020, index, 1));
  const overlay = seasonsOverlay("year", times, times, [Date.UTC(2022, 6, 1)]);

  test("are those of all of them, in order", () => {
    expect(placesOf(overlay)).toHaveLength(12);
    expect(placeFrom(placesOf(overlay), -1, 1)).toBe(0);
  });

  test("the nearest is the nearest, and none where all are too far", () => {
    const places = placesOf(overlay);
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 4e10, noNaN: true }), (place) => {
        const index = nearestPlace(places, place, Infinity);
        const distances = places.map((one) => Math.abs(one - place));
        expect(distances[index]).toBe(Math.min(...distances));
      }),
    );
    expect(nearestPlace(places, -1e9, 10)).toBe(-1);
    expect(nearestPlace([], 0, Infinity)).toBe(-1);
  });
});
