import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Bitmap, ChunkLayout } from "#engine/cache";
import type { ArchivedColumn } from "./archive-files.ts";
import { ForecastArchive } from "./forecast-archive.ts";
import { pinsInMemory } from "./pin-fixtures.ts";

const shape = { valuesPerForecast: 8, originCount: 41 };
const maxBytes = 30_000;
const maxAnswerBytes = 4_000;

function columnOf(dataset: string): ArchivedColumn {
  const times = Float64Array.from({ length: 48 }, (_, step) => step * 3_600_000);
  return {
    key: `["${dataset}/s"]`,
    model: "tiny",
    horizonSteps: 2,
    levels: [0.1, 0.4, 0.6, 0.9],
    shape,
    entry: {
      dataset,
      series: "s",
      frequency: { unit: "hour", count: 1 },
      steps: 48,
      startMs: 0,
      endMs: times.at(-1) ?? 0,
    },
    values: { times, values: times.slice() },
  };
}

const dataset = fc.constantFrom("a", "b", "c");
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("write" as const),
      dataset,
      index: fc.nat(3),
      rows: fc.uniqueArray(fc.nat(9), { minLength: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant("keep" as const), dataset, bytes: fc.integer({ min: 1, max: 9_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("answer" as const),
      dataset,
      number: fc.nat(5),
      bytes: fc.integer({ min: 1, max: 1_500 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("pin" as const), dataset, isPinned: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("delete" as const), dataset }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant("budget" as const), maxBytes: fc.constantFrom(12_000, maxBytes) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("restart" as const) }) },
);

function bytesOnDisk(root: string): number {
  return ["forecasts", "series", "datasets"]
    .flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, encoding: "utf8" }).map((name) =>
        statSync(join(root, top, name)),
      ),
    )
    .filter((info) => info.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}

test("whatever is written, replaced, pinned and deleted, the index is exact and the budget holds for all tiers together", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 40 }), async (operations) => {
      const folder = mkdtempSync(join(tmpdir(), "fantail-budget-"));
      const root = join(folder, "v2");
      const clock = { ms: 1e12 };
      let budget = maxBytes;
      const pins = pinsInMemory();
      const open = (): ForecastArchive =>
        new ForecastArchive({
          folder,
          maxBytes: budget,
          maxAnswerBytes,
          layout: new ChunkLayout(10),
          wallNow: () => (clock.ms += 1000),
          logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
          onGone: () => undefined,
          pins,
        });
      for (const top of ["forecasts", "series", "datasets"]) mkdirSync(join(root, top), { recursive: true });
      let archive = open();
      let written = 0;
      try {
        for (const step of operations) {
          switch (step.op) {
            case "write": {
              const column = columnOf(step.dataset);
              const present = new Bitmap(step.index === 0 ? 1 : 10);
              for (const row of step.rows) if (row < present.size) present.set(row);
              const values = new Float32Array(present.size * shape.valuesPerForecast).fill(step.index);
              await archive.write({ columnKey: column.key, shape, index: step.index, present, values }, column);
              break;
            }
            case "keep": {
              const file = `${(written += 1)}.arrow`;
              const content = Buffer.alloc(step.bytes, file);
              writeFileSync(join(root, "datasets", file), content);
              const sha256 = createHash("sha256").update(content).digest("hex");
              await archive.datasets?.add({
                key: `of-${step.dataset}`,
                handle: step.dataset,
                sourceBytes: 1,
                file,
                bytes: step.bytes,
                sha256,
              });
              break;
            }
            case "answer":
              archive.answers?.store(`k${step.number}`, step.dataset, {
                value: "x".repeat(step.bytes),
                bytes: step.bytes,
                ttlMs: 1e12,
              });
              break;
            case "pin":
              archive.pin(step.dataset, step.isPinned);
              break;
            case "delete":
              await archive.delete(step.dataset);
              break;
            case "budget":
              budget = step.maxBytes;
              await archive.setMaxBytes(budget);
              break;
            case "restart":
              archive.close();
              archive = open();
          }
          const { bytes, tiers } = archive.info();
          expect(bytes - tiers.answers.bytes).toBe(bytesOnDisk(root));
          expect(tiers.answers.bytes).toBeLessThanOrEqual(maxAnswerBytes);
          const pinned = (await archive.list()).filter(({ isPinned }) => isPinned);
          const pinnedBytes = pinned.reduce((sum, one) => sum + one.bytes, 0);
          // Answers find room for themselves only; a pinned dataset may be larger than the whole budget.
          expect(bytes).toBeLessThanOrEqual(Math.max(budget, pinnedBytes) + maxAnswerBytes);
        }
        expect(await archive.verify()).toMatchObject({ damaged: 0, missing: 0 });
      } finally {
        archive.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 25 },
  );
});
