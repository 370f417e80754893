import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 4096), options, testPorts());
const startMs = Date.UTC(2025, 1, 3);
const minuteMs = 60_000;
const at = (minutes: number): string => new Date(startMs + minutes * minuteMs).toISOString();
const header = "entity_id,state,last_changed\n";

describe("states at any time", () => {
  test("stand at each step as they were, and entities of words are left out", async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `sensor.heat,${20 + i},${at(i * 12 + 2)}\nlight.hall,${i % 2 === 0 ? "on" : "off"},${at(i * 12 + 3)}\n`,
    );
    const dataset = await read(header + rows.join(""));
    expect(dataset.series.map(({ id, frequency }) => [id, frequency])).toEqual([
      ["sensor.heat", { unit: "minute", count: 15 }],
    ]);
    // At 00:15 the state of 00:14 holds, at 00:30 that of 00:26.
    expect([...(dataset.series[0]?.values.subarray(0, 4) ?? [])]).toEqual([21, 22, 23, 24]);
    expect(dataset.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["states-left-out", "states-carried"]),
    );
    expect(dataset.repairs.find(({ code }) => code === "state-without-number")).toMatchObject({
      count: 30,
      rows: [{ row: 3, column: "light.hall" }],
    });
  });

  test("each step has the last state before it, whatever the order of the rows", async () => {
    const change = fc.record({ minutes: fc.integer({ min: 0, max: 3000 }), value: fc.integer({ min: -50, max: 50 }) });
    const history = fc.uniqueArray(change, { minLength: 20, maxLength: 60, selector: ({ minutes }) => minutes });
    await fc.assert(
      fc.asyncProperty(history, async (changes) => {
        const rows = changes.map(({ minutes, value }) => `sensor.a,${value},${at(minutes)}\n`);
        const dataset = await read(header + rows.join(""), { frequency: { unit: "hour", count: 1 } });
        const [series] = dataset.series;
        expect(series?.values.length).toBeGreaterThan(0);
        for (const [step, time] of [...(series?.times ?? [])].entries()) {
          const known = changes.filter(({ minutes }) => startMs + minutes * minuteMs <= time);
          const last = known.sort((a, b) => b.minutes - a.minutes)[0];
          expect(series?.values[step]).toBe(last?.value);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("while an entity is unavailable its steps are missing", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `sensor.heat,${i === 10 ? "unavailable" : i},${at(i * 15)}\n`);
    const dataset = await read(header + rows.join(""));
    expect(dataset.series[0]?.missing).toBe(1);
    expect(dataset.series[0]?.values[10]).toBeNaN();
  });

  test("undone, the rows are values of their moments", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `sensor.heat,${i},${at(i * 15)}\n`);
    const plain = await read(`time,heat\n${Array.from({ length: 40 }, (_, i) => `${at(i * 15)},${i}\n`).join("")}`);
    const undone = await read(header + rows.join(""), { undo: ["carried-state"] });
    expect(undone.repairs.map(({ code }) => code)).not.toContain("carried-state");
    expect([...(undone.series[0]?.values ?? [])]).toEqual([...(plain.series[0]?.values ?? [])]);
  });
});

test("a broken cell is named with its row of the file", async () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    `light.hall,on,${at(i * 15)}\nsensor.heat,${i === 20 ? "7,5x" : i},${at(i * 15)}\n`.replace("7,5x", '"7,5x"'),
  );
  const dataset = await read(header + rows.join(""));
  expect(dataset.repairs.find(({ code }) => code === "not-a-number")?.rows).toMatchObject([{ row: 43, from: "7,5x" }]);
});

test("a history without any numbers is refused in words", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `light.hall,${i % 2 === 0 ? "on" : "off"},${at(i * 60)}\n`);
  await expect(read(header + rows.join(""))).rejects.toMatchObject({
    code: "no-value-column",
    row: 2,
    message: expect.stringContaining('light.hall is "on", "off"') as string,
  });
});
