import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LogReader } from "./log-reader.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (event: string, padding = 0): string =>
  `${JSON.stringify({ time: "2026-01-01T00:00:00.000Z", level: "warn", event, pid: 7, text: "é".repeat(padding) })}\n`;

test("the end of the log is read, then what comes after it", async () => {
  const reader = new LogReader(folder);
  const path = join(folder, "fantail.log");
  expect(await reader.read({ file: "current" })).toEqual({ file: "current", from: 0, to: 0, lines: [] });
  writeFileSync(path, `${line("a")}not JSON\n{"half`);
  const tail = await reader.read({ file: "current" });
  expect(tail.lines).toEqual([
    { time: "2026-01-01T00:00:00.000Z", level: "warn", event: "a", fields: JSON.stringify({ pid: 7, text: "" }) },
    { time: "", level: "info", event: "not JSON", fields: "" },
  ]);
  appendFileSync(path, `": true}\n${line("b")}`);
  const after = await reader.read({ file: "current", from: tail.to });
  expect(after.lines.map(({ event }) => event)).toEqual(["", "b"]);
  expect((await reader.read({ file: "current", from: after.to })).lines).toEqual([]);
});

test("a log that became shorter is read from its new end", async () => {
  writeFileSync(join(folder, "fantail.log"), line("new"));
  const { lines, from } = await new LogReader(folder).read({ file: "current", from: 10_000 });
  expect([lines.map(({ event }) => event), from]).toEqual([["new"], 0]);
});

test("a line longer than what is read at once is passed over, and those around it are found", async () => {
  writeFileSync(join(folder, "fantail.1.log"), `${line("first")}${line("long", 80_000)}${line("last")}`);
  const reader = new LogReader(folder);
  const found: string[] = [];
  let to: number | undefined;
  for (let read = 0; read < 20 && to !== 0; read += 1) {
    const part = await reader.read({ file: "previous", ...(to === undefined ? {} : { to }) });
    found.unshift(...part.lines.map(({ event }) => event));
    to = part.from;
  }
  expect(found).toEqual(["first", "last"]);
});

test("read backwards or forwards, every line is found once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 40 }), async (paddings) => {
      writeFileSync(join(folder, "fantail.log"), paddings.map((padding, index) => line(`e${index}`, padding)).join(""));
      const reader = new LogReader(folder);
      const backwards: string[] = [];
      for (let to: number | undefined; to !== 0;) {
        const part = await reader.read({ file: "current", ...(to === undefined ? {} : { to }) });
        backwards.unshift(...part.lines.map(({ event }) => event));
        to = part.from;
      }
      const forwards: string[] = [];
      for (let from = -1, to = 0; from !== to;) {
        from = to;
        const part = await reader.read({ file: "current", from });
        forwards.push(...part.lines.map(({ event }) => event));
        ({ to } = part);
      }
      const all = paddings.map((_, index) => `e${index}`);
      expect([backwards, forwards]).toEqual([all, all]);
    }),
    { numRuns: 40 },
  );
});
