import { describe, expect, test } from "vitest";
import { DatasetRegistry } from "./dataset-registry.ts";
import { datasetOf, regularSeries } from "./ingest-fixtures.ts";

const dataset = (handle = "h", ...values: number[]) => datasetOf(handle, regularSeries("s", [1, 2, 3, ...values]));

function create() {
  const datasets = new DatasetRegistry();
  const told: string[] = [];
  for (const name of ["first", "second"]) {
    datasets.addListener({
      opened: (open) => told.push(`${name}: opened ${open.dataset.handle}`),
      closed: ({ dataset: { handle } }) =>
        told.push(`${name}: closed ${handle}${datasets.find(handle) === undefined ? "" : ", but still there"}`),
    });
  }
  return { datasets, told };
}

describe("a dataset", () => {
  test("is open from its first reference to its last, whoever holds them", () => {
    const { datasets, told } = create();
    const [page, other] = [{}, {}];
    const lease = datasets.open(dataset(), page);
    datasets.open(dataset(), other);
    told.length = 0;
    lease.release();
    lease.release();
    expect(datasets.get("h").dataset.handle).toBe("h");
    expect(told).toEqual([]);
    expect(datasets.close("h", page)).toBe(false);
    expect(datasets.close("h", other)).toBe(true);
    expect(told).toEqual(["first: closed h", "second: closed h"]);
    expect(() => datasets.get("h")).toThrow(expect.objectContaining({ code: "dataset-not-found" }));
    datasets.open(dataset(), page);
    told.length = 0;
    // A lease of the opening before has nothing to do with this one.
    lease.release();
    expect(told).toEqual([]);
    expect(datasets.find("h")).toBeDefined();
  });

  test("leaves with its owner, every reference of it, and no other owner's", () => {
    const { datasets } = create();
    const [page, other] = [{}, {}];
    for (const handle of ["a", "a", "b"]) datasets.open(dataset(handle), page);
    datasets.open(dataset("b"), other);
    datasets.closeAll(page);
    expect([...datasets.values()].map((open) => open.dataset.handle)).toEqual(["b"]);
    expect(() => datasets.open(dataset("a"), page)).toThrow(expect.objectContaining({ code: "cancelled" }));
    expect(datasets.find("a")).toBeUndefined();
  });

  test("opened again is another opening", () => {
    const { datasets } = create();
    const { open, release } = datasets.open(dataset(), {});
    expect(datasets.isOpen(open)).toBe(true);
    release();
    expect(datasets.isOpen(open)).toBe(false);
    const again = datasets.open(dataset(), {});
    expect([datasets.isOpen(open), datasets.isOpen(again.open)]).toEqual([false, true]);
  });

  test("is described as the file that was read last, and its series stay the same objects", () => {
    const { datasets } = create();
    const first = datasets.open(dataset(), {}, { name: "first.csv" });
    const series = datasets.series("h", "s");
    const flags = { steps: { filled: 1 }, total: 1, spans: [] };
    const reread = dataset();
    const later = { ...reread, series: reread.series.map((one) => ({ ...one, flags })) };
    datasets.open(later, {}, { name: "second.csv" });
    // Drawn once: not read from a file that a window shows.
    datasets.openOnce(later, {}).release();
    expect(datasets.get("h")).toMatchObject({ dataset: later, source: { name: "second.csv" } });
    expect(first.open).toBe(datasets.get("h"));
    expect(datasets.series("h", "s")).toBe(series);
    expect(datasets.seriesValues("h", "s")).toEqual({ series: "s", times: series.times, values: series.values, flags });
  });

  test("is kept from the first opening that is not a one-shot draw's on, until it is closed", () => {
    const { datasets } = create();
    const draw = datasets.openOnce(dataset(), {});
    expect(draw.open.isKept).toBe(false);
    const shown = datasets.open(dataset(), {});
    expect([draw.open.isKept, datasets.openOnce(dataset(), {}).open.isKept]).toEqual([true, true]);
    shown.release();
    expect(draw.open.isKept).toBe(true);
  });

  test("has the series that it has", () => {
    const { datasets } = create();
    datasets.open(dataset(), {});
    expect(() => datasets.series("h", "x")).toThrow(expect.objectContaining({ code: "series-not-found" }));
    expect(() => datasets.seriesValues("x", "s")).toThrow(expect.objectContaining({ code: "dataset-not-found" }));
  });
});
