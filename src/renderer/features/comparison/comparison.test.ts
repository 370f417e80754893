import { describe, expect, test } from "vitest";
import type { Candidates } from "#contract/ipc";
import { createView, type Notify } from "#renderer/context";
import { createDatasets } from "#renderer/datasets";
import { createMethods } from "#renderer/jobs";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, FakeClock, settle, valuesOf } from "../../bridge/fixtures.ts";
import {
  areOriginsMixed,
  besideInfluenced,
  createComparison,
  hasNoCandidates,
  incompletenessOf,
  isOfEarlierReading,
  stalenessOf,
  suitable,
  tableIn,
} from "./comparison.ts";
import { comparedOf, earlyOf, reportOf } from "./fixtures.ts";

const candidate = (id: string, reason: string | null = null) => ({ id, name: id, description: "", reason });
const candidates: Candidates = {
  groups: [
    { title: "Networks", models: [candidate("n"), candidate("auto")] },
    {
      title: "Others",
      models: [
        candidate("seasonal-naive"),
        candidate("ets"),
        candidate("theta"),
        candidate("arima", "ARIMA needs more."),
      ],
    },
  ],
};
const report = reportOf(comparedOf("ets"), comparedOf("theta"));

function setUp(...series: readonly string[]) {
  const api = new FakeApi().always("series:values", ({ series: id }) => ({ ok: true, value: valuesOf(id) }));
  return setUpOn(api, ...series);
}

function setUpOn(fake: FakeApi, ...series: readonly string[]) {
  const api = fake
    .always("comparison:candidates", () => ({ ok: true, value: candidates }))
    .always("methods:list", () => ({ ok: true, value: [] }));
  const clock = new FakeClock();
  const view = createView();
  const notices: { readonly message: string; readonly actions: Parameters<Notify>[2] }[] = [];
  const notify: Notify = (_level, message, actions) => {
    const notice = { message, actions };
    notices.push(notice);
    return () => void notices.splice(notices.indexOf(notice), 1);
  };
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  datasets.show(datasetOf("d", ...(series.length === 0 ? ["a"] : series)), "g");
  const client = createClient(api);
  const methods = createMethods(client, datasets, notify);
  const comparison = createComparison({ client, clock, datasets, methods, view, notify });
  return {
    api,
    view,
    datasets,
    notices,
    methods,
    comparison,
    state: () => comparison.store.getState(),
    asked: () => api.waiting.filter(({ name }) => name === "comparison:run"),
    /** Lets pauses and answers pass. */
    async rest() {
      clock.advance(1_000);
      await settle();
      await settle();
    },
  };
}

describe("the page", () => {
  test("compares the model of the window with the usual ones that suit the series", async () => {
    const { comparison, rest, asked, state, api } = setUp();
    comparison.open();
    await rest();
    expect(asked().map(({ args }) => args)).toEqual([
      {
        dataset: "d",
        series: "a",
        horizon: 24,
        origins: 8,
        stride: null,
        models: ["n", "seasonal-naive", "ets", "theta", "auto"],
      },
    ]);
    expect(state().progress).toEqual({ done: 0, total: 5, model: null });
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    expect(state()).toMatchObject({ progress: null, error: null, shown: { report: { series: "a" } } });
    expect(stalenessOf(state())).toBeNull();
  });

  test("follows the series, and gives up what it compared before", async () => {
    const { comparison, rest, asked, api, datasets, state } = setUp("a", "b");
    comparison.open();
    await rest();
    const [first] = asked();
    datasets.selectSeries("b");
    await rest();
    expect(api.cancelled).toContain(first?.requestId);
    expect(asked().at(-1)?.args).toMatchObject({ series: "b" });
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    expect(state().shown).toBeNull();
  });

  test("does not compare what somebody only passes on the way through the list", async () => {
    const { comparison, rest, asked, datasets } = setUp("a", "b", "c");
    comparison.open();
    await rest();
    datasets.selectSeries("b");
    datasets.selectSeries("c");
    await rest();
    expect(asked().map(({ args }) => (args as { series: string }).series)).toEqual(["a", "c"]);
  });

  test("asks for nothing while it is not shown", async () => {
    const { rest, asked, datasets } = setUp("a", "b");
    datasets.selectSeries("b");
    await rest();
    expect(asked()).toEqual([]);
  });

  test("goes when the last file is closed", async () => {
    const { comparison, rest, datasets, view, state } = setUp();
    comparison.open();
    await rest();
    datasets.close("d");
    expect(view.getState().page).toBe("forecast");
    expect(state()).toMatchObject({ wanted: null, shown: null, progress: null });
  });

  test("opens for what another part of the window asks to compare", async () => {
    const { comparison, rest, asked, view } = setUp("a", "b");
    view.setState({ dialog: "shortcuts" });
    comparison.open({ dataset: "d", series: "b", models: ["ses:alpha=0.3", "theta"] });
    await rest();
    expect(view.getState()).toMatchObject({ page: "comparison", dialog: null });
    expect(asked().map(({ args }) => args)).toMatchObject([{ series: "b", models: ["ses:alpha=0.3", "theta"] }]);
  });
});

