import { expect, test } from "vitest";
import {
  type OverviewEvidence,
  type OverviewForecasts,
  sparkForecast,
  sparkHistory,
  sparkParts,
} from "#domain/overview";
import type { Threshold } from "#domain/threshold";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../bridge/fixtures.ts";
import { createDatasets } from "../datasets/datasets.ts";
import { createSession } from "../context/session.ts";
import { createMethods } from "../jobs/methods.ts";
import { createFilling } from "./filling.ts";
import { type OverviewState, tableOf } from "./overview.ts";
import { createStore } from "zustand/vanilla";

const ids = ["a", "b", "c", "d", "e"];

function forecastsOf(places: readonly number[]): OverviewForecasts {
  const column = Float64Array.from(places);
  return {
    ...{ time: column, median: column, lower: column, upper: column, base: column, baseTime: column },
    sparks: new Float32Array(places.length * sparkParts.length * sparkForecast),
    models: places.map(() => "m"),
    problems: [],
  };
}

function evidenceOf(places: readonly number[], isKnown = 1): OverviewEvidence {
  const column = Float64Array.from(places);
  return {
    isKnown: new Uint8Array(places.length).fill(isKnown),
    ...{ error: column, skill: column, coverage: column, steps: column, origins: column },
    verdicts: places.map(() => "held" as const),
    problems: [],
  };
}

interface Asked {
  readonly name: string;
  readonly places: readonly number[];
}

/** Five monthly series; main answers what it is asked at once, unless a test holds it back. */
function setUp({
  isHeld = false,
  isKnown = 1,
  limits = [],
}: { isHeld?: boolean; isKnown?: number; limits?: Threshold[] } = {}) {
  const asked: Asked[] = [];
  const note = (name: string, places: readonly number[]): void => void asked.push({ name, places });
  const facts = new Float64Array(ids.length).fill(7);
  const api = new FakeApi()
    .always("methods:list", () => ({ ok: true, value: [] }))
    .always("thresholds:list", () => ({
      ok: true,
      value: { base: "base", thresholds: [...limits], canUndo: false, canRedo: false },
    }))
    .always("thresholds:risks", ({ places }) => {
      note("risks", places);
      // The first series has no limit, the last can't say.
      const threshold = Float64Array.from(places, (place) => (place === 0 ? 0 : 1));
      const first = places.indexOf(4);
      const problems = first < 0 ? [] : [{ row: first, message: "No step." }];
      return {
        ok: true,
        value: {
          ...{ threshold, first: threshold, chance: Float64Array.from(places, (place) => place / 10) },
          ...{ thresholds: limits, problems },
        },
      };
    })
    .always("overview:facts", () => ({
      ok: true,
      value: { lastTime: facts, last: facts, before: facts, beforeTime: facts, lowest: facts, highest: facts },
    }))
    .always("overview:sparks", ({ places }) => {
      note("sparks", places);
      return { ok: true, value: { history: new Float32Array(places.length * sparkHistory) } };
    });
  if (!isHeld) {
    api
      .always("overview:forecasts", ({ places }) => {
        note("forecasts", places);
        return { ok: true, value: forecastsOf(places) };
      })
      .always("overview:evidence", ({ places, pace }) => {
        note(`evidence ${pace}`, places);
        return { ok: true, value: evidenceOf(places, pace === "known" ? isKnown : 1) };
      });
  }
  const client = createClient(api);
  const clock = new FakeClock();
  const datasets = createDatasets(() => undefined);
  const session = createSession(client, () => false);
  const methods = createMethods(client, datasets, () => () => undefined);
  const store = createStore<OverviewState>(() => ({ tables: {} }));
  const overview = { store, ...createFilling({ client, clock, datasets, session, methods }, store) };
  datasets.setModels([], "m");
  datasets.show(datasetOf("d", ...ids), "g");
  const rows = () => tableOf(overview.store.getState(), "d").rows;
  return { api, asked, clock, datasets, session, overview, rows };
}

const everything = { order: [0, 1, 2, 3, 4], from: 1, to: 3 };

test("rows in sight are filled first, then all others, and are shown a few times a second", async () => {
  const { asked, clock, overview, rows } = setUp();
  overview.look("d", "all").see(everything);
  await settle();
  await settle();
  await settle();
  expect(asked.map(({ name, places }) => `${name} ${places.join("")}`)).toEqual([
    ...["sparks 12", "forecasts 12", "evidence now 12", "sparks 304", "forecasts 304", "evidence now 304"],
  ]);
  expect(rows().every(({ last }) => last === 7)).toBe(true);
  expect(rows().map(({ forecast }) => forecast.state)).toEqual(["open", "open", "open", "open", "open"]);
  clock.advance(150);
  expect(rows().map(({ forecast, evidence }) => `${forecast.state} ${evidence.state}`)).toEqual(
    ids.map(() => "known known"),
  );
});

