import { win32 } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultOfPath } from "./path-faults.ts";

describe("on Windows", () => {
  test.each([
    String.raw`C:\data\sales.csv`,
    "c:/data/sales.csv",
    String.raw`D:\Umsätze (neu)\März 2026.xlsx`,
    String.raw`\\server\share\sales.csv`,
    String.raw`C:\data\..\data\sales.csv`,
    String.raw`C:\console\nullable.csv`,
    String.raw`C:\data\com.csv`,
    String.raw`C:\data\.hidden`,
  ])("%s names a file", (path) => expect(faultOfPath(path, true)).toBeNull());

  test.each<[string, RegExp]>([
    ["CON", /whole/],
    ["sales.csv", /whole/],
    [String.raw`C:sales.csv`, /whole/],
    [String.raw`\data\sales.csv`, /whole/],
    [String.raw`\\server`, /whole/],
    ["", /whole/],
    [String.raw`C:\data\NUL`, /device/],
    [String.raw`C:\data\nul.csv`, /device/],
    [String.raw`C:\data\Con .txt`, /device/],
    [String.raw`C:\data\COM1`, /device/],
    [String.raw`C:\data\lpt³.csv`, /device/],
    [String.raw`C:\aux\sales.csv`, /device/],
    [String.raw`C:\data\CONOUT$`, /device/],
    [String.raw`\\.\pipe\fantail`, /device/],
    [String.raw`\\.\PhysicalDrive0`, /device/],
    ["//./pipe/fantail", /device/],
    [String.raw`\\?\C:\data\sales.csv`, /device/],
    [String.raw`\\?\GLOBALROOT\Device\HarddiskVolume1\a`, /device/],
    [String.raw`\??\C:\a.csv`, /device/],
    [String.raw`C:\data\sales.csv:secret`, /stream/],
    [String.raw`C:\data\sales.csv::$DATA`, /stream/],
    [String.raw`C:\data\sales.csv.`, /blank or a dot/],
    [String.raw`C:\data\sales.csv `, /blank or a dot/],
    [String.raw`C:\data.\sales.csv`, /blank or a dot/],
    [String.raw`C:\data\*.csv`, /character/],
    ["C:\\data\\a\0.csv", /character/],
    ["C:\\data\\a\n.csv", /character/],
  ])("%s names none", (path, words) => expect(faultOfPath(path, true)).toMatch(words));

  test("whatever is taken is itself once it is written in full, however it is spelt", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "Z", ".", " ", ":", "\\", "/", "ü", "con", "nul", "?", "1") });
    fc.assert(
      fc.property(fc.constantFrom("C:\\", "\\\\server\\share\\", "\\\\?\\C:\\", ""), part, (root, rest) => {
        const path = root + rest;
        fc.pre(faultOfPath(path, true) === null);
        const full = win32.resolve(path);
        expect(faultOfPath(full, true)).toBeNull();
        // What follows the drive has no second colon, which would begin a stream.
        expect(full.indexOf(":", 2)).toBe(-1);
        expect(full.startsWith("\\\\?\\") || full.startsWith("\\\\.\\")).toBe(false);
      }),
    );
  });
});

describe("elsewhere", () => {
  test.each(["/data/sales.csv", "/data/NUL", "/data/a:b", "/data/a. ", "/data/../a.csv", "/data/\n.csv"])(
    "%j names a file",
    (path) => expect(faultOfPath(path, false)).toBeNull(),
  );

  test.each(["", "sales.csv", "../sales.csv", "~/sales.csv", "file:///a", "/data/a\0.csv", String.raw`C:\a.csv`])(
    "%j names none",
    (path) => expect(faultOfPath(path, false)).not.toBeNull(),
  );
});