describe("scores", () => {
  async function shown() {
    const all = setUp("a", "b");
    all.comparison.open();
    await all.rest();
    all.api.answer("comparison:run", { ok: true, value: report });
    await all.rest();
    return all;
  }

  test("are of something else once the choice changes, until they are computed again", async () => {
    const { comparison, datasets, state, asked, rest, api } = await shown();
    comparison.setModels(["ets", "theta"]);
    expect(stalenessOf(state())).toBe("The models changed since these scores were computed.");
    datasets.setHorizon(6);
    comparison.setOrigins(3);
    expect(stalenessOf(state())).toBe(
      "The horizon, number of past forecasts and models changed since these scores were computed.",
    );
    expect(asked()).toEqual([]);
    void comparison.run();
    expect(asked().map(({ args }) => args)).toMatchObject([{ horizon: 6, origins: 3, models: ["ets", "theta"] }]);
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    expect(stalenessOf(state())).toBeNull();
  });

  test("stay when the file is read again, and say so", async () => {
    const { api, datasets, state, rest, asked, comparison } = await shown();
    datasets.replace("d", { ...datasetOf("e", "a", "b"), name: "d.csv" }, "reload", "g");
    await rest();
    expect(state().shown).not.toBeNull();
    expect(stalenessOf(state())).toBe("The file was read again since these scores were computed.");
    expect(isOfEarlierReading(state())).toBe(true);
    expect(asked()).toEqual([]);
    void comparison.run();
    expect(asked().at(-1)?.args).toMatchObject({ dataset: "e", series: "a" });
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    expect(isOfEarlierReading(state())).toBe(false);
  });

  test("go when their file is closed, though the next one has a series of the same name", async () => {
    const { datasets, state, rest, asked } = await shown();
    datasets.show(datasetOf("other", "a"), "g");
    datasets.activate("d");
    await rest();
    datasets.close("d");
    await rest();
    expect(state().shown).toBeNull();
    expect(asked().at(-1)?.args).toMatchObject({ dataset: "other", series: "a" });
  });

  test("keep the models that the user chose for the next series", async () => {
    const { comparison, datasets, rest, asked } = await shown();
    comparison.setModels(["theta", "arima"]);
    datasets.selectSeries("b");
    await rest();
    // ARIMA does not suit it.
    expect(asked().at(-1)?.args).toMatchObject({ series: "b", models: ["theta"] });
  });
});

