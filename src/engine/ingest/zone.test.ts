import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { formatSpan } from "#engine/series";
import { formatFrequency } from "#domain/series";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

const hourMs = 3_600_000;

async function read(content: string, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 61), options, testPorts());
}

/** `t,v` with a row for each text; values that look like no code for missing. */
function table(times: readonly (string | number)[]): string {
  return `t,v\n${times.map((time, i) => `${time},${100 + ((i * 7919) % 97)}\n`).join("")}`;
}

const instants = (startUtc: string, steps: number, stepMs = hourMs): number[] =>
  Array.from({ length: steps }, (_, i) => Date.parse(startUtc) + i * stepMs);

/** ISO 8601 of an instant at a fixed offset. */
function written(ms: number, offset: string): string {
  const [sign = 1, hours = 0, minutes = 0] =
    offset === "Z" ? [] : [offset.startsWith("-") ? -1 : 1, Number(offset.slice(1, 3)), Number(offset.slice(4))];
  return new Date(ms + sign * (hours * 60 + minutes) * 60_000).toISOString().slice(0, 19) + offset;
}

function told({ zone, series }: IngestedDataset): unknown[] {
  const [one] = series;
  if (one === undefined) throw new Error("no series");
  const { start, end } = formatSpan(one.times, zone);
  return [zone, formatFrequency(one.frequency), one.values.length, start, end];
}

