import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { type Job, type JobState, type Ranking, type SearchRequest, type SearchResult, usualSearch } from "#domain/job";
import { parseMethod } from "#domain/method";
import { exitCodes } from "./exit-codes.ts";
import { followJob } from "./follow-job.ts";
import type { CliHost, CliJobs } from "./host.ts";
import { runCli } from "./run.ts";
import { describeSearch } from "./search-answer.ts";
import { budgetOf, rankingOf } from "./search.ts";

function jobOf(state: JobState, completed = 0, more: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    kind: "search",
    name: "a.csv",
    about: "12 steps ahead",
    state,
    priority: "user",
    batch: null,
    createdMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    startedMs: null,
    finishedMs: null,
    runningSeconds: 0,
    trials: { total: 10, completed, failed: 0, timedOut: 0, reused: 0 },
    etaSeconds: 40,
    current: [],
    error: null,
    retryAtMs: null,
    merged: 0,
    dataset: "d",
    ...more,
  };
}

const result: SearchResult = {
  job: "job-1",
  state: "completed",
  dataset: "d",
  settings: {
    ...usualSearch,
    horizon: 12,
  },
  metric: "MASE",
  seconds: 12.3,
  trials: { total: 526, completed: 520, failed: 2, timedOut: 4, reused: 3 },
  winners: [
    {
      series: "value",
      method: parseMethod("ets:error=M:season=M:trend=Ad@12"),
      id: "ets:error=M:season=M:trend=Ad@12",
      score: 0.71,
      honestScore: 0.74,
      baselineScore: 1.1,
      standing: "better",
      origins: 5,
      honestOrigins: 3,
    },
  ],
  leaderboard: [
    {
      id: "ets",
      name: "ETS",
      scores: { MASE: 0.74, WQL: 0.05, sMAPE: 0.09, coverage80: 0.79, relativeBias: -0.02 },
      score: 0.74,
      skill: 0.21,
      seconds: 3.1,
      trials: 40,
      wins: 1,
      againstBest: null,
      methods: ["ets:error=M:season=M:trend=Ad@12"],
    },
    {
      id: "theta",
      name: "Theta",
      scores: { MASE: 0.78 },
      score: 0.78,
      skill: null,
      seconds: 1,
      trials: 4,
      wins: 0,
      againstBest: "no-clear-difference",
      methods: ["theta"],
    },
  ],
  notTried: [{ id: "croston", name: "Croston", series: 1, reason: "Croston is for demand that is mostly zero." }],
  tooShort: [],
};

/** A queue whose jobs are in one state after another, each time that somebody looks. */
function queueOf(states: Job[], { isMerged = false, interruptAt = Number.POSITIVE_INFINITY } = {}) {
  const abort = new AbortController();
  const did: string[] = [];
  const requests: SearchRequest[] = [];
  const rankings: (Ranking | null)[] = [];
  let looks = 0;
  const jobs: CliJobs = {
    submit: async (request) => {
      requests.push(request);
      return { job: "job-1", isMerged };
    },
    list: async () => {
      const now = states[Math.min(looks, states.length - 1)];
      looks += 1;
      if (looks >= interruptAt) abort.abort();
      return now === undefined ? [] : [now];
    },
    change: async (job, to) => void did.push(`${to} ${job}`),
    clearFinished: async () => void did.push("clear all"),
    result: async (_job, ranking) => {
      rankings.push(ranking);
      return result;
    },
    runOnly: async (ids) => void did.push(`run ${ids.join(" ")}`),
    limitProcesses: (count) => void did.push(`limit ${count}`),
    listen: (listener) => {
      queueMicrotask(listener);
      return () => undefined;
    },
  };
  const host: Partial<CliHost> = {
    models: () => [],
    warnings: () => [],
    windowCorrections: () => 0,
    importFile: async (path) => ({ handle: "d", name: path, series: [{ id: "value" }, { id: "other" }] }) as never,
    jobs,
    adopt: (dataset, choices, job) => did.push(`adopt ${JSON.stringify([dataset, choices, job])}`),
  };
  const run = async (...words: string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCli(words, {
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      signal: abort.signal,
      now: () => 0,
      version: "1",
      startHost: async () => host as CliHost,
    });
    return { code, out: out.join(""), err: err.join("") };
  };
  return { run, did, requests, rankings };
}