describe("a run", () => {
  const quickFirst = ["theta", "ets", "auto"];

  /** Opens the page on three models; `send` tells what main sends once so many of them are done. */
  async function begun(all = setUp()) {
    all.comparison.open({ dataset: "d", series: "a", models: ["auto", "ets", "theta"] });
    await all.rest();
    const send = (done: number, requestId = all.asked().at(-1)?.requestId ?? ""): void => {
      const waiting = quickFirst.slice(done).map((id) => ({ id, name: id.toUpperCase() }));
      const last = quickFirst[done - 1];
      const row = last === undefined ? null : earlyOf(last);
      all.api.emit({ name: "comparison:progress", payload: { requestId, total: 3, waiting, row } });
    };
    const rows = () => all.state().early?.rows.map(({ id }) => id);
    const waiting = () => all.state().early?.waiting.map(({ id }) => id);
    return { ...all, send, rows, waiting };
  }

  test("says how far it is, and only of its own", async () => {
    const { send, state, rows } = await begun();
    send(2, "other");
    expect(state().progress?.done).toBe(0);
    expect(rows()).toEqual([]);
    send(0);
    send(1);
    expect(state().progress).toEqual({ done: 1, total: 3, model: { id: "ets", name: "ETS" } });
  });

  test("shows rows as they come, and its answer in their place", async () => {
    const { send, state, rows, waiting, api, rest } = await begun();
    expect(tableIn(state())).toBeNull();
    send(0);
    expect(tableIn(state())).toBe(state().early);
    send(1);
    send(2);
    expect([rows(), waiting()]).toEqual([["theta", "ets"], ["auto"]]);
    expect(stalenessOf(state())).toBeNull();
    expect(incompletenessOf(state())).toBeNull();
    send(3);
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    expect(state()).toMatchObject({ early: null, progress: null, shown: { report: { series: "a" } } });
    expect(tableIn(state())).toBe(state().shown);
    send(3, "late");
    expect(state().early).toBeNull();
  });

  test("waits with its rows for the values that they are written by, whichever come first", async () => {
    const { send, state, rows, api, rest } = await begun(setUpOn(new FakeApi()));
    send(0);
    send(1);
    expect(tableIn(state())).toBeNull();
    api.answer("series:values", { ok: true, value: valuesOf("a") });
    await rest();
    expect(tableIn(state())).toBe(state().early);
    send(2);
    expect(rows()).toEqual(["theta", "ets"]);
  });

  test("has each row once where main is asked once more", async () => {
    const { send, rows } = await begun();
    for (const done of [0, 1, 2, 0, 1]) send(done);
    expect(rows()).toEqual(["theta"]);
  });

  test("that is cancelled keeps what has come, and says that more was wanted", async () => {
    const { comparison, send, state, rows, asked, rest, api } = await begun();
    const first = asked()[0]?.requestId ?? "";
    send(0);
    send(1);
    comparison.cancel();
    await rest();
    // Main had sent it before it knew.
    send(2, first);
    expect(api.cancelled).toContain(first);
    expect(rows()).toEqual(["theta"]);
    expect(state()).toMatchObject({ progress: null, error: null, shown: null });
    expect(incompletenessOf(state())).toBe("Incomplete: the comparison stopped after 1 of 3 models.");
    comparison.setModels(["ets"]);
    expect(stalenessOf(state())).toBe("The models changed since these scores were computed.");
  });

  test("that is cancelled before the first row leaves the scores that were there", async () => {
    const { comparison, send, state, api, rest } = await begun();
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    const before = state().shown;
    void comparison.run();
    send(0);
    await rest();
    expect(tableIn(state())).toBe(before);
    comparison.cancel();
    expect(state()).toMatchObject({ early: null, progress: null });
    expect(tableIn(state())).toBe(before);
  });

  test("does not mix with the rows that an earlier one still sends", async () => {
    const { comparison, send, state, rows, waiting, asked, api, rest } = await begun();
    const first = asked()[0]?.requestId ?? "";
    send(0);
    send(1);
    void comparison.run();
    await rest();
    send(2, first);
    expect(rows()).toEqual([]);
    send(0);
    send(3, first);
    send(1);
    expect([rows(), waiting()]).toEqual([["theta"], ["ets", "auto"]]);
    // The first one's answer, which came too late.
    api.answer("comparison:run", { ok: true, value: report });
    await rest();
    expect(rows()).toEqual(["theta"]);
    expect(state().shown).toBeNull();
  });

  test("that breaks off keeps its scores, too, and says why", async () => {
    const { send, state, rows, api, rest } = await begun();
    send(0);
    send(1);
    api.answer("comparison:run", { ok: false, error: { code: "internal", message: "It broke." } });
    await rest();
    expect(rows()).toEqual(["theta"]);
    expect(state().error?.message).toBe("It broke.");
    expect(incompletenessOf(state())).not.toBeNull();
  });

  test("of another series leaves no row of the one before", async () => {
    const { send, state, datasets, rest, asked } = await begun(setUp("a", "b"));
    const first = asked()[0]?.requestId ?? "";
    send(0);
    send(1);
    datasets.selectSeries("b");
    expect(state().early).toBeNull();
    send(2, first);
    await rest();
    expect(state().early).toMatchObject({ compared: { series: "b" }, rows: [] });
  });

  test("has scores at other origins only where its models could not forecast at the same", () => {
    const failed = earlyOf("arima", { error: { code: "timed-out", message: "Too slow." }, origins: [] });
    expect(areOriginsMixed([earlyOf("ets"), failed, earlyOf("theta")])).toBe(false);
    expect(areOriginsMixed([earlyOf("ets"), earlyOf("n", { origins: [-9, -3] })])).toBe(true);
  });

  test("can be cancelled, which is no failure", async () => {
    const { comparison, rest, asked, api, state } = setUp();
    comparison.open();
    await rest();
    const [first] = asked();
    comparison.cancel();
    await rest();
    expect(api.cancelled).toContain(first?.requestId);
    expect(state()).toMatchObject({ progress: null, error: null });
  });

  test("that fails says why", async () => {
    const { comparison, rest, api, state } = setUp();
    comparison.open();
    await rest();
    api.answer("comparison:run", { ok: false, error: { code: "series-too-short", message: "Too short." } });
    await rest();
    expect(state()).toMatchObject({ progress: null, shown: null, error: { message: "Too short." } });
  });
});

