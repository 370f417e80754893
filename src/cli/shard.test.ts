import fc from "fast-check";
import { expect, test } from "vitest";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";
import { parseShard, partOf } from "./shard.ts";

test("each series is in one part, and the parts are about of one size", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.integer({ min: 1, max: 100_000 }), (series, count) => {
      const part = partOf(series, count);
      expect(Number.isInteger(part) && part >= 1 && part <= count).toBe(true);
      expect(partOf(series, count)).toBe(part);
    }),
  );
  const sizes = new Array<number>(8).fill(0);
  for (let at = 0; at < 10_000; at++) sizes[partOf(`s${at}`, 8) - 1] = (sizes[partOf(`s${at}`, 8) - 1] ?? 0) + 1;
  for (const size of sizes) expect(Math.abs(size - 1250)).toBeLessThan(150);
});

test("a part stays what it was in earlier versions", () => {
  expect(["a", "Passengers", "Größe", ""].map((series) => partOf(series, 1000))).toEqual([716, 654, 426, 924]);
});

test.each(["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/3", "1/999999", ""])("--shard %s is refused", (text) => {
  expect(() => parseShard(text)).toThrow("--shard must be i/n");
});

test.each([
  [["--shard", "1/2", "--sum", "horizon"], "--sum needs all series at once, and --shard has a part of them."],
  [["--shard", "1/2", "--out", "a.html"], "A part can't be written as .html: it could not be joined."],
])("what a part can't have is refused before anything is read: %j", async (words, message) => {
  const { code, stderr } = await runOn({}, ["forecast", "a.csv", ...words]);
  expect([code, stderr.split("\n")[0]]).toEqual([2, `Error: ${message}`]);
});

test("merge names its parts to the host and says what it wrote", async () => {
  const asked: unknown[] = [];
  const host: Partial<CliHost> = {
    warnings: () => [],
    requireExport: (path) => void asked.push(path),
    mergeParts: async (path, parts) => (asked.push([path, parts]), { bytes: 2048, parts: parts.length }),
  };
  const { code, stdout } = await runOn(host, ["merge", "1.csv", "2.csv", "--out", "all.csv", "--json"]);
  expect([code, JSON.parse(stdout)]).toEqual([0, { path: "all.csv", parts: 2, bytes: 2048 }]);
  expect(asked).toEqual(["all.csv", ["all.csv", ["1.csv", "2.csv"]]]);
  expect((await runOn(host, ["merge", "1.csv"])).code).toBe(2);
});
