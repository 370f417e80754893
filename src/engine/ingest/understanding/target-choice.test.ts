import { describe, expect, test } from "vitest";
import { ingest } from "../index.ts";
import type { IngestedDataset } from "#domain/dataset";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string): Promise<IngestedDataset> => ingest(sourceOf(content, 4096), {}, testPorts());
const timeOf = (i: number): Date => new Date(Date.UTC(2024, 0, 1, i));
const written = (date: Date): string => date.toISOString().slice(0, 16).replace("T", " ");

const explained: readonly (readonly [name: string, of: (i: number, date: Date) => number])[] = [
  ["stunde", (_, date) => date.getUTCHours()],
  ["HE", (_, date) => date.getUTCHours() + 1],
  ["wd", (_, date) => date.getUTCDay()],
  ["wochentag", (_, date) => (date.getUTCDay() === 0 ? 7 : date.getUTCDay())],
  ["dom", (_, date) => date.getUTCDate()],
  ["mon", (_, date) => date.getUTCMonth() + 1],
  ["doy", (_, date) => Math.floor((date.getTime() - Date.UTC(2024, 0, 1)) / 86_400_000) + 1],
  ["index", (i) => i],
  ["is_holiday", (i) => (i % 50 === 0 ? 1 : 0)],
  ["promo", (i) => (i % 3 === 0 ? 1 : 0)],
  ["goal", () => 8000],
  ["Postal Code", (i) => 10_000 + ((i * 7919) % 900)],
];

describe("numbers that are no series", () => {
  test.each(explained)("%s is no target beside a quantity", async (name, of) => {
    const rows = Array.from(
      { length: 1500 },
      (_, i) => `${written(timeOf(i))},${of(i, timeOf(i))},${(i * 7919) % 997}`,
    );
    const dataset = await read(`time,${name},load\n${rows.join("\n")}\n`);
    expect(dataset.series.map(({ id }) => id)).toEqual(["load"]);
    expect(dataset.columns.find((column) => column.name === name)?.role).not.toBe("target");
  });

  test("what never changes within a series is one of its properties", async () => {
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${written(timeOf(Math.floor(i / 3)))},lot ${i % 3},${[210, 95, 480][i % 3] ?? 0},${(i * 31) % 200}`,
    );
    const dataset = await read(`time,lot,capacity,occupied\n${rows.join("\n")}\n`);
    expect(dataset.series.map(({ id }) => id)).toEqual(["lot 0", "lot 1", "lot 2"]);
  });

  test("a quantity that happens to rise and fall with the hour is one", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${written(timeOf(i))},${50 + (i % 24)},${40 + (i % 24)}`);
    const dataset = await read(`time,inflow,outflow\n${rows.join("\n")}\n`);
    expect(dataset.series.map(({ id }) => id)).toEqual(["inflow", "outflow"]);
  });

  test("alone, each is what there is to forecast", async () => {
    for (const [name, of] of explained) {
      const rows = Array.from({ length: 100 }, (_, i) => `${written(timeOf(i))},${of(i, timeOf(i))}`);
      expect((await read(`time,${name}\n${rows.join("\n")}\n`)).series).toHaveLength(1);
    }
  });
});

test("row numbers that begin anew in every series are no series", async () => {
  const rows = Array.from(
    { length: 120 },
    (_, i) => `${written(timeOf(i % 40))},shop ${Math.floor(i / 40)},${(i % 40) + 1},${(i * 31) % 200}`,
  );
  const dataset = await read(`time,shop,n,sold\n${rows.join("\n")}\n`);
  expect(dataset.series.map(({ id }) => id)).toEqual(["shop 0", "shop 1", "shop 2"]);
});