test("what suits a series is asked again where that failed", async () => {
  const { api, comparison, rest, asked, state } = setUp();
  api.always("comparison:candidates", () => ({ ok: false, error: { code: "internal", message: "It broke." } }));
  comparison.open({ dataset: "d", series: "a", models: ["theta"] });
  await rest();
  expect(hasNoCandidates(state())).toBe(true);
  expect(asked()).toEqual([]);
  api.always("comparison:candidates", () => ({ ok: true, value: candidates }));
  void comparison.run();
  await rest();
  expect(state()).toMatchObject({ error: null, candidates });
  expect(hasNoCandidates(state())).toBe(false);
  expect(asked().map(({ args }) => args)).toMatchObject([{ models: ["theta"] }]);
});

describe("adopting", () => {
  const adopted = {
    dataset: "d",
    source: "manual",
    job: null,
    metric: null,
    score: null,
    honestScore: null,
    adoptedMs: 0,
  } as const;

  async function shown() {
    const all = setUp("a", "b");
    all.comparison.open();
    await all.rest();
    all.api.answer("comparison:run", { ok: true, value: report });
    await all.rest();
    const asked: unknown[] = [];
    all.api.always("methods:adopt", ({ choices }) => {
      asked.push(choices);
      return { ok: true, value: { before: [{ ...adopted, series: "a", method: "ets" }] } };
    });
    return { ...all, adoptions: asked };
  }

  test("is for one series, and is undone as any adoption", async () => {
    const { comparison, adoptions, notices, rest, datasets } = await shown();
    await comparison.adopt("theta", "Theta", "series");
    expect(adoptions).toEqual([[{ series: "a", method: "theta" }]]);
    expect(datasets.store.getState().open[0]?.selection.model).toBe("adopted");
    const [notice] = notices;
    expect(notice?.message).toBe("Theta is adopted for a.");
    notice?.actions?.[0]?.run();
    await rest();
    expect(adoptions.at(-1)).toEqual([{ series: "a", method: "ets" }]);
    expect(datasets.store.getState().open[0]?.selection.model).toBe("n");
  });

  test("of one with influences is of the model, says what becomes of them, and has its own past asked", async () => {
    const { comparison, adoptions, notices, api } = await shown();
    const judged: string[] = [];
    api.always("influences:judge", ({ model }) => {
      judged.push(model);
      return { ok: false, error: { code: "wrong-arguments", message: "" } };
    });
    await comparison.adopt("theta&c0ffee", "Theta, with influences", "series");
    expect(adoptions).toEqual([[{ series: "a", method: "theta" }]]);
    expect(notices[0]?.message).toMatch(
      /^Theta is adopted for a\. Influences are not adopted with it: they are used wherever/,
    );
    expect(judged).toEqual(["theta"]);
  });

  test("is said for as long as it is the latest: its undo never takes back another", async () => {
    const { comparison, notices, methods, rest } = await shown();
    const said = () => notices.map(({ message }) => message);
    await comparison.adopt("theta", "Theta", "series");
    await comparison.adopt("ets", "ETS", "series");
    expect(said()).toEqual(["ETS is adopted for a."]);
    notices[0]?.actions?.[0]?.run();
    await rest();
    expect(said()).toEqual([]);
    expect(methods.store.getState().earlier["d"]).toHaveLength(1);
    await comparison.adopt("ets", "ETS", "series");
    await methods.undo("d");
    expect(said()).toEqual([]);
  });

  test("is for every series of the file", async () => {
    const { comparison, adoptions, notices } = await shown();
    await comparison.adopt("theta", "Theta", "file");
    expect(adoptions).toEqual([
      [
        { series: "a", method: "theta" },
        { series: "b", method: "theta" },
      ],
    ]);
    expect(notices[0]?.message).toBe("Theta is adopted for all 2 series.");
  });

  test("from the scores of an earlier reading is for the file as it is read now", async () => {
    const { comparison, datasets, methods, rest } = await shown();
    datasets.replace("d", { ...datasetOf("e", "a"), name: "d.csv" }, "reload", "g");
    await rest();
    await comparison.adopt("theta", "Theta", "file");
    expect(Object.entries(methods.store.getState().earlier)).toMatchObject([["e", { length: 1 }]]);
  });

  test("that fails says why, and nothing else", async () => {
    const { comparison, api, notices } = await shown();
    api.always("methods:adopt", () => ({ ok: false, error: { code: "cannot-write", message: "The disk is full." } }));
    await comparison.adopt("theta", "Theta", "series");
    expect(notices.map(({ message }) => message)).toEqual(["The disk is full."]);
  });
});