const running = [jobOf("pending"), jobOf("running", 3), jobOf("completed", 10)];

describe("search", () => {
  test("asks for what the words say, runs nothing else, and answers as the contract says", async () => {
    const { run, did, requests, rankings } = queueOf(running);
    const words = ["--horizon", "12", "--preset", "full", "--budget", "2m", "--origins", "4", "--workers", "2"];
    const { code, out } = await run("search", "a.csv", ...words, "--models", "ets,ses:alpha=0.3", "--json");
    expect(code).toBe(exitCodes.done);
    expect(did).toEqual(["limit 2", "run job-1"]);
    expect(requests).toEqual([
      {
        horizon: 12,
        metric: "MASE",
        preset: "full",
        models: ["ets", "ses:alpha=0.3"],
        origins: 4,
        stride: null,
        budget: { seconds: 120 },
        isPooled: false,
        targets: [
          { dataset: "d", series: "value" },
          { dataset: "d", series: "other" },
        ],
        priority: "user",
        batch: null,
      },
    ]);
    expect(rankings).toEqual([null]);
    expect(JSON.parse(out)).toEqual({
      job: "job-1",
      state: "completed",
      horizon: 12,
      metric: "MASE",
      seconds: 12.3,
      trials: { total: 526, completed: 520, failed: 2, timedOut: 4, reused: 3 },
      winners: [
        {
          series: "value",
          forecaster: "ets",
          parameters: { error: "M", season: "M", trend: "Ad" },
          transform: "none",
          seasonLength: 12,
          id: "ets:error=M:season=M:trend=Ad@12",
          score: 0.71,
          honestScore: 0.74,
          origins: 5,
          honestOrigins: 3,
          baselineScore: 1.1,
          standing: "better",
        },
      ],
      leaderboard: [
        {
          id: "ets",
          MASE: 0.74,
          WQL: 0.05,
          sMAPE: 0.09,
          coverage: { "0.8": 0.79 },
          skill: 0.21,
          seconds: 3.1,
          differsFromBest: null,
        },
        { id: "theta", MASE: 0.78, coverage: {}, skill: null, seconds: 1, differsFromBest: false },
      ],
      notTried: result.notTried,
    });
  });

  test("shows the winners and the leaderboard as tables", async () => {
    const { out } = await queueOf(running).run("search", "a.csv", "--horizon", "12");
    expect(out).toContain("a.csv, 12 steps ahead, by MASE: 520 trials, 3 of them known before, 2 failed, 4 timed out");
    expect(out).toMatch(/value +ets:error=M:season=M:trend=Ad@12 +0\.7100 +0\.7400 +1\.1000/);
    expect(out).toMatch(/Model +Skill +MASE +WQL +In 80 % +Bias +Seconds +Wins +Against the best/);
    // The sign says on which side a bias is.
    expect(out).toMatch(/\+\d+\.\d\u00A0%/);
    expect(out).toMatch(/−2\.0\u00A0%/);
    expect(out).toMatch(/theta +0\.7800 .*no clear difference/);
    expect(out).toContain("Croston is for demand that is mostly zero.");
    expect(out).not.toContain("by chance");
  });

  test("says where a winner proved nothing, what was too short, and what a test would take", () => {
    const [winner] = result.winners;
    const [best, other] = result.leaderboard;
    if (winner === undefined || best === undefined || other === undefined) throw new Error("The result has no rows.");
    const text = describeSearch("a.csv", {
      ...result,
      winners: [
        { ...winner, series: "lucky", standing: "no-better" },
        { ...winner, series: "flat", standing: "unmeasured", score: null, honestScore: null, baselineScore: null },
        ...["1", "2", "3", "4", "5", "6", "7"].map((series) => ({ ...winner, series, standing: "baseline" as const })),
      ],
      leaderboard: [best, { ...other, againstBest: "too-few" }],
      tooShort: ["new"],
    });
    expect(text).toContain("it may have won by chance: lucky.");
    expect(text).toContain("MASE measures nothing there, so methods can't be told apart: flat.");
    expect(text).toContain(
      "No method did better than seasonal naive where methods were chosen: 1, 2, 3, 4, 5 and 2 more series.",
    );
    expect(text).toContain("Too short for forecasts of 12 steps on their past: new.");
    expect(text).toMatch(/theta .*too few to tell/);
    expect(text).toContain("It takes 6 origins held back, and there are 3; --origins 11 holds back so many");
  });

  test("keeps the winners where it is told to", async () => {
    const { run, did } = queueOf(running);
    const { err } = await run("search", "a.csv", "--horizon", "12", "--adopt");
    const choice = { metric: "MASE", score: 0.71, honestScore: 0.74 };
    const choices = [{ series: "value", method: "ets:error=M:season=M:trend=Ad@12", ...choice }];
    expect(did).toEqual(["run job-1", `adopt ${JSON.stringify(["d", choices, "job-1"])}`]);
    expect(err).toContain("forecast --model adopted");
  });

  test("several files are as many searches of one batch", async () => {
    const { run, requests } = queueOf(running);
    const { out } = await run("search", "a.csv", "b.csv", "--horizon", "12", "--json");
    expect((JSON.parse(out) as { searches: { file: string }[] }).searches.map(({ file }) => file)).toEqual([
      "a.csv",
      "b.csv",
    ]);
    const [first, second] = requests.map(({ batch }) => batch);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
  });

  test("interrupted it leaves the job paused, and says how to go on", async () => {
    const { run, did } = queueOf([jobOf("pending"), jobOf("running", 3)], { interruptAt: 3 });
    const { code, out, err } = await run("search", "a.csv", "--horizon", "12");
    expect([code, out]).toEqual([exitCodes.cancelled, ""]);
    expect(did).toEqual(["run job-1", "pause job-1"]);
    expect(err).toContain("goes on from 3 finished trials");
    expect(err).toContain("fantail jobs resume job-1");
  });

  test("interrupted while another process is at it, it leaves that one alone", async () => {
    const { run, did } = queueOf([jobOf("running", 3)], { isMerged: true, interruptAt: 3 });
    const { code, err } = await run("search", "a.csv", "--horizon", "12");
    expect(code).toBe(exitCodes.cancelled);
    expect(did).toEqual(["run job-1"]);
    expect(err).toContain("goes on in the process that runs it");
  });

  test("a job that failed says why, with the code of its error", async () => {
    const error = { code: "model-refused", message: "Not this one." } as const;
    const { run } = queueOf([jobOf("pending"), jobOf("failed", 0, { error })]);
    const { code, err } = await run("search", "a.csv", "--horizon", "12");
    expect([code, err]).toEqual([exitCodes.modelUnavailable, "Error: Not this one.\n"]);
  });

  test("a job that somebody else ended or paused is no answer", async () => {
    for (const state of ["cancelled", "paused"] as const) {
      const { code, err } = await queueOf([jobOf("pending"), jobOf(state)]).run("search", "a.csv", "--horizon", "12");
      expect(code).toBe(exitCodes.cancelled);
      expect(err).toContain(`It was ${state}.`);
    }
    expect((await queueOf([]).run("search", "a.csv", "--horizon", "12")).code).toBe(exitCodes.wrongArguments);
  });

  test.each([
    ["no file", []],
    ["no horizon", ["a.csv"]],
    ["a metric that is none", ["a.csv", "--horizon", "12", "--metric", "MAZE"]],
    ["a preset that is none", ["a.csv", "--horizon", "12", "--preset", "slow"]],
    ["a budget of nothing", ["a.csv", "--horizon", "12", "--budget", "0"]],
    ["weights without a share", ["a.csv", "--horizon", "12", "--weights", "MASE"]],
    ["no workers", ["a.csv", "--horizon", "12", "--workers", "0"]],
  ])("%s is a wrong argument", async (_what, words) => {
    const { run, did } = queueOf(running);
    expect((await run("search", ...words)).code).toBe(exitCodes.wrongArguments);
    expect(did).toEqual([]);
  });
});

