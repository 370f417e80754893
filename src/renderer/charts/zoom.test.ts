import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noZooms, panBy, reveal, withoutZoom, withZoom, zoomAround, type ZoomLimits, zoomOf } from "./zoom.ts";

const limits: ZoomLimits = { range: [0, 1000], shortest: 10 };
const stretch = fc
  .tuple(fc.double({ min: 0, max: 980, noNaN: true }), fc.double({ min: 10, max: 1000, noNaN: true }))
  .map(([from, length]) => [from, Math.min(from + length, 1000)] as const)
  .filter(([from, to]) => to - from >= 10);

describe("a stretch of time", () => {
  test("is zoomed around the pointer, which stays where it is", () => {
    expect(zoomAround([400, 600], 0.5, 450, limits)).toEqual([425, 525]);
    expect(zoomAround([400, 600], 2, 500, limits)).toEqual([300, 700]);
  });

  test("never leaves what there is to see, whatever is done to it", () => {
    fc.assert(
      fc.property(
        stretch,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (window, factor, share, by) => {
          const centre = window[0] + share * (window[1] - window[0]);
          for (const [from, to] of [zoomAround(window, factor, centre, limits), panBy(window, by, limits)]) {
            expect(from).toBeGreaterThanOrEqual(-1e-9);
            expect(to).toBeLessThanOrEqual(1000 + 1e-9);
            expect(to - from).toBeGreaterThanOrEqual(10 - 1e-9);
          }
        },
      ),
    );
  });

  test("keeps its length when it moves, and shows a time that is asked for", () => {
    fc.assert(
      fc.property(stretch, fc.double({ min: 0, max: 1000, noNaN: true }), (window, time) => {
        const [from, to] = reveal(window, time, limits);
        expect(to - from).toBeCloseTo(window[1] - window[0], 6);
        expect(time).toBeGreaterThanOrEqual(from - 1e-6);
        expect(time).toBeLessThanOrEqual(to + 1e-6);
      }),
    );
    expect(reveal([100, 200], 150, limits)).toEqual([100, 200]);
  });

  test("of everything has a name", () => {
    expect(zoomOf([0, 1000], limits)).toBe("all");
    expect(zoomOf([0, 900], limits)).toEqual({ from: 0, to: 900 });
  });
});

describe("earlier stretches", () => {
  test("come back one by one, and a turn of the wheel is one", () => {
    let history = withZoom(noZooms, null, 0);
    history = withZoom(history, { from: 1, to: 2 }, 100);
    history = withZoom(history, { from: 1, to: 3 }, 200);
    history = withZoom(history, { from: 5, to: 6 }, 2000);
    expect(history.past).toEqual([null, { from: 5, to: 6 }]);
    const back = withoutZoom(history);
    expect(back.zoom).toEqual({ from: 5, to: 6 });
    const first = withoutZoom(back.history);
    expect(first.zoom).toBeNull();
    expect(withoutZoom(first.history).zoom).toBeUndefined();
  });

  test("are bounded", () => {
    let history = noZooms;
    for (let at = 0; at < 200; at += 1) history = withZoom(history, { from: at, to: at + 1 }, at * 1000);
    expect(history.past).toHaveLength(50);
    expect(history.past.at(-1)).toEqual({ from: 199, to: 200 });
  });
});
