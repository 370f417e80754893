import { EventEmitter } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PageVisits } from "./page-visits.ts";

function create() {
  const closed: string[] = [];
  const visits = new PageVisits<EventEmitter>((handle) => closed.push(handle));
  return { closed, visits, page: new EventEmitter() };
}

describe("what a page has open", () => {
  test.each(["render-process-gone", "did-navigate", "destroyed"])(
    "is given back on %s, once per reference",
    (event) => {
      const { closed, visits, page } = create();
      const other = new EventEmitter();
      visits.of(page).open("a");
      visits.of(page).open("a");
      visits.of(page).open("b");
      visits.of(other).open("a");
      page.emit(event);
      page.emit(event);
      expect(closed).toEqual(["a", "a", "b"]);
    },
  );

  test("is not given back twice when the page closed it itself", () => {
    const { closed, visits, page } = create();
    visits.of(page).open("a");
    expect(visits.of(page).close("a")).toBe(true);
    expect(visits.of(page).close("a")).toBe(false);
    page.emit("destroyed");
    expect(closed).toEqual(["a"]);
  });

  test("that arrives after the page went is given back at once; the page that took its place is not concerned", () => {
    const { closed, visits, page } = create();
    const before = visits.of(page);
    page.emit("render-process-gone");
    const after = visits.of(page);
    after.open("b");
    expect(before.open("a")).toBe(false);
    expect(closed).toEqual(["a"]);
    page.emit("destroyed");
    expect(closed).toEqual(["a", "b"]);
  });

  test("is a matter between that page and the dataset: references add up to those of pages that are there", () => {
    const operation = fc.record({
      type: fc.constantFrom("open", "close", "crash", "reload"),
      page: fc.nat(2),
      handle: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const references = new Map([
          ["a", 0],
          ["b", 0],
        ]);
        const visits = new PageVisits<EventEmitter>((handle) =>
          references.set(handle, (references.get(handle) ?? 0) - 1),
        );
        const pages = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
        const held = pages.map(() => [] as string[]);
        for (const { type, page: index, handle } of operations) {
          const page = pages[index] as EventEmitter;
          const mine = held[index] as string[];
          const wasOpen = type === "close" && mine.includes(handle);
          let wasClosed = false;
          if (type === "open") {
            references.set(handle, (references.get(handle) ?? 0) + 1);
            visits.of(page).open(handle);
            mine.push(handle);
          } else if (type === "close") {
            wasClosed = visits.of(page).close(handle);
            if (wasOpen) mine.splice(mine.indexOf(handle), 1);
          } else {
            page.emit(type === "crash" ? "render-process-gone" : "did-navigate");
            mine.length = 0;
          }
          expect(wasClosed).toBe(wasOpen);
          for (const [name, count] of references) expect(count).toBe(held.flat().filter((one) => one === name).length);
        }
      }),
    );
  });
});
