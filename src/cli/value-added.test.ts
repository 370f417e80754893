import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { AdjustedExport, ValueAddedReport } from "#domain/scenario";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-added-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const added = { steps: 9, occasions: 9, adjusted: 0.1, model: 0.2, naive: null, verdict: "helped" } as const;
const some: ValueAddedReport = { total: added, series: [{ series: "a", added }], waiting: 2, unrecorded: 1 };

async function run(report: ValueAddedReport, ...words: string[]) {
  const asked: (readonly AdjustedExport[] | null)[] = [];
  const host: Partial<CliHost> = {
    ...{ version: "1", warnings: () => [], windowCorrections: () => 0 },
    importFile: async () => ({ handle: "d", name: "a.csv", series: [] }) as never,
    valueAdded: (_dataset, from) => {
      asked.push(from);
      return report;
    },
  };
  return { ...(await runOn(host, ["value-added", ...words])), asked };
}

test("of the window\u2019s adjustments errors stand beside each other, with what there is nothing to say of", async () => {
  const { stdout, asked } = await run(some, "a.csv");
  expect(asked).toEqual([null]);
  expect(stdout).toMatch(/a +9 +9 +10\u00a0% +20\u00a0% +adjusting helped/);
  expect(stdout).toContain("2 adjustments wait for values.");
  expect(stdout).toContain("Of 1 adjustment the model\u2019s own forecast was not kept.");
  const { stdout: text } = await run(some, "a.csv", "--json");
  const errors = { adjusted: 0.1, model: 0.2, naive: null };
  const one = { steps: 9, occasions: 9, errors, verdict: "helped" };
  expect(JSON.parse(text)).toEqual({ total: one, perSeries: [{ series: "a", ...one }], waiting: 2, unrecorded: 1 });
});

test("where no adjusted step has a value, that is the answer", async () => {
  const none = { ...added, steps: 0, occasions: 0, adjusted: null, model: null, verdict: "too-few" } as const;
  const { stdout } = await run({ total: none, series: [], waiting: 1, unrecorded: 0 }, "a.csv");
  expect(stdout).toBe("No adjusted step has a value yet.\n1 adjustment waits for values.\n");
});

test("exports are read with their adjustments, whatever zone their times have", async () => {
  const adjustments = "series,from,to,change,value,shape,range,note\r\na,2026-01-02,2026-01-02,set,7,pulse,keep,\r\n";
  const timestamps = ["2026-01-01T00:00:00+01:00", "2026-01-02T00:00:00+01:00"];
  const forecasts = [
    { series: "a", timestamps, plainMedian: [4, null] },
    { series: "b", timestamps },
  ];
  const path = file("a.json", JSON.stringify({ manifest: { settings: { adjustments } }, forecasts }));
  const { asked } = await run(some, "a.csv", "--from", path);
  expect(asked).toEqual([
    [
      {
        ...{ series: "a", times: Float64Array.of(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)) },
        plain: Float32Array.of(4, Number.NaN),
        adjustments: [expect.objectContaining({ series: "a", change: { kind: "set", value: 7 } })],
      },
    ],
  ]);
});

test.each([
  ["no JSON", "a,b\n", "is no export of forecasts as JSON"],
  ["another document", "{}", "is no export of forecasts as JSON"],
  ["nothing adjusted", JSON.stringify({ manifest: { settings: {} }, forecasts: [] }), "lists no adjustments"],
])("what is no adjusted export is refused: %s", async (name, text, said) => {
  const { code, stderr } = await run(some, "a.csv", "--from", file(`${name}.json`, text));
  expect(code).not.toBe(0);
  expect(stderr).toContain(said);
});

test("one file is needed, and no more", async () => {
  expect((await run(some)).code).toBe(2);
  expect((await run(some, "a.csv", "b.csv")).code).toBe(2);
});
