/**
 * A whole session, in a window and on the command line, without a network interface, and with every system call watched that could reach
 * another machine. On Linux as root, with strace and unshare; elsewhere it says that it is skipped and why.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { electronPath, root } from "../e2e/support/places.ts";
import { headlessFlags } from "../e2e/support/without-window.ts";
import type { BenchContext } from "./lib.ts";
import { PipePage } from "./pipe-page.ts";
import { networkCallsIn } from "./network-calls.ts";
import { withDisplay } from "./with-display.ts";

export const describe =
  "a whole session without a network interface, in a build or a package (--app PATH), and every call watched that could reach one";

const minute = 60_000;
const sample = path.join(root, "samples", "airline-passengers.csv");

export async function run(context: BenchContext): Promise<void> {
  const why = skipped();
  if (why !== null) return context.note(`skipped: ${why}`);
  const folder = await mkdtemp(path.join(tmpdir(), "fantail-closed-"));
  try {
    const { args } = context;
    const app = args.includes("--app") ? (args[args.indexOf("--app") + 1] ?? null) : null;
    await withDisplay(() => inWindow(context, folder, app));
    await onCommandLine(context, folder, app);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function skipped(): string | null {
  if (process.platform !== "linux") return "system calls are watched on Linux only";
  if (process.getuid?.() !== 0) return "a network of its own takes root";
  const missing = ["strace", "unshare"].filter((name) => !existsSync(`/usr/bin/${name}`));
  return missing.length === 0 ? null : `there is no ${missing.join(", ")} (apt-get install strace util-linux)`;
}

/** The words in front of a command that watch it, in a network of its own that has no interface up. */
const watched = (log: string): string[] => [
  ...["/usr/bin/unshare", "--net", "--"],
  ...[
    "/usr/bin/strace",
    "--follow-forks",
    "--quiet=all",
    "--output",
    log,
    "--trace=socket,connect,bind,sendto,sendmsg,sendmmsg",
  ],
];

/** The program, and what stands before its own words. */
const started = (app: string | null): readonly [string, ...string[]] => (app === null ? [electronPath, root] : [app]);

async function inWindow({ figure, note }: BenchContext, folder: string, app: string | null): Promise<void> {
  const log = path.join(folder, "window.trace");
  const userData = path.join(folder, "window");
  const words = ["--remote-debugging-pipe", "--no-sandbox", `--user-data-dir=${userData}`];
  const [executable, ...own] = started(app);
  const [program, ...args] = [...watched(log), executable, ...words, ...own, "--empty"];
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const page = new PipePage(child);
  try {
    await page.attach(2 * minute);
    await page.until('document.querySelector("main") !== null', minute);
    await dropped(page, sample);
    const slider = 'document.querySelector("input[type=range]")';
    await page.until(`${slider} !== null`, 2 * minute);
    const steps = await page.evaluate<readonly string[]>(`(${session.toString()})()`);
    note(`in the window: dropped, ${steps.join(", ")}`);
    await page.evaluate(`void ${slider}.focus()`);
    for (let step = 0; step < 20; step += 1)
      for (const type of ["rawKeyDown", "keyUp"])
        await page.send("Input.dispatchKeyEvent", {
          type,
          key: "ArrowLeft",
          code: "ArrowLeft",
          windowsVirtualKeyCode: 37,
        });
    figure({ id: "window/steps-done", value: steps.length, unit: "steps", target: ">= 7" });
  } finally {
    await page.send("Browser.close").catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20_000))]);
    child.kill("SIGKILL");
  }
  report(figure, note, "window", networkCallsIn(await readFile(log, "utf8")));
}

/** A file from the file manager, by the same events. */
async function dropped(page: PipePage, file: string): Promise<void> {
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"])
    await page.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
}

