/** Ten real windows that draw at once, through the page's own api, the typed IPC, the host and its processes. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { launch, root } from "../e2e/support/application.ts";

export interface WindowDraws {
  readonly windows: number;
  /** Of each window. */
  readonly draws: number;
  /** Of them cancelled, at random times. */
  readonly cancelledShare: number;
}

export interface DrawsReport {
  readonly succeeded: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly hung: number;
  /** Answers for another origin, with numbers that are not finite, or other numbers than another window got. */
  readonly wrong: number;
  readonly reasons: readonly string[];
  readonly latenciesMs: readonly number[];
}

type PageReport = Omit<DrawsReport, "latenciesMs"> & {
  readonly latenciesMs: number[];
  /** Origin and the numbers of its forecast, as text. */
  readonly numbers: [number, string][];
};

export async function drawFromWindows({ windows, draws, cancelledShare }: WindowDraws): Promise<DrawsReport> {
  const { app, page, userData } = await launch();
  try {
    await page.getByRole("main").first().waitFor();
    for (let more = 1; more < windows; more += 1) {
      const opened = app.waitForEvent("window");
      await app.evaluate(
        ({ BrowserWindow }, preload) => {
          const window = new BrowserWindow({
            webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
          });
          void window.loadURL("app://fantail/index.html");
        },
        join(root, "out", "preload", "index.cjs"),
      );
      await (await opened).getByRole("main").first().waitFor();
    }
    const pages = app.windows();
    if (pages.length !== windows) throw new Error(`${pages.length} windows instead of ${windows}`);
    const reports = await Promise.all(pages.map((one) => one.evaluate(drawInPage, { draws, cancelledShare })));

    const known = new Map<number, string>();
    let differing = 0;
    for (const [origin, numbers] of reports.flatMap((report) => report.numbers)) {
      if ((known.get(origin) ?? numbers) !== numbers) differing += 1;
      known.set(origin, numbers);
    }
    const sum = (of: (report: PageReport) => number): number =>
      reports.reduce((total, report) => total + of(report), 0);
    return {
      succeeded: sum(({ succeeded }) => succeeded),
      cancelled: sum(({ cancelled }) => cancelled),
      failed: sum(({ failed }) => failed),
      hung: sum(({ hung }) => hung),
      wrong: sum(({ wrong }) => wrong) + differing,
      reasons: [...new Set(reports.flatMap(({ reasons }) => reasons))],
      latenciesMs: reports.flatMap(({ latenciesMs }) => latenciesMs),
    };
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true });
  }
}

/** Runs in the page: nothing of this file is there. */
async function drawInPage({ draws, cancelledShare }: { draws: number; cancelledShare: number }): Promise<PageReport> {
  interface Drawn {
    readonly origin: number;
    readonly quantiles: Float32Array;
  }
  type Answer =
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };
  const { fantail } = window as unknown as {
    fantail: { request(id: string, name: string, args: unknown): Promise<Answer>; cancel(id: string): void };
  };
  const ask = async <T>(name: string, args: unknown): Promise<T> => {
    const answer = await fantail.request(crypto.randomUUID(), name, args);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
    return answer.value as T;
  };
  const sleep = (ms: number): Promise<"late"> => new Promise((resolve) => setTimeout(() => resolve("late"), ms));

  const { grant } = await ask<{ grant: string }>("sample:open", { id: "france-load" });
  const { defaultModel } = await ask<{ defaultModel: string }>("models:list", {});
  const { handle, series } = await ask<{ handle: string; series: { id: string }[] }>("dataset:import", { grant });
  const key = { series: series[0]?.id ?? "", model: defaultModel, horizon: 24 };
  // The long run that all draws meet.
  await ask("background:focus", { dataset: handle, ...key, origin: 0, view: "main" });

  const report: PageReport = {
    succeeded: 0,
    cancelled: 0,
    failed: 0,
    hung: 0,
    wrong: 0,
    reasons: [],
    latenciesMs: [],
    numbers: [],
  };
  const counts = report as { -readonly [Name in keyof PageReport]: PageReport[Name] };
  const reasons: string[] = [];
  const draw = async (index: number): Promise<void> => {
    const id = crypto.randomUUID();
    // Some origins are asked for by several windows, some are there already.
    const origin = -Math.floor(Math.random() * 300);
    const density = index % 7 === 0;
    const isCancelled = Math.random() < cancelledShare;
    if (isCancelled) void sleep(Math.random() * 300).then(() => fantail.cancel(id));
    const started = performance.now();
    // Every third draws once and forgets; the others draw what the window has open.
    const answer = await Promise.race([
      index % 3 === 0
        ? fantail.request(id, "forecast:draw", { grant, ...key, origin, density })
        : fantail.request(id, "forecast:get", { dataset: handle, ...key, origin, density, view: `draw-${index}` }),
      sleep(180_000),
    ]);
    if (answer === "late") counts.hung += 1;
    else if (answer.ok) {
      const { origin: drawn, quantiles } = answer.value as Drawn;
      counts.succeeded += 1;
      if (drawn !== origin || quantiles.length === 0 || !quantiles.every(Number.isFinite)) counts.wrong += 1;
      report.numbers.push([origin, quantiles.join()]);
      report.latenciesMs.push(performance.now() - started);
    } else if (isCancelled && answer.error.code === "cancelled") counts.cancelled += 1;
    else {
      counts.failed += 1;
      reasons.push(`${answer.error.code}: ${answer.error.message}`);
    }
  };
  const all: Promise<void>[] = [];
  for (let index = 0; index < draws; index += 1) {
    all.push(draw(index));
    await sleep(Math.random() * 10);
  }
  await Promise.all(all);
  await ask("dataset:close", { dataset: handle });
  return { ...report, reasons };
}
