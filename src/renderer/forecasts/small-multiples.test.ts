import { expect, test } from "vitest";
import fc from "fast-check";
import type { RequestArgs } from "#contract/ipc";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { createForecastClient } from "./forecast-client.ts";
import { createForecastObserver, type ForecastObserver, type ForecastSelection } from "./forecast-observer.ts";

const charts = 24;
/** Three charts show each series. */
const names = Array.from({ length: 8 }, (_, index) => `s${index}`);
const dataset = datasetOf("d", ...names);

type Get = RequestArgs<"forecast:get">;

/** Main as far as charts see it: of the requests of one view it answers the latest, and gives the others up. */
class Main extends FakeApi {
  readonly asked: Get[] = [];

  override request: FakeApi["request"] = (requestId, name, args) => {
    if (name === "forecast:get") {
      const get = args as Get;
      for (const call of this.forecasts().filter((before) => before.args.view === get.view)) call.fail("cancelled");
      this.asked.push(get);
    }
    return super.request(requestId, name, args);
  };

  override cancel(requestId: string): void {
    super.cancel(requestId);
    this.waiting.splice(0, this.waiting.length, ...this.waiting.filter((call) => call.requestId !== requestId));
  }

  /** Forecasts that wait for an answer. */
  forecasts(): { readonly args: Get; answer(): void; fail(code: "cancelled" | "worker-crashed"): void }[] {
    return this.waiting
      .filter(({ name }) => name === "forecast:get")
      .map((call) => {
        const args = call.args as Get;
        const settleWith = (outcome: unknown): void => {
          this.waiting.splice(this.waiting.indexOf(call), 1);
          call.answer(outcome);
        };
        return {
          args,
          answer: () => settleWith({ ok: true, value: forecastOf(args) }),
          fail: (code) => settleWith({ ok: false, error: { code, message: "" } }),
        };
      });
  }
}

function selectionOf(chart: number, change: Partial<ForecastSelection> = {}): ForecastSelection {
  const series = dataset.series[chart % names.length]!;
  // Charts of one series have horizons of their own.
  const horizon = 6 * (1 + Math.floor(chart / names.length));
  return {
    dataset,
    series,
    model: "m",
    horizon,
    origin: 0,
    density: false,
    bands: "native",
    isRounded: false,
    levels: [],
    ...change,
  };
}

function setUp() {
  const values: string[] = [];
  const main = new Main()
    .always("background:focus", () => ({ ok: true, value: {} }))
    .always("series:values", ({ series }) => {
      values.push(series);
      return { ok: true, value: valuesOf(series) };
    });
  const clock = new FakeClock();
  const idle = { listeners: main.listeners, timers: clock.timers };
  const client = createForecastClient(createClient(main));
  const shared = { listeners: main.listeners };
  const observers = Array.from({ length: charts }, (_, chart) =>
    createForecastObserver(client, clock, {
      view: `chart-${chart}`,
      plainModel: (id) => id,
      computesPast: chart === 0,
    }),
  );
  return { main: main as Main, clock, idle, shared, values, observers };
}

function shownBy(observer: ForecastObserver): readonly unknown[] {
  const { shown } = observer.store.getState();
  return [shown?.values.series, shown?.forecast?.series, shown?.forecast?.horizon, shown?.forecast?.origin];
}

function expectedOf(chart: number, origin = 0): readonly unknown[] {
  const { series, horizon } = selectionOf(chart);
  return [series.id, series.id, horizon, origin];
}

/** Answers what waits until nothing does any more. */
async function answerAll(main: Main): Promise<void> {
  await settle();
  while (main.forecasts().length > 0) {
    for (const call of main.forecasts()) call.answer();
    await settle();
  }
}

test("24 charts side by side show what each of them selected, in whatever order answers come", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(
        Array.from({ length: charts }, (_, chart) => chart),
        { minLength: charts },
      ),
      async (order) => {
        const { main, values, observers } = setUp();
        for (const [chart, observer] of observers.entries()) observer.select(selectionOf(chart));
        await settle();
        expect(main.asked.map(({ view }) => view)).toEqual(observers.map((_, chart) => `chart-${chart}`));
        const waiting = main.forecasts();
        for (const chart of order) {
          waiting[chart]?.answer();
          await settle();
        }
        expect(observers.map(shownBy)).toEqual(observers.map((_, chart) => expectedOf(chart)));
        // Three charts of one series, one question.
        expect(values.toSorted()).toEqual(names);
      },
    ),
    { numRuns: 10 },
  );
});

test("scrubbing one chart leaves the requests of all others alone", async () => {
  const { main, observers } = setUp();
  for (const [chart, observer] of observers.entries()) observer.select(selectionOf(chart));
  await settle();
  for (const origin of [-1, -2, -3]) observers[5]?.select(selectionOf(5, { origin }));
  await settle();
  expect(main.cancelled).toEqual([]);
  await answerAll(main);
  expect(observers.map(shownBy)).toEqual(observers.map((_, chart) => expectedOf(chart, chart === 5 ? -3 : 0)));
  for (const observer of observers) expect(observer.store.getState()).toMatchObject({ error: null, isSlow: false });
});

