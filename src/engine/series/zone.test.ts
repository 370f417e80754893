import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSpan, formatTimestamps, utcOffsets, wallClockIn, zoneNamed, zoneOfOffset } from "./index.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const berlin = "Europe/Berlin";

/** The wall clock of a zone at equal steps of elapsed time. */
function walls(zone: string, startUtc: string, stepMinutes: number, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, i) => at(startUtc) + i * stepMinutes * 60_000).map(wallClockIn(zone));
}

describe("timestamps with their zone", () => {
  test.each([
    [null, "2024-07-01T12:00:00"],
    ["UTC", "2024-07-01T12:00:00Z"],
    ["+05:45", "2024-07-01T12:00:00+05:45"],
    ["-03:30", "2024-07-01T12:00:00-03:30"],
    [berlin, "2024-07-01T12:00:00+02:00"],
    ["Europe/London", "2024-07-01T12:00:00+01:00"],
    ["America/New_York", "2024-07-01T12:00:00-04:00"],
  ])("%s", (zone, text) => {
    expect(formatTimestamps([at("2024-07-01T12:00:00")], zone)).toEqual([text]);
  });

  test("milliseconds stay, and a winter that shows UTC is not UTC itself", () => {
    expect(formatTimestamps([at("2024-01-01T00:00:00.250")], "Europe/London")).toEqual([
      "2024-01-01T00:00:00.250+00:00",
    ]);
    expect(formatTimestamps([at("2024-01-01T00:00:00.250")], "UTC")).toEqual(["2024-01-01T00:00:00.250Z"]);
  });

  test("spring leaves an hour out, autumn has one twice", () => {
    expect(formatTimestamps(walls(berlin, "2024-03-31T00:00", 30, 4), berlin)).toEqual([
      "2024-03-31T01:00:00+01:00",
      "2024-03-31T01:30:00+01:00",
      "2024-03-31T03:00:00+02:00",
      "2024-03-31T03:30:00+02:00",
    ]);
    expect(formatTimestamps(walls(berlin, "2024-10-26T23:30", 30, 7), berlin)).toEqual([
      "2024-10-27T01:30:00+02:00",
      "2024-10-27T02:00:00+02:00",
      "2024-10-27T02:30:00+02:00",
      "2024-10-27T02:00:00+01:00",
      "2024-10-27T02:30:00+01:00",
      "2024-10-27T03:00:00+01:00",
      "2024-10-27T03:30:00+01:00",
    ]);
  });

  test("an hour that is there once is the first one, and one that spring leaves out has winter's offset", () => {
    const hours = ["01", "02", "03"].map((hour) => at(`2024-10-27T${hour}:00:00`));
    expect(formatTimestamps(hours, berlin).map((text) => text.slice(19))).toEqual(["+02:00", "+02:00", "+01:00"]);
    expect(formatTimestamps([at("2024-03-31T02:30:00")], berlin)).toEqual(["2024-03-31T02:30:00+01:00"]);
    expect(formatTimestamps([at("2024-10-27T02:30:00")], berlin)).toEqual(["2024-10-27T02:30:00+02:00"]);
  });

  test("what comes before or after says which pass of the hour it is", () => {
    const second = at("2024-10-27T02:00:00");
    const before = walls(berlin, "2024-10-26T00:00", 60, 25);
    expect(before.at(-1)).toBe(second);
    expect(formatTimestamps([second], berlin, before)).toEqual(["2024-10-27T02:00:00+01:00"]);
    const after = walls(berlin, "2024-10-27T01:00", 60, 4);
    expect(formatTimestamps(after, berlin)[0]).toBe("2024-10-27T02:00:00+01:00");
    expect(formatTimestamps(walls(berlin, "2024-10-27T00:00", 120, 4), berlin)[0]).toBe("2024-10-27T02:00:00+02:00");
    expect(formatSpan(walls(berlin, "2024-10-27T01:00", 15, 400), berlin)).toEqual({
      start: "2024-10-27T02:00:00+01:00",
      end: "2024-10-31T05:45:00+01:00",
    });
    expect(formatSpan(walls(berlin, "2024-10-20T01:00", 60, 169), berlin).end).toBe("2024-10-27T02:00:00+01:00");
    expect(formatSpan(Float64Array.of(second), null)).toEqual({
      start: "2024-10-27T02:00:00",
      end: "2024-10-27T02:00:00",
    });
  });

  test("names of zones", () => {
    expect(["UTC", "Etc/UTC", "GMT", "+02:00", "+00:00", berlin].map(zoneNamed)).toEqual([
      "UTC",
      "UTC",
      "UTC",
      "+02:00",
      "UTC",
      berlin,
    ]);
    expect([0, 7_200_000, -12_600_000].map(zoneOfOffset)).toEqual(["UTC", "+02:00", "-03:30"]);
    expect(() => zoneNamed("Mars/Olympus")).toThrow("is not a time zone");
    expect(utcOffsets([0], null)).toBeNull();
  });

  test("what is printed is the instant that it came from", () => {
    const zones = fc.constantFrom(
      berlin,
      "UTC",
      "+09:30",
      "America/New_York",
      "Australia/Lord_Howe",
      "Pacific/Apia",
      "Asia/Kathmandu",
      "America/Sao_Paulo",
      "Africa/Casablanca",
      "Antarctica/Troll",
    );
    const starts = fc
      .integer({ min: Date.UTC(1986, 0, 1) / 900_000, max: Date.UTC(2037, 0, 1) / 900_000 })
      .map((quarters) => quarters * 900_000);
    // Half of them within two days of a change.
    const changes = fc
      .tuple(
        fc.integer({ min: 2000, max: 2030 }),
        fc.constantFrom([2, 31], [2, 14], [3, 7], [9, 7], [9, 31], [10, 7]),
        fc.integer({ min: -800, max: 800 }),
      )
      .map(([year, [month = 0, day = 1], quarters]) => Date.UTC(year, month, day) + quarters * 900_000);
    fc.assert(
      fc.property(zones, fc.oneof(starts, changes), fc.constantFrom(15, 30, 60, 120, 240), (zone, start, minutes) => {
        const instants = Float64Array.from({ length: 40 }, (_, i) => start + i * minutes * 60_000);
        const wall = instants.map(wallClockIn(zone));
        expect(formatTimestamps(wall, zone).map((text) => Date.parse(text))).toEqual([...instants]);
        const [last] = formatTimestamps(wall.subarray(39), zone, wall.subarray(0, 39));
        expect(minutes <= 60 ? Date.parse(last ?? "") : instants[39]).toBe(instants[39]);
      }),
      { numRuns: 1000 },
    );
  });
});
