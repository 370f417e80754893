import { expect, test } from "vitest";
import type { ProfiledSeriesRow, Profiling } from "#domain/job";
import { datasetOf, FakeApi, settle } from "../bridge/fixtures.ts";
import { createClient } from "../bridge/index.ts";
import { createDatasets } from "../datasets/datasets.ts";
import { createProfiles, profileOf } from "./profiles.ts";

const progressOf = (fields: Partial<Profiling> = {}): Profiling => ({
  dataset: "d",
  state: "running",
  job: "j",
  series: 3,
  summarised: 0,
  profiled: 0,
  failed: 0,
  share: 0,
  etaSeconds: null,
  error: null,
  ...fields,
});
const rowOf = (series: string): ProfiledSeriesRow => ({ series, summary: null, profile: null, error: null });

/** Main's side: rows by place, two an answer. */
function setUp() {
  const stored: ProfiledSeriesRow[] = [];
  const requested: boolean[] = [];
  const places: string[] = [];
  const api = new FakeApi()
    .always("profile:request", ({ isWanted }) => {
      requested.push(isWanted);
      return {
        ok: true,
        value: { progress: progressOf({ profiled: stored.length }), overall: null, correlations: null },
      };
    })
    .always("profile:rows", ({ after }) => {
      places.push(after);
      const from = Number(after === "" ? 0 : after);
      const rows = stored.slice(from, from + 2);
      return { ok: true, value: { rows, next: String(from + rows.length), isMore: from + 2 < stored.length } };
    });
  const datasets = createDatasets(() => {});
  datasets.show(datasetOf("d", "a", "b", "c"), "g");
  const profiles = createProfiles(createClient(api), datasets);
  const rows = (): string[] => [...profileOf(profiles.store.getState(), "d").rows.keys()];
  const change = (): void => api.emit({ name: "profile:changed", payload: progressOf({ profiled: stored.length }) });
  return { api, datasets, profiles, stored, requested, places, rows, change };
}

test("whoever looks at a profile has all of what is known, and then what is new", async () => {
  const { profiles, stored, requested, places, rows, change } = setUp();
  stored.push(rowOf("a"), rowOf("b"), rowOf("c"));
  profiles.watch("d");
  profiles.watch("d");
  await settle();
  expect(requested).toEqual([true, false]);
  expect(rows()).toEqual(["a", "b", "c"]);
  stored.push(rowOf("e"));
  const before = places.length;
  change();
  change();
  await settle();
  expect(rows()).toEqual(["a", "b", "c", "e"]);
  // However often it is said, what is known already is not asked for again.
  expect(places.slice(before)).toEqual(["3", "4"]);
  expect(profileOf(profiles.store.getState(), "d").progress?.profiled).toBe(4);
});

test("where nobody looks, only how far it is becomes known", async () => {
  const { profiles, stored, places, rows, change } = setUp();
  stored.push(rowOf("a"));
  change();
  await settle();
  expect(profileOf(profiles.store.getState(), "d").progress?.profiled).toBe(1);
  const leave = profiles.watch("d");
  const other = profiles.watch("d");
  await settle();
  leave();
  leave();
  stored.push(rowOf("b"));
  change();
  await settle();
  expect(rows()).toEqual(["a", "b"]);
  other();
  stored.push(rowOf("c"));
  const before = places.length;
  change();
  await settle();
  expect(places).toHaveLength(before);
});

test("a failure is said and asked again, and a closed dataset is forgotten", async () => {
  const { api, datasets, profiles, stored, rows } = setUp();
  stored.push(rowOf("a"));
  api.always("profile:request", () => ({ ok: false, error: { code: "internal", message: "No." } }));
  profiles.watch("d");
  await settle();
  expect(profileOf(profiles.store.getState(), "d").error?.message).toBe("No.");
  api.always("profile:request", () => ({
    ok: true,
    value: { progress: progressOf(), overall: null, correlations: null },
  }));
  profiles.retry("d");
  await settle();
  expect(profileOf(profiles.store.getState(), "d").error).toBeNull();
  expect(rows()).toEqual(["a"]);
  datasets.close("d");
  expect(profiles.store.getState().known).toEqual({});
  api.emit({ name: "profile:changed", payload: progressOf() });
  expect(profiles.store.getState().known).toEqual({});
});
