import { expect, test } from "vitest";
import type { FromSearch, SeriesToProfile } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { profileSeries, summarise } from "#engine/profile";
import { correlationsOf, profileOf } from "./profile-work.ts";

const monthly = { unit: "month", count: 1 } as const;
/** Twelve months of a season, with a wobble of its own for each seed. */
const seriesOf = (seed: number): Float64Array =>
  Float64Array.from({ length: 96 }, (_, at) => 10 * Math.sin((at * Math.PI) / 6) + ((at * seed * 7919) % 13));
const held = new Map([
  ["one", seriesOf(1)],
  ["two", seriesOf(2)],
]);

function valuesOf(content: string): Float64Array {
  const values = held.get(content);
  if (values === undefined) throw new EngineError("internal", "Not there.");
  return values;
}

const named = (content: string, startMs = 0): SeriesToProfile => ({
  id: content,
  content,
  frequency: monthly,
  startMs,
});

function outcomesOf(message: FromSearch): Extract<FromSearch, { type: "profiled" }>["outcomes"] {
  if (message.type !== "profiled") throw new Error(`it answered with ${message.type}`);
  return message.outcomes;
}

test("each series has its outcome, in their order, and one that can't be had costs the others nothing", () => {
  const series = [named("one"), named("gone"), named("two")];
  const work = { type: "profile", id: 3, series, limitMs: 30_000 } as const;
  const looked = outcomesOf(profileOf({ ...work, stage: "summary" }, valuesOf, () => 0));
  expect(looked).toEqual([
    { ok: true, summary: summarise(seriesOf(1)) },
    { ok: false, isTimeout: false, error: { code: "internal", message: "Not there." } },
    { ok: true, summary: summarise(seriesOf(2)) },
  ]);
  const full = outcomesOf(profileOf({ ...work, stage: "profile" }, valuesOf, () => 0));
  expect(full[2]).toEqual({
    ok: true,
    profile: profileSeries({ id: "two", frequency: monthly, values: seriesOf(2) }),
  });
});

test("a profile that takes longer than it may is cut off, and told from other failures", () => {
  let ms = 0;
  const work = { type: "profile", id: 1, stage: "profile", series: [named("one")], limitMs: 500 } as const;
  const [late] = outcomesOf(profileOf(work, valuesOf, () => (ms += 1_000)));
  expect(late).toMatchObject({ ok: false, isTimeout: true, error: { code: "timed-out" } });
});

test("what moves together is found where the series lie in time, and who was left out is said", () => {
  const shift = 2;
  held.set("later", seriesOf(1).slice(0, 90));
  // The same values two months later.
  const series = [named("one"), named("later", Date.UTC(1970, shift, 1))];
  const others = { alike: 1_498, unlike: 3 };
  const answer = correlationsOf({ type: "correlate", id: 1, series, others, limitMs: 60_000 }, valuesOf, () => 0);
  expect(answer).toMatchObject({
    type: "correlated",
    report: { series: 2, pairs: [{ first: "one", second: "later", lag: shift }] },
  });
  const { notes } = (answer as Extract<FromSearch, { type: "correlated" }>).report;
  expect(notes).toContain("Compares the first 2 of 1,500 series.");
  expect(notes).toContain("Series with another step than the first were left out.");
  const failed = correlationsOf(
    { type: "correlate", id: 1, series: [named("gone")], others: { alike: 0, unlike: 0 }, limitMs: 1 },
    valuesOf,
    () => 0,
  );
  expect(failed).toMatchObject({ type: "failed", isTimeout: false, error: { code: "internal" } });
});