describe("the first series", () => {
  test.each([
    ["weathersit,temp,hum,casual,cnt", "cnt"],
    ["temp,rain_1h,clouds_all,traffic_volume", "traffic_volume"],
    ["Open,High,Low,Close,Volume", "Close"],
    ["windSpeed,bikesRented", "bikesRented"],
    ["Forecast,Actual", "Actual"],
    ["Visitors,Revenue", "Visitors"],
    ["temp,hum", "temp"],
  ])("of %s is %s, and the others keep their order", async (names, first) => {
    const columns = names.split(",");
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${written(timeOf(i))},${columns.map((_name, c) => ((i * (7 + c)) % 53) + 0.5).join(",")}`,
    );
    const ids = (await read(`time,${names}\n${rows.join("\n")}\n`)).series.map(({ id }) => id);
    expect(ids).toEqual([first, ...columns.filter((name) => name !== first)]);
  });
});

/** Days of demand with a temperature, and of the last days the temperature alone. */
function withForecast(more: (step: number) => string = () => ""): string {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const demand = i < 110 ? String(900 + ((i * 37) % 80)) : "";
    return `${day},${demand},${15 + ((i * 13) % 9)}${more(i)}`;
  });
  return rows.join("\n");
}

test("weather that goes on when all else has ended explains it, and its last rows are the known future", async () => {
  const dataset = await read(`day,demand,temperature\n${withForecast()}\n`);
  expect(dataset.columns.map(({ role }) => role)).toEqual(["time", "target", "covariate"]);
  expect(dataset.series.map(({ id, values }) => [id, values.length])).toEqual([["demand", 110]]);
  expect(dataset.warnings.map(({ code }) => code)).toContain("known-future");
});

test("what is no explanation by its name is a series of its own, whose end is its own", async () => {
  const dataset = await read(`day,demand,output\n${withForecast()}\n`);
  expect(dataset.series.map(({ id, values }) => [id, values.length])).toEqual([
    ["demand", 120],
    ["output", 120],
  ]);
});

test("rows after the last value are missing steps where the user says so, or where nothing explains them", async () => {
  const text = `day,demand,temperature\n${withForecast()}\n`;
  const missing = await ingest(sourceOf(text, 4096), { targetColumns: ["demand"], knownFuture: false }, testPorts());
  expect(missing.series.map(({ values }) => values.length)).toEqual([120]);
  const chosen = await ingest(sourceOf(text, 4096), { targetColumns: ["demand"] }, testPorts());
  expect(chosen.series.map(({ values }) => values.length)).toEqual([110]);
  const ended = withForecast().replaceAll(/^(\S+?),,\d+$/gm, "$1,,");
  const plain = await read(`day,demand,temperature\n${ended}\n`);
  expect(plain.warnings.map(({ code }) => code)).not.toContain("known-future");
});

describe("words that are to explain", () => {
  const words = ["sun", "rain", "fog"];
  const asColumns = (content: string, ...targets: string[]) =>
    ingest(sourceOf(content, 4096), { targetColumns: targets, wordsAsColumns: true }, testPorts());

  test("become a column for each word, with nothing where there is none", async () => {
    const text = `day,demand,sky\n${withForecast((i) => `,${i === 4 ? "" : (words[i % 3] ?? "")}`).replaceAll(/,\d+,(?=\w*$)/gm, ",")}\n`;
    const { series } = await asColumns(text, "sky");
    expect(series.map(({ id }) => id).toSorted()).toEqual(["sky=fog", "sky=rain", "sky=sun"]);
    const rain = series.find(({ id }) => id === "sky=rain");
    expect([...(rain?.values.subarray(0, 6) ?? [])]).toEqual([0, 1, 0, 0, NaN, 0]);
    expect(rain?.values).toHaveLength(120);
  });

  test("stand beside numbers, and are refused with a sentence where they are too many", async () => {
    const text = `day,demand,heat,note\n${withForecast((i) => `,note ${i}`)}\n`;
    const { series, warnings } = await asColumns(text, "heat", "note");
    expect(series.map(({ id }) => id)).toEqual(["heat"]);
    expect(warnings.find(({ code }) => code === "too-many-words")?.message).toBe(
      '"note" holds 120 different words; a column of more than 12 is not used to explain anything.',
    );
    await expect(asColumns(text, "note")).rejects.toThrow('"note" holds 120 different words');
  });
});
