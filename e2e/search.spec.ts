import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { methodId } from "#domain/method";
import { expect, test } from "./support/application.ts";
import { fantail, launchCommands } from "./support/command-line.ts";

const airline = "samples/airline-passengers.csv";

interface Winner {
  readonly series: string;
  readonly forecaster: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly transform: "none" | "log" | "box-cox";
  readonly seasonLength: number | null;
  readonly id: string;
  readonly score: number;
  readonly honestScore: number;
  readonly origins: number;
}

interface SearchDocument {
  readonly job: string;
  readonly state: string;
  readonly horizon: number;
  readonly metric: string;
  readonly seconds: number;
  readonly trials: Readonly<Record<"total" | "completed" | "failed" | "timedOut" | "reused", number>>;
  readonly winners: readonly Winner[];
  readonly leaderboard: readonly { readonly id: string; readonly MASE: number; readonly skill: number }[];
}

interface JobsDocument {
  readonly jobs: readonly {
    readonly id: string;
    readonly state: string;
    readonly name: string;
    readonly created: string;
    readonly trials: Readonly<Record<"total" | "completed" | "failed", number>>;
  }[];
}

/** Some thousand fits, which take long enough to be interrupted. */
const long = [
  ...["search", "samples/us-employment-monthly.csv", "--horizon", "12", "--preset", "full", "--origins", "2"],
  ...["--series", "Total Private", "Goods-Producing", "Mining and Logging", "Construction", "Manufacturing"],
  ...["Durable Goods", "--workers", "1", "--json"],
];
/** Some trials have ended when this is said. */
const begun = /Searching: [1-9]/;

let userData: string;
test.beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), "fantail-search-"));
});
// A window that has it open is closed after this, and still writes to it.
test.afterEach(() => rm(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

async function documentOf<T>(...words: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await fantail([...words, "--json"], { userData });
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  return JSON.parse(stdout) as T;
}

async function jobs(): Promise<JobsDocument["jobs"]> {
  return (await documentOf<JobsDocument>("jobs")).jobs;
}

test("a search finds a better method than seasonal naive, keeps it, and forecasts with it", async () => {
  const commands = await launchCommands();
  const words = ["search", airline, "--horizon", "12", "--preset", "fast", "--budget", "60"];
  const found = await commands.json<SearchDocument>([...words, "--adopt"]);
  expect(found).toMatchObject({ state: "completed", horizon: 12, metric: "MASE" });
  expect(found.trials.completed).toBeGreaterThan(20);
  const [winner] = found.winners;
  expect(found.winners).toHaveLength(1);
  expect(winner?.id).toBe(methodId({ parameters: {}, transform: "none", seasonLength: null, ...winner } as Winner));
  expect(winner?.score).toBeLessThan(1);
  expect(winner?.honestScore).toBeLessThan(1);
  const scores = found.leaderboard.map(({ MASE }) => MASE);
  expect(scores).toEqual(scores.toSorted((left, right) => left - right));
  expect(found.leaderboard.find(({ id }) => id === "seasonal-naive")?.skill).toBe(0);
  expect(found.leaderboard[0]?.skill).toBeGreaterThan(0.2);

  const forecast = (model: string): Promise<{ forecasts: readonly { quantiles: unknown }[] }> =>
    commands.json(["forecast", airline, "--horizon", "12", "--model", model]);
  const [adopted, named] = [await forecast("adopted"), await forecast(winner?.id ?? "")];
  expect(adopted.forecasts[0]?.quantiles).toEqual(named.forecasts[0]?.quantiles);

  // The same again is the same job, and nothing of it is computed.
  expect(await commands.json<SearchDocument>(words)).toEqual(found);
  expect((await commands.json<JobsDocument>(["jobs"])).jobs).toMatchObject([
    { id: found.job, state: "completed", name: "airline-passengers.csv" },
  ]);
  await commands.close();
});

test("interrupted, and killed, a search goes on from its finished trials and finds the same", async () => {
  const interrupted = await fantail(long, { userData, signal: { name: "SIGINT", at: begun } });
  expect(interrupted.exitCode, interrupted.stderr).toBe(130);
  expect(JSON.parse(interrupted.stdout)).toMatchObject({ error: { code: "cancelled" } });
  expect(interrupted.stderr).toContain("fantail jobs resume");
  const [paused] = await jobs();
  expect(paused).toMatchObject({ state: "paused" });
  expect(paused?.trials.completed).toBeGreaterThan(0);

  // Killed with all of its processes: nobody is left to say a word.
  const killed = await fantail(long, { userData, signal: { name: "SIGKILL", at: begun } });
  expect(killed.exitCode).toBe(128);
  const [left] = await jobs();
  expect(left).toMatchObject({ id: paused?.id, state: "paused" });
  expect(left?.trials.completed).toBeGreaterThanOrEqual(paused?.trials.completed ?? Number.POSITIVE_INFINITY);

  const resumed = await documentOf<SearchDocument>("jobs", "resume", paused?.id ?? "");
  expect(resumed).toMatchObject({ state: "completed", trials: { reused: 0 } });
  const undisturbed = await fantail(long);
  expect((JSON.parse(undisturbed.stdout) as SearchDocument).winners).toEqual(resumed.winners);
});

test("a search that is cancelled from elsewhere ends at once", async () => {
  let cancelled: Promise<JobsDocument> | undefined;
  const cancel = async (): Promise<JobsDocument> => {
    const [job] = await jobs();
    return documentOf<JobsDocument>("jobs", "cancel", job?.id ?? "");
  };
  const { exitCode, stderr } = await fantail(long, {
    userData,
    onNote: (note) => {
      if (begun.test(note)) cancelled ??= cancel();
    },
  });
  expect(exitCode, stderr).toBe(130);
  expect((await cancelled)?.jobs).toMatchObject([{ state: "cancelled" }]);
});

test("the queue of a window that is open is the command line's, too", async ({ start }) => {
  const small = ["search", airline, "--horizon", "12", "--models", "theta,ets", "--budget", "4"];
  const { job } = await documentOf<SearchDocument>(...small);
  const { page } = await start({ userData });
  const listed = (): Promise<unknown> => page.evaluate('window.fantail.request(crypto.randomUUID(), "jobs:list", {})');
  await expect.poll(listed).toMatchObject({ ok: true, value: [{ id: job, state: "completed" }] });
  expect(await jobs()).toMatchObject([{ id: job, state: "completed" }]);
  expect(await documentOf("jobs", "clear", job)).toEqual({ jobs: [] });
  await expect.poll(listed).toEqual({ ok: true, value: [] });
});
