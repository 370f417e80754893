import fc from "fast-check";
import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import { influencedModel, type InfluenceSettings, noInfluences, withInfluences } from "#domain/influence";
import type { IngestedDataset } from "#domain/dataset";
import { dayMs, type IngestedSeries } from "#domain/series";
import type { PastScore } from "#domain/score";
import { emptyQueries, levels, openData, seriesOf } from "./evaluation-fixtures.ts";
import type { ModelBacktestRequest } from "./evaluate-client.ts";
import { InfluenceContent } from "./influence-content.ts";
import { Influences } from "./influences.ts";
import type { ForecastSource } from "./past-forecasts.ts";

const horizon = 7;
const holidays = [{ name: "Fair", day: 50, kind: "everyone" as const }];
const signal = new AbortController().signal;
const germany: InfluenceSettings = { ...noInfluences, holidays: "DE" };

/** Forecasts whose numbers say which model made them; those with influences lose so much of what the plain ones do. */
function setUp(share: (origin: number) => number, series: IngestedSeries = seriesOf(300)) {
  const looked: { place: string; from: number; to: number }[] = [];
  const asked: { model: string; origin: number }[] = [];
  const source: ForecastSource = {
    get: async ({ model, origin }) => {
      asked.push({ model, origin });
      const loss = influencedModel(model) === null ? 1 : share(origin);
      return {
        ...{ model: { id: model, sha256: "f" }, executionProvider: "cpu", origin, levels },
        quantiles: new Float32Array(3 * horizon).fill(loss),
      } as unknown as Forecast;
    },
  };
  const influences = new Influences({
    datasets: openData(series),
    holidays: {
      of: async (place, from, to) => {
        looked.push({ place, from, to });
        return holidays;
      },
    },
    evaluate: {
      backtest: async ({ forecasts }: ModelBacktestRequest) => ({
        models: forecasts.map(({ model, quantiles }) => ({
          ...{ model, skill: 0, seconds: 0 },
          scores: {} as never,
          past: quantiles.map((values) => ({ pinballSum: values[0] as number }) as PastScore),
        })),
        choice: null,
      }),
    },
    queries: emptyQueries(),
  });
  return { influences, looked, asked, source };
}

const noColumns = (): never => {
  throw new Error("no columns were asked for");
};
const key = { dataset: "d", series: "s", model: "n", horizon, origin: 0 };

test("influences are used for a series once its past says that they help", async () => {
  const { influences, looked, asked, source } = setUp((origin) => 0.8 + 0.01 * (Math.abs(origin) % 5));
  const content = await influences.prepare("d", germany, noColumns, signal);
  expect(looked).toEqual([{ place: "DE", from: 1969, to: 1973 }]);
  influences.use("d", content);
  expect(influences.modelOf(key)).toBe("n");
  const verdict = await influences.judge(key, source, signal);
  expect(verdict).toMatchObject({ helps: true, origins: 24, horizon });
  expect(verdict.reason).toMatch(/^holidays help: error −1\d/);
  expect(influences.modelOf(key)).toBe(withInfluences("n", content.id));
  // What has its influences has them once.
  expect(influences.modelOf({ ...key, model: withInfluences("n", content.id) })).toBe(withInfluences("n", content.id));
  expect(asked.every(({ origin }) => origin <= -horizon)).toBe(true);
  expect(influences.stateOf("d").verdicts).toMatchObject([{ series: "s", model: "n", helps: true }]);
  influences.use("d", null);
  expect(influences.modelOf(key)).toBe("n");
});

test("at an earlier origin only forecasts before it are looked at", async () => {
  const { influences, asked, source } = setUp(() => 0.8);
  influences.use("d", await influences.prepare("d", germany, noColumns, signal));
  await influences.judge({ ...key, origin: -50 }, source, signal);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.every(({ origin }) => origin <= -50 - horizon)).toBe(true);
});

test("a forecast of the past says where it was judged by what came after it, and one that was judged there does not", async () => {
  const { influences, source } = setUp(() => 0.8);
  const content = await influences.prepare("d", germany, noColumns, signal);
  influences.use("d", content);
  const past = { ...key, origin: -50 };
  expect(influences.hindsightOf(past)).toBeNull();
  await influences.judge(key, source, signal);
  expect(influences.hindsightOf(past)).toMatchObject({
    code: "judged-later",
    message: expect.stringContaining("after"),
  });
  expect(influences.hindsightOf(key)).toBeNull();
  await influences.judge(past, source, signal);
  expect(influences.hindsightOf(past)).toBeNull();
  // Whoever wants them always judged nothing.
  influences.use("d", content, "always");
  expect(influences.hindsightOf(past)).toBeNull();
});

test("influences that don't help are not used, unless they always are", async () => {
  const { influences, source } = setUp(() => 1.1);
  const content = await influences.prepare("d", germany, noColumns, signal);
  influences.use("d", content);
  expect(await influences.judge(key, source, signal)).toMatchObject({ helps: false });
  expect(influences.modelOf(key)).toBe("n");
  influences.use("d", content, "always");
  expect(influences.modelOf(key)).toBe(withInfluences("n", content.id));
});

test("the same settings of the same data have one name, and others another", async () => {
  const { influences } = setUp(() => 1);
  const made = (settings: InfluenceSettings) => influences.prepare("d", settings, noColumns, signal);
  const events = [{ name: "Fair", from: "1970-02-20", to: "1970-02-21" }];
  const [one, same, other] = [await made(germany), await made({ ...germany }), await made({ ...germany, events })];
  expect(one.id).toBe(same.id);
  expect(other.id).not.toBe(one.id);
  expect(other.subject).toBe("holidays and events");
  expect(influences.content(one.id)).toBe(one);
  expect(() => influences.content("unknown")).toThrow("not known here");
});