/** Runs in the page: nothing of this file is there. */
async function session(): Promise<string[]> {
  type Answer =
    | { readonly ok: true; readonly value: never }
    | { readonly ok: false; readonly error: { readonly message: string } };
  const { fantail } = window as unknown as {
    fantail: { request(id: string, name: string, args: unknown): Promise<Answer> };
  };
  const done: string[] = [];
  const ask = async <T>(name: string, args: object): Promise<T> => {
    const answer = await fantail.request(crypto.randomUUID(), name, args);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    done.push(name);
    return answer.value;
  };
  const { grant } = await ask<{ grant: string }>("sample:open", { id: "airline" });
  const { handle, series } = await ask<{ handle: string; series: { id: string }[] }>("dataset:import", { grant });
  const { defaultModel } = await ask<{ defaultModel: string }>("models:list", {});
  const key = { dataset: handle, series: series[0]?.id ?? "", model: defaultModel, horizon: 12, origin: 0 };
  for (let origin = 0; origin > -12; origin -= 1)
    await ask("forecast:get", { ...key, origin, view: "closed", density: origin % 3 === 0 });
  await ask("copy:numbers", { ...key, what: "forecast" });
  await ask("copy:picture", key);
  const { job } = await ask<{ job: string }>("search:start", {
    ...{ dataset: handle, series: null, horizon: 12, metric: "MASE", preset: "fast", models: ["ets", "theta"] },
    ...{ origins: 2, stride: null, budget: { trials: 4 }, isPooled: false, priority: "user" },
  });
  for (let look = 0; look < 300; look += 1) {
    const jobs = await ask<{ id: string; state: string }[]>("jobs:list", {});
    if (jobs.some(({ id, state }) => id === job && state === "completed")) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await ask("jobs:result", { job, ranking: null });
  return [...new Set(done)];
}

async function onCommandLine({ figure, note }: BenchContext, folder: string, app: string | null): Promise<void> {
  const outs = ["csv", "json", "xlsx", "parquet", "svg", "png", "html"].map((ending) =>
    path.join(folder, `f.${ending}`),
  );
  const commands = [
    ["forecast", sample, "--model", "auto", ...outs.flatMap((file) => ["--out", file])],
    ["search", sample, "--horizon", "12", "--origins", "2", "--models", "ets,theta"],
    ["doctor"],
  ];
  let calls: ReturnType<typeof networkCallsIn> = { watched: 0, network: [] };
  for (const [at, words] of commands.entries()) {
    const log = path.join(folder, `command-${at}.trace`);
    const [executable, ...own] = started(app);
    const args = [...headlessFlags, `--user-data-dir=${path.join(folder, "commands")}`, ...own, ...words];
    const [program = "", ...rest] = [...watched(log), executable, ...args];
    const { code, said } = await ran(program, rest);
    if (code !== 0) throw new Error(`${words[0]} ended with ${code}\n${said}`);
    const more = networkCallsIn(await readFile(log, "utf8"));
    calls = {
      watched: calls.watched + more.watched,
      network: [...calls.network, ...more.network],
    };
  }
  note(
    `on the command line: ${commands.map(([name]) => name).join(", ")}, ${outs.filter((file) => existsSync(file)).length} kinds of files`,
  );
  figure({
    id: "commands/files-written",
    value: outs.filter((file) => existsSync(file)).length,
    unit: "files",
    target: `>= ${outs.length}`,
  });
  report(figure, note, "commands", calls);
}

function ran(program: string, args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"], timeout: 5 * minute });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}

function report(
  figure: BenchContext["figure"],
  note: BenchContext["note"],
  id: string,
  { watched: calls, network }: ReturnType<typeof networkCallsIn>,
): void {
  for (const line of network.slice(0, 10)) note(line);
  // That there are calls at all says that it was watched: the processes talk to each other by sockets of their own.
  figure({ id: `${id}/calls-watched`, value: calls, unit: "calls", target: ">= 10" });
  figure({ id: `${id}/calls-to-a-network`, value: network.length, unit: "calls", target: "<= 0", runs: calls });
}