describe("where the clock of a file hangs", () => {
  test.each([
    ["Z", "UTC", "2024-06-01T00:00:00Z", "2024-06-03T23:00:00Z"],
    ["+02:00", "+02:00", "2024-06-01T02:00:00+02:00", "2024-06-04T01:00:00+02:00"],
    ["-09:30", "-09:30", "2024-05-31T14:30:00-09:30", "2024-06-03T13:30:00-09:30"],
  ])("all times have the offset %s", async (offset, zone, start, end) => {
    const content = table(instants("2024-06-01T00:00Z", 72).map((ms) => written(ms, offset)));
    expect(told(await read(content))).toEqual([zone, "hour", 72, start, end]);
  });

  test("no offset, no zone", async () => {
    const times = instants("2024-06-01T00:00Z", 72).map((ms) => written(ms, "Z").slice(0, -1));
    expect(told(await read(table(times)))).toEqual([null, "hour", 72, "2024-06-01T00:00:00", "2024-06-03T23:00:00"]);
    // One time that lacks it leaves the others without proof.
    expect((await read(table(times.map((time, i) => (i === 5 ? time : `${time}Z`))))).zone).toBeNull();
  });

  test("several offsets are shown in UTC, days at one time of day as they are written", async () => {
    const mixed = table(
      instants("2024-10-25T00:00Z", 96).map((ms) =>
        written(ms, ms < Date.parse("2024-10-27T01:00Z") ? "+02:00" : "+01:00"),
      ),
    );
    expect(told(await read(mixed))).toEqual(["UTC", "hour", 96, "2024-10-25T00:00:00Z", "2024-10-28T23:00:00Z"]);
    const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2024, 9, 1 + i)).toISOString().slice(0, 10));
    const daily = table(days.map((day) => `${day}T00:00:00${day <= "2024-10-27" ? "+02:00" : "+01:00"}`));
    expect(told(await read(daily))).toEqual([null, "day", 60, "2024-10-01T00:00:00", "2024-11-29T00:00:00"]);
  });

  test("--timezone: instants are shown on its clock, through both changes", async () => {
    const options = { timezone: "Europe/Berlin" };
    const autumn = table(instants("2024-10-25T00:00Z", 96).map((ms) => written(ms, "Z")));
    expect(told(await read(autumn, options))).toEqual([
      "Europe/Berlin",
      "hour",
      96,
      "2024-10-25T02:00:00+02:00",
      "2024-10-29T00:00:00+01:00",
    ]);
    const spring = table(instants("2024-03-30T00:00Z", 96).map((ms) => written(ms, "-05:00")));
    expect(told(await read(spring, options))).toEqual([
      "Europe/Berlin",
      "hour",
      96,
      "2024-03-30T01:00:00+01:00",
      "2024-04-03T01:00:00+02:00",
    ]);
  });

  test("--timezone: a wall clock without offsets is that zone's", async () => {
    const times = instants("2024-06-01T00:00Z", 72).map((ms) => written(ms, "Z").slice(0, -1));
    const plain = await read(table(times));
    const berlin = await read(table(times), { timezone: "Europe/Berlin" });
    expect(told(berlin)).toEqual([
      "Europe/Berlin",
      "hour",
      72,
      "2024-06-01T00:00:00+02:00",
      "2024-06-03T23:00:00+02:00",
    ]);
    expect(berlin.series).toEqual(plain.series);
    expect(berlin.handle).toBe(plain.handle);
    expect((await read(table(times), { timezone: "UTC" })).zone).toBe("UTC");
    const local = instants("2024-10-25T00:00Z", 96).map((ms) =>
      written(ms, ms < Date.parse("2024-10-27T01:00Z") ? "+02:00" : "+01:00").slice(0, 19),
    );
    expect(told(await read(table(local), { timezone: "Europe/Berlin" }))).toEqual([
      "Europe/Berlin",
      "hour",
      96,
      "2024-10-25T02:00:00+02:00",
      "2024-10-29T00:00:00+01:00",
    ]);
    const months = table(
      Array.from({ length: 36 }, (_, i) => `${2020 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`),
    );
    expect(told(await read(months, { timezone: "Europe/Berlin" }))).toEqual([
      "Europe/Berlin",
      "month",
      36,
      "2020-01-01T00:00:00+01:00",
      "2022-12-01T00:00:00+01:00",
    ]);
  });

  test("epochs are UTC and say nothing of it, until a zone is asked for", async () => {
    const content = table(instants("2024-07-01T00:00Z", 72).map((ms) => ms / 1000));
    expect(told(await read(content))).toEqual([null, "hour", 72, "2024-07-01T00:00:00", "2024-07-03T23:00:00"]);
    expect(told(await read(content, { timezone: "Asia/Kolkata" }))).toEqual([
      "Asia/Kolkata",
      "hour",
      72,
      "2024-07-01T05:30:00+05:30",
      "2024-07-04T04:30:00+05:30",
    ]);
    await expect(read(content, { timezone: "Mars/Olympus" })).rejects.toMatchObject({ code: "wrong-arguments" });
    // Days that are written as numbers are no instants.
    const days = table(
      Array.from({ length: 60 }, (_, i) =>
        Number(new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10).replaceAll("-", "")),
      ),
    );
    expect(told(await read(days, { timezone: "Asia/Kolkata" })).slice(3)).toEqual([
      "2024-01-01T00:00:00+05:30",
      "2024-02-29T00:00:00+05:30",
    ]);
  });

  test("the report writes times as the dataset has them", async () => {
    const times = instants("2024-10-25T00:00Z", 96).map((ms) => written(ms, "Z"));
    const content = table([...times.slice(0, 31), times[30] ?? "", ...times.slice(31)]);
    const duplicate = async (options: IngestOptions): Promise<string | undefined> =>
      (await read(content, options)).repairs.find(({ code }) => code === "duplicate-timestamp")?.examples[0]?.from;
    expect(await duplicate({})).toMatch(/^2024-10-26T06:00:00Z 2 times: /);
    expect(await duplicate({ timezone: "Europe/Berlin" })).toMatch(/^2024-10-26T08:00:00\+02:00 2 times: /);
    const jittered = table(
      instants("2024-06-01T00:00Z", 72).map((ms, i) => written(ms + (i % 5 === 3 ? 2000 : 0), "+02:00")),
    );
    const snapped = (await read(jittered)).repairs.find(({ code }) => code === "snapped-timestamp");
    expect(snapped?.examples[0]).toMatchObject({ from: "2024-06-01T05:00:02+02:00", to: "2024-06-01T05:00:00+02:00" });
    const unsorted = table([times[1] ?? "", times[0] ?? "", ...times.slice(2)]);
    expect((await read(unsorted)).repairs.find(({ code }) => code === "unsorted-row")?.examples[0]?.from).toBe(
      "2024-10-25T00:00:00Z",
    );
  });
});
