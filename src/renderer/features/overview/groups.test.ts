import fc from "fast-check";
import { expect, test } from "vitest";
import { rowOf } from "./fixtures.ts";
import { grouped, otherName } from "./groups.ts";

const none = (): boolean => false;

test("groups stand by name, with the sum of last values and their time", () => {
  const rows = [
    rowOf("south / a", 0, { last: 1 }),
    rowOf("north / a", 1, { last: 2 }),
    rowOf("north / b", 2, { last: 3 }),
    rowOf("odd", 3, { last: Number.NaN }),
  ];
  const shown = grouped(rows, { part: 0, parts: 2 }, none);
  expect(shown.map(({ id }) => id)).toEqual([
    ...["group north", "north / a", "north / b", `group ${otherName}`, "odd", "group south", "south / a"],
  ]);
  expect(shown[0]).toMatchObject({ kind: "group", name: "north", sum: 5, time: 0 });
  expect(shown[3]).toMatchObject({ sum: Number.NaN, time: null });
});

test("values of different times are said to be so", () => {
  const rows = [rowOf("n / a", 0, { lastTime: 1 }), rowOf("n / b", 1, { lastTime: 2 })];
  expect(grouped(rows, { part: 0, parts: 2 }, none)[0]).toMatchObject({ sum: 20, time: null });
});

test("every series stands once under its group, in the order in which it came, or is behind a collapsed one", () => {
  const name = fc.tuple(fc.constantFrom("x", "y", "z"), fc.nat(9)).map(([group, rest]) => `${group} / ${rest}`);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.constantFrom("group x", "none"), (list, collapsed) => {
      const rows = list.map((id, place) => rowOf(id, place));
      const shown = grouped(rows, { part: 0, parts: 2 }, (group) => group === collapsed);
      const series = shown.filter(({ kind }) => kind === "series").map(({ id }) => id);
      const wanted = list.filter((id) => `group ${id[0]}` !== collapsed);
      for (const group of ["x", "y", "z"])
        expect(series.filter((id) => id.startsWith(group))).toEqual(wanted.filter((id) => id.startsWith(group)));
      expect(shown.filter(({ kind }) => kind === "group")).toHaveLength(new Set(list.map((id) => id[0])).size);
    }),
  );
});
