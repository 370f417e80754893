import { expect, test } from "vitest";
import { originMeaning, originTitle } from "./origin-words.ts";

const month = { unit: "month", count: 1 } as const;
const minutes = { unit: "minute", count: 15 } as const;

test("a forecast from all data says after what", () => {
  expect(originTitle(0, month)).toBe("Forecast from all data");
  expect(originMeaning(0, Date.UTC(1960, 11, 1), month)).toBe("after Dec 1960");
});

test("one from earlier says how far back, and when it would have been made", () => {
  expect([originTitle(-12, month), originTitle(-1, month), originTitle(-96, minutes)]).toEqual([
    "12 months back",
    "1 month back",
    "96 steps back",
  ]);
  expect(originMeaning(-12, Date.UTC(1959, 11, 1), month)).toBe("as if made at the end of Dec 1959");
  expect(originMeaning(-96, Date.UTC(2024, 0, 5, 13, 45), minutes)).toBe("as if made after 5 Jan 2024 13:45");
  expect(originMeaning(-12, null, month)).toBe("as if made then");
});
