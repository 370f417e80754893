/** The parts of the inference benchmark that need the application's processes or its whole command line. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { ProviderProbe } from "../src/contract/worker/index.ts";

const headless = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--ozone-platform=headless",
  "--disable-gpu",
  "--log-level=3",
];

/** Electron brings a Vulkan driver that runs on the processor; where there is no graphics card, WebGPU runs on it. */
const swiftShader = join(dirname(process.execPath), "vk_swiftshader_icd.json");

export interface Pipeline {
  /** Milliseconds of so many windows through inference and density, and how long main was held up meanwhile. */
  forecast(items: number): Promise<{ readonly ms: number; readonly delayP99Ms: number }>;
  /** The sentence where this machine or this model has none of it. */
  probe(executionProvider: string): Promise<ProviderProbe | { readonly message: string }>;
  close(): Promise<void>;
}

/** Main, inference and density processes with one model loaded; windows are made inside. */
export async function openPipeline(model: string): Promise<Pipeline> {
  const child = spawn(process.execPath, [...headless, resolve(import.meta.dirname, "../e2e/processes/harness.ts")], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: undefined,
      FANTAIL_TEST_MEASURE: resolve(import.meta.dirname, "../models"),
      FANTAIL_TEST_MODEL: model,
      ...(existsSync(swiftShader) && { VK_DRIVER_FILES: swiftShader, VK_ICD_FILENAMES: swiftShader }),
    },
  });
  const closed = new Promise<void>((done) => child.once("exit", () => done()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error("the pipeline's process ended");
    return JSON.parse(value) as T;
  };
  const ask = <T>(line: string): Promise<T> => {
    child.stdin.write(`${line}\n`);
    return next<T>();
  };
  const opened = await next<{ model?: string; message?: string }>();
  if (opened.model !== model) throw new Error(opened.message ?? `the pipeline opened ${opened.model}`);
  return {
    forecast: (items) => ask(String(items)),
    probe: (executionProvider) => ask(`probe ${executionProvider}`),
    close: () => {
      child.stdin.end();
      return closed;
    },
  };
}

/** Seconds from the start of the command to its end: a file of `series` series, imported, forecast and written as CSV. */
export async function commandSeconds(model: string, series: number, steps: number, horizon: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "fantail-bench-"));
  try {
    const file = join(folder, "many.csv");
    await writeFile(file, wideFile(series, steps));
    const started = performance.now();
    await runCommand([
      `--user-data-dir=${join(folder, "data")}`,
      resolve(import.meta.dirname, ".."),
      "forecast",
      file,
      "--model",
      model,
      "--horizon",
      String(horizon),
      "--out",
      join(folder, "forecast.csv"),
    ]);
    return (performance.now() - started) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A column per series, an hour per row: daily seasons of many shapes around different levels, with noise. */
function wideFile(series: number, steps: number): string {
  const lines = [["time", ...Array.from({ length: series }, (_, one) => `s${one}`)].join(",")];
  for (let step = 0; step < steps; step += 1) {
    const time = new Date(Date.UTC(2024, 0, 1, step)).toISOString();
    const values = Array.from({ length: series }, (_, one) => {
      const season =
        Math.sin((2 * Math.PI * (step + one)) / 24) + 0.3 * Math.cos((2 * Math.PI * step * (1 + (one % 3))) / 24);
      return (100 + one + 10 * season + ((step * 7919 + one * 104729) % 1000) / 250).toFixed(3);
    });
    lines.push([time, ...values].join(","));
  }
  return `${lines.join("\n")}\n`;
}

function runCommand(args: readonly string[]): Promise<void> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...headless, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
    child.on("error", failed);
    child.on("close", (code) =>
      code === 0 ? done() : failed(new Error(`forecast ended with ${code}: ${said.slice(-500)}`)),
    );
  });
}
