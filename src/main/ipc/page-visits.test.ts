import { EventEmitter } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DatasetRegistry } from "#main/datasets";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { PageVisits } from "./page-visits.ts";

const dataset = (handle: string) => datasetOf(handle, regularSeries("s", [1, 2, 3]));

function create() {
  const datasets = new DatasetRegistry();
  const visits = new PageVisits<EventEmitter>((visit) => datasets.closeAll(visit));
  const isOpen = (handle: string) => datasets.find(handle) !== undefined;
  return { datasets, visits, page: new EventEmitter(), isOpen };
}

describe("what a page has open", () => {
  test.each(["render-process-gone", "did-navigate", "destroyed"])("is given back on %s, every reference", (event) => {
    const { datasets, visits, page, isOpen } = create();
    const other = new EventEmitter();
    datasets.open(dataset("a"), visits.of(page));
    datasets.open(dataset("a"), visits.of(page));
    datasets.open(dataset("b"), visits.of(page));
    datasets.open(dataset("a"), visits.of(other));
    page.emit(event);
    page.emit(event);
    expect([isOpen("a"), isOpen("b")]).toEqual([true, false]);
    other.emit(event);
    expect(isOpen("a")).toBe(false);
  });

  test("that arrives after the page went is not opened; the page that took its place is not concerned", () => {
    const { datasets, visits, page, isOpen } = create();
    const before = visits.of(page);
    page.emit("render-process-gone");
    datasets.open(dataset("b"), visits.of(page));
    expect(() => datasets.open(dataset("a"), before)).toThrow(expect.objectContaining({ code: "cancelled" }));
    expect([isOpen("a"), isOpen("b")]).toEqual([false, true]);
    page.emit("destroyed");
    expect(isOpen("b")).toBe(false);
  });

  test("is a matter between that page and the dataset: it is open for as long as a page that is there has it", () => {
    const operation = fc.record({
      type: fc.constantFrom("open", "close", "crash", "reload"),
      page: fc.nat(2),
      handle: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const { datasets, visits, isOpen } = create();
        const pages = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
        const held = pages.map(() => [] as string[]);
        for (const { type, page: index, handle } of operations) {
          const page = pages[index] as EventEmitter;
          const mine = held[index] as string[];
          const wasOpen = type === "close" && mine.includes(handle);
          let wasClosed = false;
          if (type === "open") {
            datasets.open(dataset(handle), visits.of(page));
            mine.push(handle);
          } else if (type === "close") {
            wasClosed = datasets.close(handle, visits.of(page));
            if (wasOpen) mine.splice(mine.indexOf(handle), 1);
          } else {
            page.emit(type === "crash" ? "render-process-gone" : "did-navigate");
            mine.length = 0;
          }
          expect(wasClosed).toBe(wasOpen);
          for (const name of ["a", "b"]) expect(isOpen(name)).toBe(held.flat().includes(name));
        }
      }),
    );
  });
});
