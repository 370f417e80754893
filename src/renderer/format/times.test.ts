import { describe, expect, test } from "vitest";
import { seriesOf } from "../bridge/fixtures.ts";
import { formatDays, formatEnd, formatSpan, formatTime } from "./times.ts";

describe("times", () => {
  test("are as fine as the frequency", () => {
    expect(formatTime(Date.UTC(1960, 11, 1), { unit: "month", count: 1 })).toBe("Dec 1960");
    expect(formatTime(Number.NaN, { unit: "month", count: 1 })).toBe("–");
    expect(formatSpan(seriesOf("a"))).toBe("Jan 2020 – Dec 2023");
  });

  test("leave the hour out of a long span", () => {
    const hourly = { ...seriesOf("a"), start: "2024-01-01T05:00:00", frequency: { unit: "hour", count: 1 } } as const;
    expect(formatDays({ ...hourly, end: "2024-03-01T04:00:00" })).toBe("1 Jan 2024 – 1 Mar 2024");
    expect(formatDays({ ...hourly, end: "2024-01-02T04:00:00" })).toBe("1 Jan 2024 05:00 – 2 Jan 2024 04:00");
    expect(formatDays(seriesOf("a"))).toBe("Jan 2020 – Dec 2023");
  });
});

test("a period ends, a moment is passed", () => {
  expect(formatEnd(Date.UTC(1959, 11, 1), { unit: "month", count: 1 })).toBe("at the end of Dec 1959");
  expect(formatEnd(Date.UTC(2024, 0, 5, 13), { unit: "hour", count: 1 })).toBe("after 5 Jan 2024 13:00");
});
