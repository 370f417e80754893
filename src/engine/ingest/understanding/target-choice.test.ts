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
