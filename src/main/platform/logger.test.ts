import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { FileLogger } from "./logger.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-logger-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const linesOf = (name: string) =>
  readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("what is less grave than the level is left out, and is at hand all the same", async () => {
  const logger = new FileLogger(folder, "warn");
  logger.info("a");
  logger.warn("b");
  logger.error("c", { code: "x" });
  await logger.close();
  expect(linesOf("fantail.log").map(({ event }) => event)).toEqual(["b", "c"]);
  expect(logger.recent.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(["a", "b", "c"]);
});

test("the log is put away while it is written, no line is lost, and two files are all there are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 60 }), async (pauses) => {
      rmSync(folder, { recursive: true });
      const maxBytes = 4_000;
      const logger = new FileLogger(folder, "info", maxBytes);
      for (const [index, pause] of pauses.entries()) {
        logger.info("line", { index, text: "x".repeat(50) });
        // As other work comes between lines, or not.
        for (let turn = 0; turn < pause; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
      await logger.close();
      const last = linesOf("fantail.log").map(({ index }) => Number(index));
      const size = statSync(join(folder, "fantail.1.log"), { throwIfNoEntry: false })?.size;
      const before = size === undefined ? [] : linesOf("fantail.1.log").map(({ index }) => Number(index));
      const kept = [...before, ...last];
      // The newest, one after the other.
      expect(kept).toEqual(pauses.map((_, index) => index).slice(pauses.length - kept.length));
      expect(kept.length === pauses.length || (size ?? 0) > maxBytes).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test.each([
  [
    "ENOENT: no such file or directory, open '/home/ann/Umsatz Nord.csv'",
    /^ENOENT: no such file or directory, open #\w{8}$/,
  ],
  [String(new EngineError("cannot-write", "Umsatz Nord.csv can't be written.")), /^EngineError #\w{8}$/],
  [
    "Unexpected token 'U', \"Umsatz Nor\"... is not valid JSON",
    /^Unexpected token #\w{8}, #\w{8}\.\.\. is not valid JSON$/,
  ],
  ["Loading C:\\Users\\ann\\Umsatz Nord\\m.onnx failed", /^Loading #\w{8}$/],
  ["The series “Umsatz Nord” isn't there", /^The series #\w{8} isn't there$/],
  ["Error: it can't be: don't", /^Error: it can't be: don't$/],
  ["queue-full", /^queue-full$/],
])("of %j the log has nothing of the user's", (text, expected) => {
  expect(new FileLogger(folder).plain(text)).toMatch(expected);
});

test("of a stack the log has the functions, and places in the application", () => {
  const stack = [
    'TypeError: Cannot read "Umsatz Nord"',
    "    at read (file:///home/ann/fantail/out/main/core.js:12:5)",
    "    at async Object.run [as go] (C:\\Users\\ann\\out\\main\\x.js:1:2)",
    "    at /home/ann/fantail/out/main/y.js:3:4",
    "    at node:internal/timers:5:6",
    "    at /home/ann/Umsatz Nord/z.js:3:4",
  ].join("\n");
  const logger = new FileLogger(folder);
  expect(logger.plain(stack).split("\n")).toEqual([
    expect.stringMatching(/^TypeError: Cannot read #\w{8}$/),
    "    at read (out/main/core.js:12:5)",
    "    at async Object.run [as go] (out/main/x.js:1:2)",
    "    at (out/main/y.js:3:4)",
    "    at (node:internal/timers:5:6)",
    "    at …",
  ]);
});

test("the same name has the same hash in one log, and another one in another", () => {
  const [one, other] = [new FileLogger(folder), new FileLogger(folder)];
  expect(one.plain('is "Nord"')).toBe(one.plain('is "Nord"'));
  expect(one.plain('is "Nord"')).not.toBe(one.plain('is "Sued"'));
  expect(one.plain('is "Nord"')).not.toBe(other.plain('is "Nord"'));
});
