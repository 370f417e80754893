import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { FromIngest, ToIngest } from "#contract/worker";
import type { CorrectionAction, CorrectionEdit } from "#domain/correction";
import type { IngestedDataset } from "#domain/dataset";
import { dayMs, type IngestedSeries } from "#domain/series";
import { parseCorrections } from "#engine/corrections";
import { openUserDatabase } from "#main/database";
import { DatasetRegistry, type DatasetSource, IngestClient, seriesRows } from "#main/datasets";
import { arbitraryEdit } from "../../domain/correction/correction-fixtures.ts";
import { answerCorrections } from "../../worker/ingest/corrections.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { ramp, runsOnDisk, seriesOf } from "../forecasts/persistence-fixtures.ts";
import { FakeProcess } from "../processes/process-fixtures.ts";
import { CorrectionLogs, Corrections } from "./index.ts";

vi.mock("electron", () => ({}));

const folder = mkdtempSync(join(tmpdir(), "fantail-corrections-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const nan = Number.NaN;
const source: DatasetSource = { name: "a.csv", path: "/data/a.csv", settings: { options: {}, source: "evidence" } };

/** The application as far as corrections need it; the process that computes is the real one, its messages are copied. */
function start(database = join(folder, "database"), datasets = new DatasetRegistry()) {
  const logger = { info: () => undefined, warn: () => undefined, error: (event: string) => void logged.push(event) };
  const logged: string[] = [];
  const notices: string[] = [];
  const changes: { base: string; dataset: string }[] = [];
  const computed: string[] = [];
  let nowMs = 0;
  const opened = openUserDatabase({ folder: database, logger, wallNow: () => (nowMs += 1), repairs: true });
  const ingest = new IngestClient({
    entry: "/ingest.js",
    logger,
    fork: () => {
      const process = new FakeProcess<ToIngest, FromIngest>("ingest");
      process.onPosted = (message) => {
        if (!("checksum" in message)) return;
        if (message.type === "correct") computed.push(...message.series.map(({ base }) => base.id));
        void answerCorrections(structuredClone(message)).then((answer) => process.say(structuredClone(answer)));
      };
      return process;
    },
  });
  const corrections = new Corrections({
    logs: new CorrectionLogs(opened.database, () => (nowMs += 1)),
    ...{ datasets, logger, corrector: ingest },
    onNotice: (message) => void notices.push(message),
    onChange: (change) => void changes.push(change),
  });
  const stop = async (): Promise<void> => {
    await ingest.stop(0);
    opened.database.close();
  };
  endings.push(stop);
  const page = {};
  const values = (handle: string, series = "s"): number[] => [...datasets.series(handle, series).values];
  return { corrections, datasets, page, values, notices, changes, computed, logged, stop, database: opened.database };
}

/** Opens one file, and makes one change after the other to what came of the last, as a window does. */
async function windowOn(
  run: ReturnType<typeof start>,
  base: IngestedDataset = datasetOf("base", regularSeries("s", [1, 2, 3, 4])),
  from: DatasetSource = source,
  owner: object = run.page,
) {
  const { corrections, datasets } = run;
  let { handle } = await corrections.open(base, owner, from);
  type Answer = Awaited<ReturnType<typeof corrections.current>>;
  const take = async (asked: Promise<Answer>): Promise<Answer> => {
    const answer = await asked;
    datasets.close(handle, owner);
    ({ handle } = answer.dataset);
    return answer;
  };
  return {
    get handle() {
      return handle;
    },
    apply: (...add: CorrectionEdit[]) => take(corrections.apply(handle, { add, remove: [] }, owner)),
    remove: (...remove: number[]) => take(corrections.apply(handle, { add: [], remove }, owner)),
    undo: () => take(corrections.undo(handle, owner)),
    redo: () => take(corrections.redo(handle, owner)),
    clear: () => take(corrections.clear(handle, owner)),
    current: () => take(corrections.current(handle, owner)),
    applyFrom: (id: number) => take(corrections.applyFrom(handle, id, owner)),
    values: (series = "s") => run.values(handle, series),
    close: () => datasets.close(handle, owner),
  };
}

function edit(action: CorrectionAction, from: number, to = from, series = "s"): CorrectionEdit {
  return { series, from: from * dayMs, to: to * dayMs, action, text: "" };
}
const exclude = (from: number, to = from, series = "s"): CorrectionEdit => edit({ kind: "exclude" }, from, to, series);
const note = (at: number, text: string): CorrectionEdit => ({ ...edit({ kind: "note" }, at), text });

let at = 0;
const fresh = (): string => join(folder, `database-${(at += 1)}`);

describe("a corrected dataset", () => {
  test("has an identity of its own, follows from what is corrected, and undone is the file's again", async () => {
    const run = start(fresh());
    const window = await windowOn(run);
    const first = await window.apply(exclude(1));
    expect(first.dataset.handle).toMatch(/^[0-9a-f]{64}$/);
    expect(first).toMatchObject({ changed: ["s"], state: { base: "base", dataset: first.dataset.handle } });
    expect(window.values()).toEqual([1, nan, 3, 4]);
    const second = await window.apply(exclude(2));
    expect(second.dataset.handle).not.toBe(first.dataset.handle);
    expect((await window.undo()).dataset.handle).toBe(first.dataset.handle);
    expect((await window.undo()).dataset.handle).toBe("base");
    expect((await window.redo()).dataset.handle).toBe(first.dataset.handle);
    // The same values by another way.
    await window.clear();
    await window.apply(edit({ kind: "replace", value: 9 }, 1), exclude(1));
    expect(window.handle).toBe(first.dataset.handle);
    expect([...run.datasets.values()].map(({ dataset }) => dataset.handle)).toEqual([window.handle]);
  });

  test("a note and an event change no value, and so no identity", async () => {
    const run = start(fresh());
    const window = await windowOn(run);
    const { dataset, changed, state } = await window.apply(
      note(1, "strike"),
      edit({ kind: "event", isExcluded: false }, 0, 2),
    );
    expect([dataset.handle, changed, state.corrections.map(({ steps }) => steps)]).toEqual(["base", [], [1, 3]]);
    expect(run.datasets.series("base", "s").flags.spans).toEqual([]);
  });

  test("only series whose corrections changed are computed, and numbers of the others are shared", async () => {
    const run = start(fresh());
    const [a, b] = [regularSeries("a", [1, 2, 3]), regularSeries("b", [4, 5, 6])];
    const window = await windowOn(run, datasetOf("base", a, b));
    await window.apply(exclude(0, 0, "a"));
    const corrected = run.datasets.series(window.handle, "a");
    expect((await window.apply(exclude(1, 1, "b"))).changed).toEqual(["b"]);
    expect(run.datasets.series(window.handle, "a")).toBe(corrected);
    await window.undo();
    expect(run.datasets.series(window.handle, "b")).toBe(b);
    expect(corrected.times).toBe(a.times);
  });

  test("long stretches are corrected in the other process, with the same outcome", async () => {
    const run = start(fresh());
    const values = Array.from({ length: 60_000 }, (_, step) => (step % 9 === 0 ? nan : step % 7));
    const window = await windowOn(run, datasetOf("base", regularSeries("s", values), regularSeries("t", values)));
    const halves = [
      exclude(0, 9),
      edit({ kind: "scale", factor: 2 }, 10, 29_999),
      edit({ kind: "scale", factor: 2 }, 30_000, 59_999),
    ];
    await window.apply(...halves.slice(0, 2));
    expect(run.computed).toEqual([]);
    const whole = await window.apply(...halves.slice(2));
    expect(run.computed).toEqual(["s"]);
    const again = start(fresh());
    const elsewhere = await windowOn(again, datasetOf("base", regularSeries("s", values), regularSeries("t", values)));
    await elsewhere.apply(exclude(0, 9), edit({ kind: "scale", factor: 2 }, 10, 59_999));
    expect(again.computed).toEqual(["s"]);
    expect(whole.dataset.handle).toBe(elsewhere.handle);
    const [one, other] = [run, again].map(({ datasets }) => datasets.series(window.handle, "s"));
    expect(one?.values.every((value, step) => Object.is(value, other?.values[step]))).toBe(true);
    expect(one?.flags.steps).toEqual(other?.flags.steps);
  });

  test("a table has its values, the file's own, and flags", async () => {
    const run = start(fresh());
    const window = await windowOn(run, datasetOf("base", regularSeries("s", [1, 2, nan, 4])));
    await window.apply(edit({ kind: "replace", value: 7 }, 1));
    const series = run.datasets.series(window.handle, "s");
    const rows = seriesRows(series, run.corrections.original(window.handle, "s"), 1, 2);
    expect(rows).toEqual({
      ...{ series: "s", from: 1, total: 4 },
      times: Float64Array.of(dayMs, 2 * dayMs),
      values: Float64Array.of(7, nan),
      originals: Float64Array.of(2, nan),
      flags: Uint16Array.of(1 << 10, 1),
    });
    expect(seriesRows(series, series, 9, 5)).toMatchObject({ from: 4, total: 4, values: new Float64Array() });
  });
});

describe("what is refused changes nothing", () => {
  test.each([
    [exclude(1, 9), "wrong-arguments", "no step at 1970-01-10"],
    [exclude(0, 0, "x"), "series-not-found", 'no series named "x"'],
    [edit({ kind: "fill", method: "linear" }, 0), "wrong-arguments", "None of these steps is missing."],
  ])("%o", async (wrong, code, words) => {
    const run = start(fresh());
    const window = await windowOn(run);
    await expect(window.apply(exclude(3), wrong)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
    expect(await run.corrections.list("base")).toMatchObject({ dataset: "base", corrections: [], undo: null });
    expect(run.changes).toEqual([]);
  });

  test("where nothing can be kept", async () => {
    const run = start(fresh());
    const window = await windowOn(run);
    const refused = vi.spyOn(run.database, "requireDurable").mockImplementation(() => {
      throw new Error("not durable");
    });
    await expect(window.apply(exclude(0))).rejects.toThrow("not durable");
    refused.mockRestore();
    expect(window.values()).toEqual([1, 2, 3, 4]);
    expect((await window.current()).state.corrections).toEqual([]);
  });

  test("a file that is only looked at", async () => {
    const run = start(fresh());
    const settings = { options: {}, source: "evidence", isOneShot: true } as const;
    const window = await windowOn(run, undefined, { ...source, settings });
    await expect(window.apply(exclude(0))).rejects.toMatchObject({ code: "wrong-arguments" });
    expect(run.datasets.get("base").isKept).toBe(false);
  });
});

describe("corrections are found again", () => {
  test("after a restart, with what can be undone and redone", async () => {
    const database = fresh();
    const first = start(database);
    const before = await windowOn(first);
    await before.apply(exclude(0));
    await before.apply(exclude(1));
    const { dataset } = await before.undo();
    await first.stop();
    endings.pop();
    const run = start(database);
    // A command reads the file as it is, and says what it leaves out.
    const command = {};
    run.datasets.open(datasetOf("base", regularSeries("s", [1, 2, 3, 4])), command, source);
    expect(run.corrections.known("base")).toBe(1);
    run.datasets.close("base", command);
    const window = await windowOn(run);
    expect(window.handle).toBe(dataset.handle);
    expect(window.values()).toEqual([nan, 2, 3, 4]);
    await window.redo();
    expect(window.values()).toEqual([nan, nan, 3, 4]);
    await window.undo();
    await window.undo();
    expect(window.handle).toBe("base");
  });

  test("for later contents of the same file, which then have their own", async () => {
    const run = start(fresh());
    const window = await windowOn(run);
    await window.apply(exclude(1), exclude(3));
    const longer = await windowOn(run, datasetOf("longer", regularSeries("s", [1, 2, 3, 40, 5])), source, {});
    expect(longer.values()).toEqual([1, nan, 3, 40, 5]);
    const { corrections } = await run.corrections.list(longer.handle);
    expect(corrections.map(({ problem }) => problem?.code ?? null)).toEqual([null, "value-differs"]);
    expect((await run.corrections.reported(longer.handle))[1]).toEqual({
      ...{
        series: "s",
        from: "1970-01-04T00:00:00",
        to: "1970-01-04T00:00:00",
        action: "exclude",
        value: "",
        text: "",
      },
      ...{ steps: 0, problem: expect.stringContaining("it said 4 when this was made") },
    });
    await longer.clear();
    expect(longer.values()).toEqual([1, 2, 3, 40, 5]);
    expect((await window.current()).dataset.handle).toBe(window.handle);
    expect(window.values()).toEqual([1, nan, 3, nan]);
    const elsewhere = await windowOn(
      run,
      datasetOf("longer-still", regularSeries("s", [1, 2])),
      { ...source, path: "/b.csv" },
      {},
    );
    expect(elsewhere.handle).toBe("longer-still");
  });

  test("the next file of its kind has them where the user says so, and what does not fit says why", async () => {
    const run = start(fresh());
    const january = await windowOn(run, { ...datasetOf("january", regularSeries("s", [1, 2, 3])), shape: "kind" });
    await january.apply(exclude(1), note(2, "strike"));
    const path = "/data/february.csv";
    const next = { ...datasetOf("february", regularSeries("s", [10, 20], { startMs: dayMs })), shape: "kind" };
    const february = await windowOn(run, next, { ...source, path, name: "february.csv" }, {});
    expect(february.handle).toBe("february");
    const sources = await run.corrections.sources("february");
    expect(sources).toEqual([{ id: expect.any(Number), name: "a.csv", corrections: 2, changedMs: expect.any(Number) }]);
    const preview = await run.corrections.previewFrom("february", sources[0]?.id ?? 0);
    expect(preview).toMatchObject({
      leftOut: 0,
      rows: [
        { row: 1, steps: 1, problem: null },
        { row: 2, problem: null },
      ],
    });
    expect(february.values()).toEqual([10, 20]);
    const { state } = await february.applyFrom(sources[0]?.id ?? 0);
    expect(february.values()).toEqual([nan, 20]);
    const again = await run.corrections.previewFrom(february.handle, sources[0]?.id ?? 0);
    expect(again.rows.map(({ problem }) => problem?.code)).toEqual(["known", "known"]);
    expect(state.corrections.map(({ problem }) => problem)).toEqual([null, null]);
    expect(state.undo).toMatchObject({ added: 2 });
    // Once is enough.
    expect((await february.applyFrom(sources[0]?.id ?? 0)).state.corrections).toHaveLength(2);
    const weekly: IngestedSeries = { ...regularSeries("s", [5, 6]), frequency: { unit: "week", count: 1 } };
    const other = await windowOn(
      run,
      { ...datasetOf("weekly", weekly), shape: "kind" },
      { ...source, path: "/w.csv" },
      {},
    );
    const unfit = await run.corrections.previewFrom("weekly", sources[0]?.id ?? 0);
    expect(unfit.rows.map(({ problem }) => problem?.message)).toEqual([
      "It was made for steps of one day; these are of one week.",
      "It was made for steps of one day; these are of one week.",
    ]);
    const applied = await other.applyFrom(sources[0]?.id ?? 0);
    expect(applied.state.corrections.map(({ problem }) => problem?.code)).toEqual(["steps-differ", "steps-differ"]);
    expect(other.values()).toEqual([5, 6]);
  });

  test("those that a later version wrote are left alone: the file is opened as it is, and the user told", async () => {
    const database = fresh();
    const run = start(database);
    const window = await windowOn(run);
    await window.apply(exclude(1));
    window.close();
    run.database.run("update correction_steps set step = replace(step, 'exclude', 'dream')");
    const again = await windowOn(run);
    expect(again.values()).toEqual([1, 2, 3, 4]);
    expect(run.notices).toEqual([expect.stringContaining("later version")]);
    await expect(again.apply(exclude(2))).rejects.toMatchObject({ code: "user-data-unavailable" });
  });
});

describe("two windows on one file", () => {
  test("each is told of the other's change, and shows the same then", async () => {
    const run = start(fresh());
    const [one, other] = [await windowOn(run), await windowOn(run, undefined, source, {})];
    await one.apply(exclude(0));
    expect(run.changes).toEqual([{ base: "base", dataset: one.handle }]);
    expect(other.handle).toBe("base");
    expect((await other.current()).changed).toEqual(["s"]);
    expect(other.handle).toBe(one.handle);
    // What one did is undone by the other.
    await other.undo();
    expect(other.handle).toBe("base");
    expect((await one.current()).dataset.handle).toBe("base");
  });

  test("changes of both at once are made one after the other, and none is lost", async () => {
    const run = start(fresh());
    const [one, other] = [await windowOn(run), await windowOn(run, undefined, source, {})];
    await Promise.all([one.apply(exclude(0)), other.apply(exclude(1)), one.apply(exclude(3))]);
    expect((await other.current()).state.corrections).toHaveLength(3);
    expect(other.values()).toEqual([nan, nan, 3, nan]);
  });
});

test("any sequence of edits, undo, redo, reading again and restarts has what recomputing from the file gives", async () => {
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.array(arbitraryEdit(6, ["s", "t"]), { minLength: 1, maxLength: 2 }) },
    ...(["undo", "redo", "clear", "remove", "reopen", "restart"] as const).map((what) => ({
      weight: 2,
      arbitrary: fc.constant(what),
    })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const database = fresh();
      const base = datasetOf(
        "base",
        regularSeries("s", [1, nan, 3, 4, 5, 6]),
        regularSeries("t", [0, 0, nan, 0, 9, 0]),
      );
      let run = start(database);
      let window = await windowOn(run, base);
      for (const what of changes) {
        if (what === "restart") {
          await run.stop();
          endings.pop();
          run = start(database);
          window = await windowOn(run, base);
        } else if (what === "reopen") {
          window.close();
          window = await windowOn(run, base);
        } else if (what === "remove") {
          const [first] = (await run.corrections.list(window.handle)).corrections;
          await window.remove(first?.id ?? 99);
        } else if (typeof what === "string") await window[what]();
        // What does not fit is refused, and changes nothing.
        else await window.apply(...what).catch(() => undefined);
      }
      const { corrections } = await run.corrections.list(window.handle);
      expect(corrections.filter(({ problem }) => problem !== null)).toEqual([]);
      const clean = await run.corrections.made(base, corrections);
      expect(clean.handle).toBe(window.handle);
      for (const { id, values } of clean.series) expect([...values]).toEqual(window.values(id));
      expect([...run.datasets.values()]).toHaveLength(1);
      await run.stop();
      endings.splice(0);
    }),
    { numRuns: 20 },
  );
});

