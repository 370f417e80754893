import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datasetOf, seriesOf } from "../../bridge/fixtures.ts";
import { createDatasets, type OpenDataset } from "../../datasets/datasets.ts";
import { emptyRows, type OverviewRow } from "../../overview/rows.ts";
import { comparedOf, type ComparedPorts, knownFor, originsOf, ranked } from "./compared.ts";
import { maxPanels, type SideBySideLook, usualLook } from "./look.ts";

function openOf(...datasets: readonly (readonly string[])[]): readonly OpenDataset[] {
  const all = createDatasets(() => {});
  all.setModels([], "m");
  for (const [index, ids] of datasets.entries()) all.show(datasetOf(`d${index}`, ...ids), "g");
  return all.store.getState().open;
}

function portsOf(open: readonly OpenDataset[], rows: readonly OverviewRow[] = []): ComparedPorts {
  const front = open[0]!;
  return {
    ...{ front, open, rows, usualModels: ["m", "ets"], bands: "native", isRounded: false },
    selectionFor: (series) => ({ model: `for ${series.id}`, horizon: 3 }),
  };
}

const list = (look: Partial<SideBySideLook>, ports: ComparedPorts) => comparedOf({ ...usualLook, ...look }, ports);
const read = ({ all }: ReturnType<typeof list>) =>
  all.map(({ selection: { dataset, series, model, horizon, origin } }) => [
    ...[dataset.handle, series.id, model, horizon, origin],
  ]);

/** Of series a, b, …, with these last values. */
function rowsOf(...last: readonly number[]): readonly OverviewRow[] {
  return emptyRows(last.map((_value, index) => seriesOf(String.fromCodePoint(97 + index)))).map((row, index) => ({
    ...{ ...row, last: last[index]!, lastTime: 0 },
  }));
}

describe("series", () => {
  test("chosen ones come in the order of the file, each with what it is forecast with", () => {
    const ports = portsOf(openOf(["a", "b", "c"]));
    expect(read(list({ order: "chosen", series: ["c", "gone", "a"] }, ports))).toEqual([
      ["d0", "a", "for a", 3, 0],
      ["d0", "c", "for c", 3, 0],
    ]);
    expect(list({ order: "chosen", series: ["gone"] }, ports)).toEqual({
      all: [],
      shortage: { why: "nothing-chosen" },
    });
  });

  test("the largest are those of the table, without those that have no value", () => {
    const rows = rowsOf(3, -9, Number.NaN, 5);
    const ports = portsOf(openOf(["a", "b", "c", "d"]), rows);
    expect(read(list({ order: "largest", count: 6 }, ports)).map(([, series]) => series)).toEqual(["b", "d", "a"]);
    expect(list({}, portsOf(openOf(["a"]))).shortage).toEqual({ why: "ranking" });
  });

  test("the worst have the least skill, and only those that are known are ordered", () => {
    const rows = rowsOf(1, 1, 1).map((row, index): OverviewRow => {
      if (index === 2) return row;
      const value = {
        error: 1,
        skill: [0.4, -0.2][index]!,
        coverage: 0.8,
        steps: 9,
        origins: 3,
        verdict: "held",
      } as const;
      return { ...row, evidence: { state: "known", value } };
    });
    expect(ranked(rows, "worst", 6).map(({ series }) => series.id)).toEqual(["b", "a"]);
    expect([knownFor(rows, "worst"), knownFor(rows, "largest"), knownFor(rows, "growing")]).toEqual([2, 3, 0]);
  });

  test("an order has no more than was asked for, and is an order", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN)), { maxLength: 60 }), (last) => {
        const rows = emptyRows(last.map((_v, index) => seriesOf(`s${index}`))).map((row, index) => ({
          ...{ ...row, last: last[index]! },
        }));
        const shown = ranked(rows, "largest", 12).map((row) => Math.abs(row.last));
        expect(shown.length).toBe(Math.min(12, last.filter((value) => !Number.isNaN(value)).length));
        expect(shown).toEqual(shown.toSorted((one, other) => other - one));
      }),
    );
  });
});

test("models are of the series and the horizon in front; where none are chosen the usual ones", () => {
  const ports = portsOf(openOf(["a", "b"]));
  const { horizon } = ports.front.selection;
  expect(read(list({ kind: "models", back: 5 }, ports))).toEqual([
    ["d0", "a", "m", horizon, -5],
    ["d0", "a", "ets", horizon, -5],
  ]);
  expect(read(list({ kind: "models", models: ["theta"] }, ports))[0]?.[2]).toBe("theta");
});

test("nothing is forecast from before a series begins", () => {
  const ports = portsOf(openOf(["a"]));
  expect(read(list({ kind: "models", back: 10_000 }, ports))[0]?.[4]).toBe(ports.front.dataset.series[0]?.oldestOrigin);
});

describe("past origins", () => {
  test("are seasons apart, the newest first, and as many as the series has", () => {
    const series = seriesOf("a", 72);
    expect(originsOf("season", 12, series, 24)).toEqual([-12, -24, -36, -48]);
    expect(originsOf("horizon", 12, series, 24)).toEqual([-24, -48]);
    expect(originsOf("step", 6, series, 24)).toEqual([-1, -2, -3, -4, -5, -6]);
  });

  test("without a season of the series, the calendar has one", () => {
    expect(originsOf("season", 6, { ...seriesOf("a", 72), seasonLengths: [1] }, 5)[0]).toBe(-12);
  });

  test("never lie outside of the series", () => {
    fc.assert(
      fc.property(fc.integer({ min: 24, max: 400 }), fc.integer({ min: 1, max: 60 }), (steps, horizon) => {
        const series = seriesOf("a", steps);
        for (const distance of ["season", "horizon", "step"] as const)
          for (const origin of originsOf(distance, 24, series, horizon)) {
            expect(origin).toBeLessThan(0);
            expect(origin).toBeGreaterThanOrEqual(series.oldestOrigin);
          }
      }),
    );
  });

  test("a series that is too short says so", () => {
    const ports = portsOf(openOf(["a"]));
    const short = { ...ports.front, dataset: { ...ports.front.dataset, series: [seriesOf("a", 25)] } };
    expect(list({ kind: "origins" }, { ...ports, front: short }).shortage).toEqual({ why: "too-short" });
  });
});

describe("files", () => {
  test("are those with a series of the name; the others are named", () => {
    const ports = portsOf(openOf(["a", "b"], ["b", "a"], ["c", "d"]));
    const { model, horizon } = ports.front.selection;
    const made = list({ kind: "files" }, ports);
    expect(read(made)).toEqual([
      ["d0", "a", model, horizon, 0],
      ["d1", "a", model, horizon, 0],
    ]);
    expect(made.shortage).toEqual({ why: "not-in", files: ["d2.csv"] });
  });

  test("with one series each are compared whatever the series are called", () => {
    expect(read(list({ kind: "files" }, portsOf(openOf(["x"], ["y"])))).map(([, series]) => series)).toEqual([
      "x",
      "y",
    ]);
  });

  test("one alone is nothing to compare", () => {
    expect(list({ kind: "files" }, portsOf(openOf(["a"])))).toEqual({ all: [], shortage: { why: "one-file" } });
  });
});

test("there are never more panels than can be told apart, and no two are the same", () => {
  const ids = Array.from({ length: 40 }, (_, index) => `s${index}`);
  const { all } = list({ order: "chosen", series: ids }, portsOf(openOf(ids)));
  expect(all).toHaveLength(maxPanels);
  expect(new Set(all.map(({ id }) => id)).size).toBe(maxPanels);
});
