import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportStem, safeStem, uniqueStems } from "./file-names.ts";

const anyName = fc.string({ unit: "binary", maxLength: 200 });

describe("a safe name", () => {
  test.each([
    ["North/South", "North-South"],
    ["..\\..\\etc", "etc"],
    ["a:b*c?", "a-b-c"],
    ["CON", "_CON"],
    ["nul.csv", "_nul.csv"],
    ["  . ", "forecast"],
    ["Umsatz \u00fc", "Umsatz \u00fc"],
  ])("of %j is %j", (name, safe) => {
    expect(safeStem(name)).toBe(safe);
  });

  test("is one that every file system takes", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const stem = safeStem(name);
        // oxlint-disable-next-line no-control-regex
        expect(stem).not.toMatch(/[\u0000-\u001f<>:"/\\|?*]|^[.\s]|[.\s]$/);
        expect(stem.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(stem)).toBeLessThan(250);
        expect(stem.isWellFormed()).toBe(true);
        expect(safeStem(stem)).toBe(stem);
      }),
    );
  });
});

test("names of many series differ, also where a disk ignores case or how letters are composed", () => {
  expect(uniqueStems(["a", "A", "a-2", "b", "\u00e9", "e\u0301"])).toEqual([
    "a",
    "A-2",
    "a-2-2",
    "b",
    "\u00e9",
    "e\u0301-2",
  ]);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "A", "-", "2", "/"), maxLength: 4 })), (names) => {
      const stems = uniqueStems(names.map((name) => safeStem(name)));
      expect(new Set(stems.map((stem) => stem.toLowerCase())).size).toBe(names.length);
    }),
  );
});

test("a file is called after the file, the series and the day, and nothing twice", () => {
  expect(exportStem("airline.csv", "Passengers", "2026-11-30")).toBe("airline Passengers 2026-11-30");
  expect(exportStem("airline.csv", null, "2026-11-30")).toBe("airline 2026-11-30");
  expect(exportStem("sales.csv", "sales", "2026-11-30")).toBe("sales 2026-11-30");
  expect(exportStem("Pasted, 14:32", "a/b", "2026-11-30")).toBe("Pasted, 14-32 a-b 2026-11-30");
  expect(exportStem("", "", "2026-11-30")).toBe("forecast 2026-11-30");
});