describe("a file of corrections", () => {
  test("is previewed row by row, changes nothing, and what it says can be applied", async () => {
    const run = start(fresh());
    const window = await windowOn(run);
    await window.apply(exclude(0));
    const path = join(folder, "in.csv");
    writeFileSync(
      path,
      [
        "series,from,to,action,value,text",
        "s,1970-01-01,,exclude,,",
        "s,1970-01-02,1970-01-03,scale,2,doubled",
        "s,1970-01-09,,exclude,,",
        "x,1970-01-01,,exclude,,",
        "s,soon,,exclude,,",
      ].join("\n"),
    );
    const { rows, leftOut } = await run.corrections.preview(window.handle, path);
    expect(rows.map(({ row, steps, problem }) => [row, steps, problem?.code ?? null])).toEqual([
      [2, 0, "known"],
      [3, 2, null],
      [4, 0, "time-gone"],
      [5, 0, "series-gone"],
      [6, 0, "unreadable"],
    ]);
    expect(leftOut).toBe(0);
    expect(window.values()).toEqual([nan, 2, 3, 4]);
    await window.apply(
      ...rows.flatMap(({ edit: wanted, problem }) => (wanted === null || problem !== null ? [] : [wanted])),
    );
    expect(window.values()).toEqual([nan, 4, 6, 4]);
    expect(await run.corrections.csv(window.handle)).toBe(
      "series,from,to,action,value,text\r\ns,1970-01-01T00:00:00,1970-01-01T00:00:00,exclude,,\r\ns,1970-01-02T00:00:00,1970-01-03T00:00:00,scale,2,doubled\r\n",
    );
  });

  test("that an export lists makes the same dataset again, and keeps nothing", async () => {
    const run = start(fresh());
    const base = datasetOf("base", regularSeries("s", [1, 2, nan, 4]));
    const window = await windowOn(run, base);
    expect(run.corrections.listed("base")).toBeNull();
    const fill = edit({ kind: "fill", method: "linear" }, 2);
    await window.apply(edit({ kind: "event", isExcluded: true }, 1), note(0, "x"), fill);
    const { count, csv } = run.corrections.listed(window.handle) ?? { count: 0, csv: "" };
    expect(count).toBe(2);
    const edits = parseCorrections(csv).rows.flatMap(({ edit: row }) => ("unreadable" in row ? [] : [row]));
    const other = start(fresh());
    const made = await other.corrections.made(base, edits);
    expect(made.handle).toBe(window.handle);
    expect([...(made.series[0]?.values ?? [])]).toEqual([1, nan, 3, 4]);
    expect(other.database.all("select * from correction_logs")).toEqual([]);
    await expect(other.corrections.made(base, [exclude(9)])).rejects.toMatchObject({ code: "wrong-arguments" });
  });

  test("of something else is refused in words", async () => {
    const run = start(fresh());
    const window = await windowOn(run);
    const path = join(folder, "other.csv");
    writeFileSync(path, "time,load\n1,2\n");
    await expect(run.corrections.preview(window.handle, path)).rejects.toMatchObject({ code: "file-not-a-table" });
    writeFileSync(path, Buffer.of(0xff, 0xfe, 0x00));
    await expect(run.corrections.preview(window.handle, path)).rejects.toMatchObject({ code: "file-not-a-table" });
    await expect(run.corrections.preview(window.handle, join(folder, "nowhere.csv"))).rejects.toMatchObject({
      code: "file-not-found",
    });
  });
});