test("what two charts wait for is asked for once, and again by the second when the first moves on", async () => {
  const { main, observers } = setUp();
  const [first, second] = observers as [ForecastObserver, ForecastObserver];
  first.select(selectionOf(0));
  second.select(selectionOf(0));
  await settle();
  expect(main.asked.map(({ view }) => view)).toEqual(["chart-0"]);
  first.select(selectionOf(0, { origin: -1 }));
  await settle();
  expect(main.asked.map(({ view, origin }) => [view, origin])).toEqual([
    ["chart-0", 0],
    ["chart-0", -1],
    ["chart-1", 0],
  ]);
  await answerAll(main);
  expect([shownBy(first), shownBy(second)]).toEqual([expectedOf(0, -1), expectedOf(0)]);
});

test("what one chart has asked for, another has at once; until models or devices change", async () => {
  const { main, observers } = setUp();
  const [first, second, third] = observers as [ForecastObserver, ForecastObserver, ForecastObserver];
  first.select(selectionOf(0));
  await answerAll(main);
  second.select(selectionOf(0));
  await settle();
  expect(shownBy(second)).toEqual(expectedOf(0));
  expect(main.asked).toHaveLength(1);
  main.emit({
    name: "models:changed",
    payload: { models: [], defaultModel: "m", defaults: [], unreadable: [], device: "cpu", providers: [] },
  });
  third.select(selectionOf(0));
  await settle();
  expect(main.asked).toHaveLength(2);
});

test("a failure is one chart's own, and is not remembered", async () => {
  const { main, observers } = setUp();
  for (const [chart, observer] of observers.entries()) observer.select(selectionOf(chart));
  await settle();
  main.forecasts()[7]?.fail("worker-crashed");
  await answerAll(main);
  const failed = observers.flatMap((observer, chart) => (observer.store.getState().error === null ? [] : [chart]));
  expect(failed).toEqual([7]);
  observers[7]?.retry();
  await answerAll(main);
  expect(observers.map(shownBy)).toEqual(observers.map((_, chart) => expectedOf(chart)));
});

test("slow work is said by the charts that wait, each on its own", async () => {
  const { main, clock, observers } = setUp();
  for (const [chart, observer] of observers.entries()) observer.select(selectionOf(chart));
  await settle();
  for (const { answer } of main.forecasts().slice(12)) answer();
  await settle();
  clock.advance(200);
  const slow = observers.flatMap((observer, chart) => (observer.store.getState().isSlow ? [chart] : []));
  expect(slow).toEqual(observers.slice(0, 12).map((_, chart) => chart));
});

test("only a chart that wants its past has it computed, and says so under its own name", async () => {
  const { main, clock, observers } = setUp();
  const focused: string[] = [];
  main.always("background:focus", ({ series, view }) => {
    focused.push(`${view} ${series}`);
    return { ok: true, value: {} };
  });
  for (const [chart, observer] of observers.entries()) observer.select(selectionOf(chart));
  clock.advance(1_000);
  expect(focused).toEqual(["chart-0 s0"]);
  const progress = { dataset: "d", series: "s1", model: "m", horizon: 6, computed: 3, reused: 0, total: 25 };
  main.emit({ name: "background:progress", payload: progress });
  const told = observers.flatMap((observer, chart) => (observer.store.getState().background === null ? [] : [chart]));
  expect(told).toEqual([1]);
});

test("charts that go give back all that they hold, and late answers change nothing", async () => {
  const { main, clock, shared, observers } = setUp();
  for (const [chart, observer] of observers.entries()) observer.select(selectionOf(chart));
  await settle();
  const late = main.forecasts();
  expect(late).toHaveLength(charts);
  const ids = main.waiting.map(({ requestId }) => requestId);
  const [kept, ...going] = observers as [ForecastObserver, ...ForecastObserver[]];
  for (const observer of going) observer.dispose();
  await settle();
  // The first one still waits: only what nobody else wants is given up.
  expect(main.cancelled.toSorted()).toEqual(ids.slice(1).toSorted());
  kept.dispose();
  await settle();
  expect(main.cancelled.toSorted()).toEqual(ids.toSorted());
  expect(main.waiting).toEqual([]);
  expect([clock.timers, main.listeners]).toEqual([0, shared.listeners]);
  for (const observer of observers) observer.select(selectionOf(0, { origin: -4 }));
  clock.advance(1_000);
  await settle();
  expect(main.asked).toHaveLength(charts);
  for (const observer of observers) expect(observer.store.getState().shown).toBeNull();
});

test("a chart that goes does not take a shared request with it", async () => {
  const { main, observers } = setUp();
  const [first, second] = observers as [ForecastObserver, ForecastObserver];
  first.select(selectionOf(0));
  second.select(selectionOf(0));
  await settle();
  first.dispose();
  await settle();
  expect(main.cancelled).toEqual([]);
  await answerAll(main);
  expect(shownBy(second)).toEqual(expectedOf(0));
  expect(main.asked).toHaveLength(1);
});
