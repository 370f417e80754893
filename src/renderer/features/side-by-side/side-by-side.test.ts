import { describe, expect, test } from "vitest";
import type { RequestArgs } from "#contract/ipc";
import { createClient } from "../../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "../../bridge/fixtures.ts";
import { createChosenSeries } from "../../context/chosen-series.ts";
import { createSession } from "../../context/session.ts";
import { createView } from "../../context/view.ts";
import { createDatasets } from "../../datasets/datasets.ts";
import { createForecastClient } from "../../forecasts/index.ts";
import { createMethods } from "../../jobs/index.ts";
import { createOverview } from "../../overview/overview.ts";
import { usualLook } from "./look.ts";
import { createSideBySide } from "./side-by-side.ts";

const ids = Array.from({ length: 30 }, (_, index) => `s${String(index).padStart(2, "0")}`);

type Evidence = RequestArgs<"overview:evidence">;

function setUp({ kept = null as Record<string, unknown> | null } = {}) {
  const evidence: Evidence[] = [];
  const api = new FakeApi()
    .always("series:values", ({ series }) => ({ ok: true, value: valuesOf(series) }))
    .always("overview:evidence", (args) => {
      evidence.push(args);
      const column = (value: number) => new Float64Array(args.places.length).fill(value);
      return {
        ok: true,
        value: {
          ...{ isKnown: new Uint8Array(args.places.length).fill(1), error: column(1), skill: column(0.5) },
          ...{ coverage: column(0.8), steps: column(30), origins: column(5) },
          ...{ verdicts: args.places.map(() => "held" as const), problems: [] },
        },
      };
    })
    .always("overview:facts", ({ dataset }) => {
      const column = () => Float64Array.from(dataset === "d" ? ids : ["s00"], (_, index) => index);
      return {
        ok: true,
        value: {
          ...{ lastTime: column(), last: column(), before: column() },
          ...{ beforeTime: column(), lowest: column(), highest: column() },
        },
      };
    });
  const clock = new FakeClock();
  const datasets = createDatasets(() => {});
  datasets.setModels([], "m");
  const client = createClient(api);
  const session = createSession(client, () => true);
  const view = createView();
  view.setState({ sideBySide: kept });
  const chosen = createChosenSeries();
  const methods = createMethods(client, datasets, () => () => {});
  const overview = createOverview({ client, clock, datasets, session, methods });
  datasets.show(datasetOf("d", ...ids), "g");
  const page = createSideBySide({
    ...{ client, forecasts: createForecastClient(client), clock, datasets, session, overview, chosen, view },
    plainModel: (id) => id,
  });
  const waiting = () =>
    api.waiting
      .filter(({ name }) => name === "forecast:get")
      .map((call) => ({ call, args: call.args as RequestArgs<"forecast:get"> }));
  /** Answers so many of the forecasts that wait, the oldest first. */
  const answer = async (count = waiting().length, error?: string) => {
    for (const { call, args } of waiting().slice(0, count)) {
      api.waiting.splice(api.waiting.indexOf(call), 1);
      call.answer(
        error === undefined
          ? { ok: true, value: forecastOf(args) }
          : { ok: false, error: { code: "worker-crashed", message: error } },
      );
    }
    await settle();
  };
  const answerAll = async () => {
    await settle();
    while (waiting().length > 0) await answer();
  };
  const state = () => page.store.getState();
  return { api, clock, datasets, view, chosen, page, evidence, waiting, answer, answerAll, state, session };
}

const choose = (count: number) => ({ dataset: "d", series: ids.slice(0, count) });

test("series that are chosen in the table are compared, a few asked for at a time and those in sight first", async () => {
  const { chosen, page, state, waiting, answer, answerAll } = setUp();
  chosen.setState(choose(24));
  page.open();
  const all = state().panels.map(({ compared }) => compared.id);
  expect(all).toHaveLength(24);
  expect(waiting().map(({ args }) => args.series)).toEqual(ids.slice(0, 6));
  // Each is a view of its own: none supersedes another.
  expect(new Set(waiting().map(({ args }) => args.view)).size).toBe(6);
  page.see(all.slice(20));
  await answer(2);
  expect(
    waiting()
      .map(({ args }) => args.series)
      .slice(4),
  ).toEqual(["s20", "s21"]);
  await answerAll();
  expect(state().panels.map(({ shown }) => shown?.values.series)).toEqual(ids.slice(0, 24));
});

test("once all pictures are there, it is found out whether past forecasts bear them out", async () => {
  const { chosen, page, state, evidence, answerAll } = setUp();
  chosen.setState(choose(5));
  page.open();
  await answerAll();
  await settle();
  expect(evidence.map(({ places }) => places)).toEqual([[0, 1, 2, 3], [4]]);
  expect(state().panels.map((panel) => panel.evidence.state)).toEqual(["known", "known", "known", "known", "known"]);
});

