import { expect, test } from "vitest";
import { datasetOf, forecastOf, seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { areaOf } from "./fixtures.ts";
import { drawnNear, placeReadout } from "./place-readout.ts";

const area = areaOf();
const box = { width: 150, height: 100 };
const width = 660;
const overlaps = (
  at: { readonly left: number; readonly top: number },
  part: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): boolean =>
  at.left < part.right && at.left + box.width > part.left && at.top < part.bottom && at.top + box.height > part.top;

test("nothing to cover: at the top, on the side that has room, and never on the step itself", () => {
  expect(placeReadout(area, 100, box, width, [])).toEqual({ left: 112, top: 18 });
  expect(placeReadout(area, 500, box, width, [])).toEqual({ left: 500 - 12 - box.width, top: 18 });
});

test("a fan at the top sends it to the bottom, one at the bottom leaves it at the top", () => {
  const fan = { left: 200, right: 640, top: 20, bottom: 120 };
  const below = placeReadout(area, 300, box, width, [fan, { left: 40, right: 300, top: 20, bottom: 120 }]);
  expect(overlaps(below, fan)).toBe(false);
  const low = { left: 40, right: 640, top: 200, bottom: 300 };
  expect(overlaps(placeReadout(area, 300, box, width, [low]), low)).toBe(false);
});

test("where one side is full and the other empty it goes to the empty one", () => {
  const fan = { left: 300, right: 640, top: 10, bottom: 310 };
  expect(placeReadout(area, 300, box, width, [fan]).left).toBe(300 - 12 - box.width);
});

test("it never leaves the chart", () => {
  for (const x of [40, 100, 320, 560, 640]) {
    const { left } = placeReadout(area, x, box, width, [{ left: 40, right: 640, top: 10, bottom: 310 }]);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left + box.width).toBeLessThanOrEqual(width);
  }
  expect(placeReadout({ ...area, width: 60 }, 60, box, 120, []).left).toBe(0);
});

test("what is drawn near a step is the history's line and the widest range", () => {
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 3, origin: 0 });
  const shown = { dataset: datasetOf("d", "a"), series: seriesOf("a"), values: valuesOf("a"), forecast };
  const times = [shown.values.times[0] ?? 0, forecast.times[2] ?? 0] as const;
  const near = drawnNear(shown, areaOf({ times, values: [0, 47] }), 640, 60);
  const fan = near.at(-1);
  // From 0 to 6 of 47 in 300 pixels.
  expect(fan?.bottom).toBeCloseTo(310);
  expect(fan?.top).toBeCloseTo(310 - (6 / 47) * 300);
  const line = near[0];
  expect((line?.bottom ?? 0) - (line?.top ?? 0)).toBeCloseTo(300 / 47);
  expect(drawnNear(shown, areaOf({ times, values: [0, 47] }), -500, 30)).toEqual([]);
});