test("whoever only glances at the rows has nothing computed, and asks again as other rows come into sight", async () => {
  const { asked, clock, overview, rows } = setUp({ isKnown: 0 });
  const look = overview.look("d", "known");
  await settle();
  look.see({ order: [0, 1], from: 0, to: 2 });
  await settle();
  await settle();
  expect(asked.map(({ name }) => name)).toEqual(["sparks", "evidence known"]);
  clock.advance(150);
  expect(rows()[0]?.evidence.state).toBe("open");
  look.see({ order: [1, 2], from: 0, to: 2 });
  await settle();
  expect(asked.at(-1)).toEqual({ name: "evidence known", places: [1, 2] });
});

test("what is under way is cancelled when nobody looks any more, and asked for again by the next", async () => {
  const { api, overview } = setUp({ isHeld: true });
  const look = overview.look("d", "all");
  look.see(everything);
  await settle();
  await settle();
  const waiting = api.waiting.filter(({ name }) => name.startsWith("overview:"));
  expect(waiting.map(({ name }) => name)).toContain("overview:forecasts");
  look.end();
  await settle();
  expect(api.cancelled).toEqual(waiting.map(({ requestId }) => requestId));
  overview.look("d", "all").see(everything);
  await settle();
  await settle();
  expect(api.waiting.filter(({ name }) => name === "overview:forecasts").length).toBeGreaterThan(1);
});

test("another horizon makes forecasts open again, and another origin does not", async () => {
  const { asked, clock, datasets, overview, rows } = setUp();
  overview.look("d", "all").see(everything);
  for (let turn = 0; turn < 4; turn += 1) await settle();
  clock.advance(150);
  const before = asked.length;
  datasets.setOrigin(-3);
  await settle();
  expect(asked.length).toBe(before);
  datasets.setHorizon(7);
  expect(rows()[0]?.forecast.state).toBe("open");
  for (let turn = 0; turn < 4; turn += 1) await settle();
  clock.advance(150);
  expect(rows()[0]?.forecast.state).toBe("known");
});

test("a request that fails says why in its rows, and the others come", async () => {
  const { api, clock, overview, rows } = setUp({ isHeld: true });
  overview.look("d", "all").see({ order: [0, 1, 2, 3, 4], from: 0, to: 1 });
  await settle();
  await settle();
  api.answer("overview:forecasts", { ok: false, error: { code: "internal", message: "Broken." } });
  await settle();
  clock.advance(150);
  expect(rows()[0]?.forecast).toEqual({ state: "none", error: { code: "internal", message: "Broken." } });
  expect(api.waiting.filter(({ name }) => name === "overview:forecasts")).not.toEqual([]);
});

test("a dataset that is closed is forgotten", async () => {
  const { datasets, overview } = setUp();
  overview.look("d", "all").see(everything);
  await settle();
  datasets.close("d");
  expect(overview.store.getState().tables).toEqual({});
});

const limit: Threshold = {
  ...{ id: 1, name: "", rule: { kind: "above", value: 9 }, scope: { kind: "all" } },
  ...{ from: null, to: null, unit: "", severity: "warning" },
};

test("where a limit is set, each row says how likely it is crossed, and a change is asked for again", async () => {
  const limits: Threshold[] = [limit];
  const { api, asked, clock, overview, rows } = setUp({ limits });
  const come = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn += 1) await settle();
    clock.advance(150);
  };
  overview.look("d", "all").see(everything);
  await come();
  expect(rows().map(({ risk }) => (risk.state === "known" ? risk.value.chance : risk.state))).toEqual([
    ...["none", 0.1, 0.2, 0.3, "none"],
  ]);
  const before = asked.filter(({ name }) => name === "risks").length;
  limits.push({ ...limit, id: 2 });
  api.emit({ name: "thresholds:changed", payload: { base: "base" } });
  await come();
  expect(asked.filter(({ name }) => name === "risks").length).toBeGreaterThan(before);
  limits.length = 0;
  api.emit({ name: "thresholds:changed", payload: { base: "base" } });
  await come();
  expect(rows().map(({ risk }) => risk.state)).toEqual(ids.map(() => "none"));
});

test("where none is, nothing is asked about it", async () => {
  const { asked, overview } = setUp();
  overview.look("d", "all").see(everything);
  for (let turn = 0; turn < 6; turn += 1) await settle();
  expect(asked.filter(({ name }) => name === "risks")).toEqual([]);
});