describe("forecasts", () => {
  const forecasting = runsOnDisk();

  test("only windows that saw a change are computed, in every series, and none once it is undone", async () => {
    const service = forecasting.start({ cacheFolder: null });
    const run = start(fresh(), service.datasets);
    const base = datasetOf("base", seriesOf(0, ramp(400)), seriesOf(0, ramp(300, 7), "t"));
    const window = await windowOn(run, base);
    const forecastAll = async (): Promise<number> => {
      const before = service.windows();
      for (const series of ["s", "t"]) {
        service.progress.length = 0;
        const key = { dataset: window.handle, series, model: "tiny", horizon: 2, origin: 0 };
        service.forecasts.background.focus({ page: 1, chart: "main" }, key);
        await service.idle();
      }
      return service.windows() - before;
    };
    const hourMs = 3_600_000;
    const all = await forecastAll();
    expect(all).toBeGreaterThan(600);
    await window.apply({ ...exclude(0), from: 200 * hourMs, to: 200 * hourMs });
    // The model sees 16 steps.
    expect(await forecastAll()).toBe(16);
    await window.apply({ ...exclude(0), from: 398 * hourMs, to: 399 * hourMs });
    expect(await forecastAll()).toBe(2);
    await window.undo();
    await window.undo();
    expect(window.handle).toBe("base");
    expect(await forecastAll()).toBe(0);
    await service.forecasts.stop();
  });
});

test("suggestions are of the series as it is corrected", async () => {
  const run = start(fresh());
  const values = Array.from({ length: 60 }, (_, step) => Math.sin(step * 12.9898));
  values[30] = 99;
  const window = await windowOn(run, datasetOf("base", regularSeries("s", values)));
  const before = await run.corrections.suggest(window.handle, "s");
  expect(before.suggestions.map(({ time }) => time / dayMs)).toContain(30);
  await window.apply(exclude(30));
  const after = await run.corrections.suggest(window.handle, "s");
  expect(after.suggestions.map(({ time }) => time / dayMs)).not.toContain(30);
});
