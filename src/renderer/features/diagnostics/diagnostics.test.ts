import { describe, expect, test } from "vitest";
import type { LogPart } from "#domain/health";
import { createClient } from "../../bridge/client.ts";
import { FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { liveOf } from "./live-fixtures.ts";
import { bounded, hasEarlier, linesOf, maxLines } from "./log-lines.ts";

function setUp() {
  const api = new FakeApi();
  const clock = new FakeClock();
  const diagnostics = createDiagnostics(createClient(api), clock);
  const waiting = (name: string): number => api.waiting.filter((call) => call.name === name).length;
  return { api, clock, diagnostics, waiting, state: () => diagnostics.store.getState() };
}

const part = (from: number, events: readonly string[], file: LogPart["file"] = "current"): LogPart => ({
  ...{ file, from, to: from + 10 * events.length },
  lines: events.map((event) => ({ time: "", level: "info", event, fields: "" })),
});
const eventsOf = (log: readonly LogPart[] | null): string[] =>
  (log ?? []).flatMap(({ lines }) => lines.map(({ event }) => event));

describe("live figures", () => {
  test("are asked for a second after each answer, while somebody looks", async () => {
    const { api, clock, diagnostics, waiting, state } = setUp();
    const stop = diagnostics.watch();
    clock.advance(5000);
    expect(waiting("diagnostics:live")).toBe(1);
    api.answer("diagnostics:live", { ok: true, value: liveOf({ uptimeMs: 1 }) });
    await settle();
    expect([state().live?.uptimeMs, waiting("diagnostics:live")]).toEqual([1, 0]);
    clock.advance(1000);
    expect(waiting("diagnostics:live")).toBe(1);
    stop();
    api.answer("diagnostics:live", { ok: true, value: liveOf({ uptimeMs: 2 }) });
    await settle();
    clock.advance(10_000);
    expect([state().live?.uptimeMs, waiting("diagnostics:live")]).toEqual([1, 0]);
  });

  test("that can't be had are an error, until they can", async () => {
    const { api, clock, diagnostics, state } = setUp();
    diagnostics.watch();
    api.answer("diagnostics:live", { ok: false, error: { code: "internal", message: "No." } });
    await settle();
    expect(state().error).toMatchObject({ message: "No." });
    clock.advance(1000);
    api.answer("diagnostics:live", { ok: true, value: liveOf() });
    await settle();
    expect(state().error).toBeNull();
  });
});

describe("the log", () => {
  test("is followed from its end, and begun anew when it became another", async () => {
    const { api, clock, diagnostics, state } = setUp();
    diagnostics.followLog();
    api.answer("diagnostics:log", { ok: true, value: part(100, ["a", "b"]) });
    await settle();
    clock.advance(1000);
    expect(api.waiting.at(-1)?.args).toEqual({ file: "current", from: 120 });
    api.answer("diagnostics:log", { ok: true, value: part(120, ["c"]) });
    await settle();
    expect(eventsOf(state().log)).toEqual(["a", "b", "c"]);
    clock.advance(1000);
    api.answer("diagnostics:log", { ok: true, value: part(0, ["new"]) });
    await settle();
    expect(eventsOf(state().log)).toEqual(["new"]);
  });

  test("is read backwards up to the beginning of the file before it", async () => {
    const { api, diagnostics, state } = setUp();
    diagnostics.followLog();
    api.answer("diagnostics:log", { ok: true, value: part(10, ["c"]) });
    await settle();
    const places: unknown[] = [];
    for (const earlier of [part(0, ["b"]), part(0, ["a"], "previous")]) {
      const reading = diagnostics.earlierLog();
      places.push(api.waiting.at(-1)?.args);
      api.answer("diagnostics:log", { ok: true, value: earlier });
      await reading;
    }
    expect(places).toEqual([{ file: "current", to: 10 }, { file: "previous" }]);
    expect([eventsOf(state().log), state().isLogWhole]).toEqual([["a", "b", "c"], true]);
  });

  test("without a file before it ends where it begins", async () => {
    const { api, diagnostics, state } = setUp();
    diagnostics.followLog();
    api.answer("diagnostics:log", { ok: true, value: part(0, ["a"]) });
    await settle();
    expect(hasEarlier(state().log ?? [])).toBe(true);
    const reading = diagnostics.earlierLog();
    api.answer("diagnostics:log", { ok: true, value: part(0, [], "previous") });
    await reading;
    expect([eventsOf(state().log), state().isLogWhole]).toEqual([["a"], true]);
  });

  test("is bounded, in whole parts, at the end that nobody looks at", () => {
    const many = Array.from({ length: maxLines / 2 }, () => "x");
    const parts = [0, 1, 2].map((index) => part(index, [String(index), ...many]));
    const firsts = (kept: readonly LogPart[]): unknown[] => kept.map(({ lines }) => lines[0]?.event);
    expect(firsts(bounded(parts, "last"))).toEqual(["2"]);
    expect(firsts(bounded(parts.slice(0, 1), "first"))).toEqual(["0"]);
    expect(firsts(bounded(parts, "first"))).toEqual(["0"]);
  });

  test("is filtered by gravity and by words, and a line keeps its key", () => {
    const lines = [
      { time: "", level: "info", event: "start-step", fields: '{"step":"models"}' },
      { time: "", level: "warn", event: "queue-paused", fields: "" },
      { time: "", level: "error", event: "start-failed", fields: '{"code":"Model-Damaged"}' },
    ] as const;
    const parts: LogPart[] = [{ file: "current", from: 5, to: 9, lines }];
    const found = (level: "info" | "warn" | "error", text: string) => linesOf(parts, { level, text });
    expect(found("info", "").map(({ key }) => key)).toEqual(["current 5 0", "current 5 1", "current 5 2"]);
    expect(found("warn", "").map(({ event }) => event)).toEqual(["queue-paused", "start-failed"]);
    expect(found("info", "model start").map(({ key }) => key)).toEqual(["current 5 0", "current 5 2"]);
    expect(found("error", "paused")).toEqual([]);
  });
});

test("a report says how much was copied, or why nothing was", async () => {
  const { api, diagnostics, state } = setUp();
  const first = diagnostics.copyReport(false);
  expect([state().isCopying, api.waiting[0]?.args]).toEqual([true, { hasNames: false }]);
  api.answer("diagnostics:copy", { ok: true, value: { lines: 80 } });
  await first;
  expect([state().isCopying, state().said]).toEqual([false, "Copied 80 lines, without names."]);
  const second = diagnostics.copyReport(true);
  api.answer("diagnostics:copy", { ok: false, error: { code: "internal", message: "No clipboard." } });
  await second;
  expect(state().said).toBe("Not copied: No clipboard.");
});

describe("reports of crashes", () => {
  const report = (id: string) => ({
    ...{ id, time: "2026-01-01T00:00:00.000Z", process: "inference", reason: "crashed", exitCode: 9 },
    ...{ hasMinidump: false, text: "text" },
  });

  test("are listed when they are looked for, and again after one was deleted", async () => {
    const { api, diagnostics, state } = setUp();
    void diagnostics.lookForCrashes();
    expect(state().crashes).toBeNull();
    api.answer("crashes:list", { ok: true, value: { reports: [report("a"), report("b")] } });
    await settle();
    expect(state().crashes?.map(({ id }) => id)).toEqual(["a", "b"]);
    void diagnostics.actOnCrash("a", "delete");
    api.answer("crashes:act", { ok: true, value: {} });
    await settle();
    api.answer("crashes:list", { ok: true, value: { reports: [report("b")] } });
    await settle();
    expect([state().crashes?.map(({ id }) => id), state().crashesSaid]).toEqual([["b"], "The report was deleted."]);
  });

  test("that can't be had, or acted on, say why", async () => {
    const { api, diagnostics, state } = setUp();
    void diagnostics.lookForCrashes();
    api.answer("crashes:list", { ok: false, error: { code: "internal", message: "No." } });
    await settle();
    expect([state().crashes, state().crashesSaid]).toEqual([null, "No."]);
    void diagnostics.actOnCrash("a", "copy");
    api.answer("crashes:act", { ok: false, error: { code: "wrong-arguments", message: "There is none." } });
    await settle();
    expect(state().crashesSaid).toBe("There is none.");
  });
});
