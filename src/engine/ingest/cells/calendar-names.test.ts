import { expect, test } from "vitest";
import { mayBeName, monthNames, weekdayNames } from "./calendar-names.ts";
import { monthWord } from "./month-name.ts";

test("no name of a month or weekday is taken for another word by its first letters", () => {
  const all = (["latin", "other"] as const).flatMap((script) =>
    [...monthNames(script), ...weekdayNames(script)].flatMap(({ names }) => names.flat()),
  );
  expect(all.length).toBeGreaterThan(1000);
  expect(all.filter((name) => !mayBeName(name))).toEqual([]);
  for (const short of ["mrz", "agt", "agst", "nop"]) expect(monthWord(short)).not.toBeNull();
});

test("most words need no look at the tables", () => {
  expect(["store", "north", "berlin", "units", "price"].filter(mayBeName)).toEqual([]);
});