test("where the window shows what was adopted, that is compared", async () => {
  const { api, datasets, comparison, rest, asked, methods } = setUp("a");
  const one = { dataset: "d", series: "a", method: "ses:alpha=0.3", source: "manual" } as const;
  const rest0 = { job: null, metric: null, score: null, honestScore: null, adoptedMs: 0 };
  api.always("methods:list", () => ({ ok: true, value: [{ ...one, ...rest0 }] }));
  api.always("methods:adopt", () => ({ ok: true, value: { before: [] } }));
  await methods.adopt("d", [{ series: "a", method: one.method }], null);
  expect(datasets.store.getState().open[0]?.selection.model).toBe("adopted");
  comparison.open();
  await rest();
  expect(asked().map(({ args }) => args)).toMatchObject([
    { models: ["ses:alpha=0.3", "seasonal-naive", "ets", "theta", "auto"] },
  ]);
});

test("what the candidates don't know stays: a configured method may suit", () => {
  expect(suitable(["arima", "ets", "ses:alpha=0.3"], candidates)).toEqual(["ets", "ses:alpha=0.3"]);
});

test("with influences are those of the file in front, beside the same model without", () => {
  const here: Candidates = {
    groups: [
      ...candidates.groups,
      { title: "With influences", models: [candidate("n&c0ffee"), candidate("ets&c0ffee")] },
    ],
  };
  expect(besideInfluenced(["n", "ets"], here)).toEqual(["n", "n&c0ffee", "ets"]);
  expect(besideInfluenced(["n", "ets"], candidates)).toEqual(["n", "ets"]);
  // Chosen for another file, where other influences were in use.
  expect(suitable(["n&beef", "ets"], here)).toEqual(["n&c0ffee", "ets"]);
  expect(suitable(["n&beef", "ets"], candidates)).toEqual(["ets"]);
});
