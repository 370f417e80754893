import { expect, test } from "vitest";
import { datasetOf, FakeApi, FakeClock, settle, valuesOf } from "../../bridge/fixtures.ts";
import { createClient } from "../../bridge/index.ts";
import { createView } from "../../context/index.ts";
import { createDatasets } from "../../datasets/index.ts";
import { createProfiles } from "../../profiles/index.ts";
import { profileOf, summaryOf } from "./fixtures.ts";
import { createProfilePages } from "./profile-pages.ts";

const parts = (series: string) => ({
  series,
  firstStep: 0,
  trend: new Float64Array(48),
  seasons: [],
  remainder: new Float64Array(48),
});

function setUp(...ids: readonly string[]) {
  const api = new FakeApi();
  const clock = new FakeClock();
  const client = createClient(api);
  const datasets = createDatasets(() => {});
  const view = createView();
  datasets.show(datasetOf("d", ...ids), "g");
  const pages = createProfilePages({ client, clock, datasets, profiles: createProfiles(client, datasets), view });
  const detail = () => pages.store.getState().detail;
  const waiting = () => api.waiting.map(({ name }) => name);
  return { api, clock, datasets, view, pages, detail, waiting };
}

test("one series is asked for while it is looked at: values and profile first, its parts last", async () => {
  const { api, clock, pages, detail, waiting } = setUp("a", "b");
  pages.open();
  expect(waiting()).toEqual([]);
  pages.showTab("series");
  clock.advance(0);
  await settle();
  expect(waiting().toSorted()).toEqual(["profile:series", "series:values"]);
  api.answer("series:values", { ok: true, value: valuesOf("a") });
  await settle();
  expect(detail()?.values?.series).toBe("a");
  expect(detail()?.profile).toBeNull();
  api.answer("profile:series", { ok: true, value: profileOf("a") });
  await settle();
  expect(detail()?.profile?.series).toBe("a");
  expect(waiting()).toEqual(["profile:decomposition"]);
  api.answer("profile:decomposition", { ok: true, value: parts("a") });
  await settle();
  expect(detail()?.decomposition?.series).toBe("a");
});

test("whoever goes through the series asks for the last alone, and what was asked for is given up", async () => {
  const { api, clock, datasets, pages, detail, waiting } = setUp("a", "b", "c");
  pages.open();
  pages.showTab("series");
  clock.advance(0);
  await settle();
  datasets.selectSeries("b");
  datasets.selectSeries("c");
  await settle();
  expect(api.cancelled).toHaveLength(2);
  expect(waiting()).toHaveLength(2);
  clock.advance(1_000);
  await settle();
  expect(api.waiting.slice(2).map(({ args }) => args)).toEqual([
    { dataset: "d", series: "c" },
    { dataset: "d", series: "c" },
  ]);
  // The late answer for the first is nobody's any more.
  api.answer("profile:series", { ok: true, value: profileOf("a") });
  await settle();
  expect(detail()?.series.id).toBe("c");
  expect(detail()?.profile).toBeNull();
});

test("a failure is said and asked again; leaving the page gives up and forgets", async () => {
  const { api, clock, view, pages, detail, waiting } = setUp("only");
  pages.open();
  clock.advance(0);
  await settle();
  api.answer("series:values", { ok: true, value: valuesOf("only") });
  api.answer("profile:series", { ok: false, error: { code: "internal", message: "No." } });
  await settle();
  expect(detail()?.error?.message).toBe("No.");
  pages.retry();
  clock.advance(0);
  await settle();
  expect(detail()?.error).toBeNull();
  expect(waiting()).toHaveLength(2);
  pages.close();
  expect(view.getState().page).toBe("forecast");
  expect(detail()).toBeNull();
  expect(api.cancelled).toHaveLength(2);
});

test("what never changes is not taken apart", async () => {
  const { api, clock, pages, detail, waiting } = setUp("only");
  pages.open();
  clock.advance(0);
  await settle();
  api.answer("series:values", { ok: true, value: valuesOf("only") });
  api.answer("profile:series", {
    ok: true,
    value: profileOf("only", { summary: summaryOf({ isConstant: true }) }),
  });
  await settle();
  expect(detail()?.profile).not.toBeNull();
  expect(waiting()).toEqual([]);
});

test("a step leads to its place on the chart, with the marks shown", async () => {
  const { api, clock, view, pages } = setUp("a", "b");
  pages.open();
  pages.showSeries("b");
  clock.advance(0);
  await settle();
  const values = valuesOf("b");
  api.answer("series:values", { ok: true, value: values });
  await settle();
  pages.goTo(24);
  const { page, finding, zoom, chart } = view.getState();
  expect(page).toBe("forecast");
  expect(chart.areEventsShown).toBe(true);
  expect(finding).toEqual({ series: "b", from: values.times[24], to: values.times[24] });
  expect(zoom).toMatchObject({ from: expect.any(Number), to: expect.any(Number) });
});

test("what the list was narrowed to in one dataset says nothing about another", () => {
  const { datasets, pages } = setUp("a", "b");
  pages.showList("failed");
  pages.setList({ query: "a" });
  expect(pages.store.getState()).toMatchObject({ tab: "list", filter: "failed" });
  datasets.show(datasetOf("e", "x", "y"), "h");
  expect(pages.store.getState()).toMatchObject({ tab: "list", filter: "all", query: "" });
});