test("a series is given as far as its origin, with as much of its columns' future as is known now", () => {
  const series = seriesOf(60);
  const column = (id: string, steps: number): IngestedSeries => ({ ...seriesOf(steps), id });
  const columns = { handle: "c", series: [column("price", 64)] } as unknown as IngestedDataset;
  const content = new InfluenceContent({ ...noInfluences, columns: ["price"] }, [], columns);
  const at = content.seriesAt(series, { origin: -10, horizon, zone: null });
  expect([...at.values]).toEqual([...series.values.subarray(0, 50)]);
  expect(at.values.buffer.byteLength).toBe(50 * 8);
  expect(at.times).toHaveLength(50 + horizon);
  // Four steps are known after the last value, and so four were then.
  const seen = Array.from({ length: 54 }, (_, step) => step);
  expect([...(at.columns[0]?.values ?? [])]).toEqual([...seen, NaN, NaN, NaN]);
  const end = content.seriesAt(series, { origin: 0, horizon, zone: null });
  expect([...(end.columns[0]?.values.subarray(58) ?? [])]).toEqual([58, 59, 60, 61, 62, 63, NaN, NaN, NaN]);
  expect(end.times.at(-1)).toBe(66 * dayMs);
});

test("columns of several ids are those of the same id", () => {
  const of = (id: string, value: number): IngestedSeries => ({
    ...seriesOf(20),
    ...{ id, values: new Float64Array(20).fill(value) },
  });
  const settings = { ...noInfluences, columns: ["price", "promo"] };
  const series = [of("north / price", 1), of("north / promo", 2), of("south / price", 3), of("south / promo", 4)];
  const content = new InfluenceContent(settings, [], { handle: "c", series } as unknown as IngestedDataset);
  const { columns } = content.seriesAt(of("south", 0), { origin: -5, horizon: 2, zone: null });
  expect(columns.map(({ values }) => values[0])).toEqual([3, 4]);
});

test("no value of later is told at an earlier origin, but for what is known ahead now", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 12 }),
      (back, horizonSteps, ahead) => {
        const series = seriesOf(60);
        const settings = { ...noInfluences, columns: ["price"] };
        const told = (change: (step: number) => number) => {
          const column: IngestedSeries = { ...seriesOf(60 + ahead), id: "price" };
          const later = (values: Float64Array, from: number) =>
            values.map((value, step) => (step < from ? value : change(step)));
          const columns = {
            handle: "c",
            series: [{ ...column, values: later(column.values, 60 - back + ahead) }],
          } as unknown as IngestedDataset;
          const content = new InfluenceContent(settings, [], columns);
          const known = { ...series, values: later(series.values, 60 - back) };
          return content.seriesAt(known, { origin: -back, horizon: horizonSteps, zone: null });
        };
        expect(told((step) => step * 7)).toEqual(told((step) => -step));
      },
    ),
  );
});

test("a column without values ahead can't help, and that is said without a single forecast", async () => {
  const { influences, asked, source } = setUp(() => 0.5, seriesOf(60));
  const columnsOf = (steps: number) => async () =>
    ({ handle: `c${steps}`, series: [{ ...seriesOf(steps), id: "price" }] }) as unknown as IngestedDataset;
  const settings = { ...noInfluences, columns: ["price"] };
  for (const [steps, reason] of [
    [60, '"price" has no values after the last one of the series, so forecasts can\'t know it'],
    [63, '"price" is known for 3 of 7 steps ahead, so forecasts can\'t know it'],
  ] as const) {
    influences.use("d", await influences.prepare("d", settings, columnsOf(steps), signal));
    expect(await influences.judge(key, source, signal)).toMatchObject({ helps: false, origins: 0, reason });
  }
  expect(asked).toEqual([]);
  // Holidays may help all the same.
  influences.use("d", await influences.prepare("d", { ...settings, holidays: "DE" }, columnsOf(60), signal));
  const { notes, reason } = await influences.judge(key, source, signal);
  expect(reason).toMatch(/^holidays help/);
  expect(notes).toEqual(['"price" has no values after the last one of the series, so forecasts can\'t know it.']);
});

test("a column of words is a column for each of them, known ahead as far as the words are", async () => {
  const of = (id: string, value: number, steps = 27): IngestedSeries => ({
    ...seriesOf(steps),
    ...{ id, values: new Float64Array(steps).fill(value) },
  });
  const series = [of("north / sky=rain", 1), of("north / sky=sun / haze", 0), of("north / heat", 9)];
  const message = '"note" holds 40 different words; a column of more than 12 is not used to explain anything.';
  const read = { handle: "c", series, warnings: [{ code: "too-many-words", message }] } as unknown as IngestedDataset;
  const settings = { ...noInfluences, columns: ["sky", "heat", "note"] };
  const content = new InfluenceContent(settings, [], read);
  const own = of("north", 0, 20);
  expect(content.aheadOf(own, "sky", null)).toBe(7);
  const { columns } = content.seriesAt(own, { origin: -5, horizon: 2, zone: null });
  expect(columns.map(({ name, isWord, values }) => [name, isWord === true, values[0]])).toEqual([
    ["sky: rain", true, 1],
    ["sky: sun / haze", true, 0],
    ["heat", false, 9],
    ["note", false, NaN],
  ]);
  const { influences, source } = setUp(() => 0.5, own);
  influences.use("d", await influences.prepare("d", { ...settings, columns: ["note"] }, async () => read, signal));
  expect(await influences.judge(key, source, signal)).toMatchObject({ helps: false, reason: message.slice(0, -1) });
});