test("a budget is a time or a number of trials, and nothing else", () => {
  expect(budgetOf(undefined)).toBeNull();
  expect([budgetOf("90s"), budgetOf("2m"), budgetOf("1h")]).toEqual([
    { seconds: 90 },
    { seconds: 120 },
    { seconds: 3600 },
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (trials) => {
      expect(budgetOf(String(trials))).toEqual({ trials });
    }),
  );
  for (const text of ["", "0", "-1", "2.5m", "m", "2 m", "2d", "1e3", "9".repeat(20)])
    expect(() => budgetOf(text), text).toThrow(EngineError);
});

test("weights name metrics and their shares", () => {
  expect(rankingOf(undefined)).toBeNull();
  expect(rankingOf("MASE=2, WQL=0.5")).toEqual({ weights: { MASE: 2, WQL: 0.5 } });
  for (const text of ["", "MASE", "MASE=", "MASE=-1", "MASE=x", "MAZE=1", "MASE=1,MASE=2", "MASE=1=2", "MASE=0"])
    expect(() => rankingOf(text), text).toThrow(EngineError);
});

describe("jobs", () => {
  test("lists the queue as the contract says", async () => {
    const { out } = await queueOf([jobOf("running", 3)]).run("jobs", "--json");
    expect(JSON.parse(out)).toEqual({
      jobs: [
        {
          id: "job-1",
          kind: "search",
          state: "running",
          name: "a.csv",
          created: "2026-01-02T03:04:05.000Z",
          priority: "user",
          trials: { total: 10, completed: 3, failed: 0 },
          etaSeconds: 40,
          error: null,
        },
      ],
    });
    expect((await queueOf([jobOf("running", 3)]).run("jobs")).out).toMatch(
      /job-1 +a\.csv .* running +3 of 10 +0 +40 s/,
    );
    expect((await queueOf([]).run("jobs")).out).toBe("No jobs.\n");
  });

  test.each(["pause", "cancel", "clear"])(
    "%s changes the job that is named, also by the beginning of its id",
    async (action) => {
      const { run, did } = queueOf([jobOf("running", 3)]);
      expect((await run("jobs", action, "job")).code).toBe(exitCodes.done);
      expect(did).toEqual([`${action} job-1`]);
    },
  );

  test("clear all removes what is finished", async () => {
    const { run, did } = queueOf([]);
    expect((await run("jobs", "clear", "all", "--json")).out).toBe('{"jobs":[]}\n');
    expect(did).toEqual(["clear all"]);
  });

  test.each([
    ["resume", jobOf("paused", 3)],
    ["retry", jobOf("failed", 3)],
  ])("%s runs the job here, to its end", async (action, job) => {
    const { run, did } = queueOf([job, jobOf("running", 4), jobOf("completed", 10)]);
    const { code, out } = await run("jobs", action, "job-1", "--json");
    expect(code).toBe(exitCodes.done);
    expect(did).toEqual([`${action} job-1`, "run job-1"]);
    expect(JSON.parse(out)).toMatchObject({ job: "job-1", state: "completed" });
  });

  test("resume of what another process is at waits for it", async () => {
    const { run, did } = queueOf([jobOf("running", 4), jobOf("completed", 10)]);
    const { code, err } = await run("jobs", "resume", "job-1");
    expect([code, err]).toEqual([exitCodes.done, "Another process is at this job already.\n"]);
    expect(did).toEqual(["run job-1"]);
  });

  test("a job that is not there, or an action, is a wrong argument", async () => {
    for (const words of [["pause"], ["pause", "nope"], ["stop", "job-1"], ["pause", "job-1", "more"]]) {
      const { run, did } = queueOf([jobOf("running")]);
      expect((await run("jobs", ...words)).code).toBe(exitCodes.wrongArguments);
      expect(did).toEqual([]);
    }
  });
});

test("once all trials have ended, the best are checked", async () => {
  const trials = (completed: number) => ({ trials: { total: 9, completed, failed: 0, timedOut: 0, reused: 0 } });
  const states = [jobOf("running", 0, trials(8)), jobOf("running", 0, trials(9)), jobOf("completed", 0, trials(9))];
  const jobs: Pick<CliJobs, "list" | "listen"> = {
    list: async () => states.splice(0, 1),
    listen: (listener) => {
      queueMicrotask(listener);
      return () => undefined;
    },
  };
  const labels: string[] = [];
  const progress = { update: (label: string) => void labels.push(label), end: () => undefined };
  const context = { signal: new AbortController().signal, progress, note: () => undefined };
  await followJob(context, jobs as CliJobs, "job-1", false);
  expect(labels).toEqual(["Searching", "Checking the best"]);
});