test("a panel that fails says why, costs the others nothing, and can be tried again", async () => {
  const { chosen, page, state, waiting, answer, answerAll } = setUp();
  chosen.setState(choose(3));
  page.open();
  await settle();
  await answer(1, "The worker ended.");
  await answerAll();
  expect(state().panels.map(({ error }) => error?.message)).toEqual(["The worker ended.", undefined, undefined]);
  page.retry();
  await settle();
  expect(waiting()).toHaveLength(1);
  await answerAll();
  expect(state().panels.map(({ error, shown }) => [error, shown === null])).toEqual([
    [null, false],
    [null, false],
    [null, false],
  ]);
});

test("what is left behind is given up, and what stays is not asked for again", async () => {
  const { api, chosen, page, view, state, waiting, answerAll } = setUp();
  chosen.setState(choose(6));
  page.open();
  await settle();
  const asked = waiting().map(({ call }) => call.requestId);
  page.change({ series: ids.slice(0, 2) });
  await settle();
  expect(api.cancelled.toSorted()).toEqual(asked.slice(2).toSorted());
  expect(state().panels).toHaveLength(2);
  page.close();
  await settle();
  expect(view.getState().page).toBe("forecast");
  expect(api.cancelled.toSorted()).toEqual(asked.toSorted());
  expect(state().panels).toEqual([]);
  page.open();
  await answerAll();
  expect(state().panels.every(({ shown }) => shown !== null)).toBe(true);
});

describe("what is compared", () => {
  test("is kept with the window, and comes back as it was", async () => {
    const first = setUp();
    first.page.open();
    first.page.change({ kind: "origins", count: 6, scale: "same" });
    const kept = JSON.parse(JSON.stringify(first.view.getState().sideBySide)) as Record<string, unknown>;
    const again = setUp({ kept });
    again.page.open();
    expect(again.state().look).toMatchObject({ kind: "origins", count: 6, scale: "same" });
    expect(again.state().panels.map(({ compared }) => compared.selection.origin)).toEqual([-12, -24]);
  });

  test("is what was chosen in the table once, and again from there", () => {
    const { chosen, page, state, view } = setUp();
    chosen.setState(choose(2));
    page.open();
    page.change({ kind: "models", models: ["m"] });
    page.close();
    page.open();
    expect(state().look.kind).toBe("models");
    page.close();
    view.setState({ page: "overview" });
    page.open();
    expect(state().look).toMatchObject({ kind: "series", order: "chosen", series: ids.slice(0, 2) });
  });

  test("begins with the largest series of the file, in their order", async () => {
    const { page, state, clock } = setUp();
    page.open();
    expect(state().shortage).toEqual({ why: "ranking" });
    await expect.poll(() => (clock.advance(10_000), state().panels.length)).toBe(12);
    expect(state().panels[0]?.compared.selection.series.id).toBe("s29");
    expect(state().ordering).toBeNull();
  });

  test("goes by another order at once, by what past forecasts of all series say", async () => {
    const { page, state, clock, evidence } = setUp();
    page.open();
    await expect.poll(() => (clock.advance(10_000), state().panels.length)).toBe(12);
    const asked = evidence.length;
    page.change({ order: "worst", count: 24 });
    await expect.poll(() => (clock.advance(10_000), state().panels.length)).toBe(24);
    expect(evidence.slice(asked).flatMap(({ places }) => places).length).toBeGreaterThanOrEqual(ids.length);
    expect(state().ordering).toBeNull();
  });

  test("of a file with one series is how it was forecast in the past", () => {
    const { page, state, datasets } = setUp();
    datasets.show(datasetOf("one", "s00"), "g");
    page.open();
    expect(state().look.kind).toBe("origins");
  });

  test("follows other ranges, and another file in front", async () => {
    const { page, state, datasets, session } = setUp();
    page.open();
    page.change({ kind: "models", models: ["m", "ets"] });
    session.setBands("calibrated");
    expect(state().panels.map(({ compared }) => compared.selection.bands)).toEqual(["calibrated", "calibrated"]);
    datasets.show(datasetOf("e", "x"), "g");
    expect(state().panels.map(({ compared }) => compared.selection.dataset.handle)).toEqual(["e", "e"]);
    datasets.close("e");
    datasets.close("d");
    expect(state().panels).toEqual([]);
  });
});

test("a panel leads to its series, model and origin in the main chart", async () => {
  const { page, state, datasets, view } = setUp({ kept: { ...usualLook, kind: "models", models: ["theta"], back: 3 } });
  page.open();
  page.show(state().panels[0]?.compared.id ?? "");
  const [open] = datasets.store.getState().open;
  expect(view.getState()).toMatchObject({ page: "forecast", behindChart: "side-by-side" });
  expect(open?.selection).toMatchObject({ series: "s00", model: "theta", origin: -3 });
  page.open();
  page.close();
  expect(view.getState().behindChart).toBeNull();
});

test("a cursor goes with its panel", () => {
  const { page, state, chosen } = setUp();
  chosen.setState(choose(2));
  page.open();
  const [first] = state().panels;
  page.point({ panel: first?.compared.id ?? "", time: 0, ahead: 0, by: "keys" });
  expect(state().cursor).not.toBeNull();
  page.change({ series: ["s05"] });
  expect(state().cursor).toBeNull();
});
