import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Health } from "#domain/health";
import type { ModelInfo } from "#domain/model";
import { plainLogFields, withoutPaths } from "./redaction.ts";
import { diagnosticsReport, type DiagnosticsReportParts } from "./report.ts";

/** Everything that a user may have named, and values. */
const secrets = {
  file: "Mueller payroll.csv",
  series: "net wages",
  folder: "/home/anna mueller/Company Data",
  model: "annas-secret-model",
  value: "81234.75",
};

const queue = { waiting: 1, running: 0, oldestMs: 5, done: 3 };
const health: Health = {
  status: "ok",
  load: 0.25,
  loadLevel: "busy",
  queues: { user: queue, evaluation: queue, background: queue, density: queue },
  counts: { hit: 12 },
  latencyMs: {
    import: { count: 40, p50: 20, p95: 400, p99: 900 },
    cachedChart: { count: 40, p50: 20, p95: 400, p99: 900 },
    density: { count: 1, p50: 2, p95: 2, p99: 2 },
  },
  caches: { queries: { items: 3, bytes: 1000, maxBytes: 2000 } },
  questions: { "band-coverage": { hit: 4, partial: 3, miss: 2, stale: 1, evicted: 0, error: 7 } },
  workers: [{ name: "ingest", state: "ready", pid: 3, restarts: 2 }],
  forecastsPerSecond: 2,
};

const modelOf = (id: string, source: ModelInfo["source"]): ModelInfo => ({
  ...{ id, name: id, version: "1", sha256: "0", licence: "x", output: "quantiles", levels: [0.5] },
  ...{ maxContextSteps: 1, nativeHorizonSteps: 1, maxHorizonSteps: 1, parameters: 1, sizeBytes: 1 },
  ...{ source, frequencies: "any", state: "refused", executionProvider: "cpu" },
  reason: `Can't read ${secrets.folder}/${id}.onnx.`,
});

const parts: DiagnosticsReportParts = {
  doctor: {
    versions: { fantail: "1.2.3" },
    device: "auto",
    providers: [
      {
        ...{ name: "cuda", state: "refused", windowsPerSecond: null, windowsPerRun: null, largestRelativeError: null },
        reason: `The library is missing: ${secrets.folder}/lib.so`,
      },
    ],
    models: [modelOf("bundled-net", "bundled"), modelOf(secrets.model, "own")],
    modelDefaults: { any: secrets.model, hour: "bundled-net" },
    folders: { cache: secrets.folder },
    limits: { diskBytes: 1000 },
    settings: [],
    policies: {
      sources: ["/etc/fantail/policies/managed/payroll.json"],
      conflicts: [],
      lines: [
        {
          ...{ name: "exportFolders", title: "", value: '["/srv/payroll"]', origin: "managed" },
          source: "/etc/fantail/policies/managed/payroll.json, line 2",
        },
        { name: "device", title: "", value: '"cpu"', origin: "user", source: null },
        { name: "logLevel", title: "", value: '"info"', origin: "default", source: null },
        { name: "locale", title: "", value: null, origin: "default", source: null },
      ],
    },
    policy: { network: false },
    health,
  },
  live: {
    health,
    requests: { answered: 200, failed: 3, cancelled: 9, perSecond: 1.5 },
    processes: [{ name: "main", pid: 1, memoryBytes: 2e8, cpuShare: 0.5 }],
    paused: [
      {
        series: secrets.series,
        model: secrets.model,
        horizon: 12,
        reason: `"${secrets.series}" has ${secrets.value} in it.`,
        retryInMs: 20_000,
      },
    ],
    uptimeMs: 60_000,
  },
  usage: {
    ...{ folder: secrets.folder, bytes: 1, maxBytes: 2, datasets: 1, forecasts: 2, files: 3, problem: secrets.folder },
    tiers: {
      forecasts: { items: 1, bytes: 1 },
      series: { items: 1, bytes: 1 },
      datasets: { items: 1, bytes: 1 },
      answers: { items: 1, bytes: 1 },
    },
    ...{ memoryBytes: 1, maxMemoryBytes: 2 },
  },
  cached: [
    {
      ...{ dataset: "h", name: secrets.file, series: 1, seriesNames: [secrets.series], models: [secrets.model] },
      ...{ forecasts: 2, bytes: 3000, usedMs: 0, isPinned: true },
    },
  ],
  log: [
    {
      ...{ time: "2026-01-01T00:00:00.000Z", level: "error", event: "start-failed" },
      fields: JSON.stringify({
        code: "model-damaged",
        message: secrets.folder,
        name: secrets.model,
        pid: 4,
        kind: secrets.file,
      }),
    },
    { time: "", level: "info", event: `${secrets.file}: ${secrets.value}`, fields: "" },
  ],
  madeAt: "2026-01-01T00:00:00.000Z",
};

describe("a report", () => {
  test("without names has nothing of the user's in it", () => {
    const text = diagnosticsReport(parts, { hasNames: false });
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    for (const word of ["anna", "Mueller", "payroll", "wages", "Company", "home"]) expect(text).not.toContain(word);
    expect(text).toContain("Without names");
    expect(text).toContain("own model 1: refused");
    expect(text).toContain('start-failed {"code":"model-damaged","pid":4}');
  });

  test("says of each policy its value and where that comes from", () => {
    const named = diagnosticsReport(parts, { hasNames: true });
    for (const line of [
      "read /etc/fantail/policies/managed/payroll.json",
      'exportFolders: ["/srv/payroll"], managed by /etc/fantail/policies/managed/payroll.json, line 2',
      'device: "cpu", the user\'s setting',
      'logLevel: "info", default',
      "locale: default",
    ])
      expect(named).toContain(`  ${line}\n`);
    expect(diagnosticsReport(parts, { hasNames: false })).toContain("  exportFolders: set, managed\n");
  });

  test("with names has them", () => {
    const text = diagnosticsReport(parts, { hasNames: true });
    for (const secret of Object.values(secrets)) expect(text).toContain(secret);
  });

  test("says percentiles beside their targets, and how questions were answered", () => {
    const text = diagnosticsReport(parts, { hasNames: false });
    expect(text).toMatch(/import: 40 times, p50 20 ms, p95 400 ms, .*target p95 <= 1.0 s: within its target/);
    expect(text).toMatch(/cachedChart: .*target p95 <= 100 ms: slower than its target/);
    expect(text).toMatch(/trial: target p95 <= 30 s: not measured yet/);
    expect(text).toMatch(/band-coverage: 4 hit, 3 partial, 2 miss, 1 stale, 0 evicted, 7 failed/);
    expect(text).toMatch(/horizon 12: next try in 20 s/);
  });
});

test("a report of a command has all but what only windows have", () => {
  const text = diagnosticsReport({ ...parts, live: null, log: [] }, { hasNames: true });
  expect(text).toMatch(/status ok, load 25.% \(busy\)\n/);
  expect(text).toContain(`cache: ${secrets.folder}`);
  expect(text).toMatch(/cuda: refused, The library is missing/);
  for (const title of ["Times", "Queues", "Caches", "Devices", "Models", "Limits and policy", "Counts"])
    expect(text).toContain(`\n\n${title}\n  `);
  for (const word of ["requests", "Log", "Paused", " up ", "of a core"]) expect(text).not.toContain(word);
});

describe("redaction", () => {
  test("ends a sentence before the first path in it", () => {
    for (const path of ["/home/a b/c", "C:\\Users\\A B\\c", "~/x", "\\\\server\\share", "file:///etc", "'/tmp/x'"])
      expect(withoutPaths(`Can't read ${path}, which is gone.`)).toMatch(/^Can't read '?…$/);
    expect(withoutPaths("It makes 120 windows/s and/or fewer.")).toBe("It makes 120 windows/s and/or fewer.");
  });

  test("leaves of a log line only what the application makes up", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (fields) => {
        const left = JSON.parse(plainLogFields(JSON.stringify({ ...fields, code: "known" })) || "{}") as object;
        expect(Object.keys(left)).toEqual(["code"]);
      }),
    );
    expect(plainLogFields('{"code":"My file.csv","ms":4}')).toBe('{"ms":4}');
    expect(plainLogFields("no JSON")).toBe("");
  });
});
