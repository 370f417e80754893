/**
 * The loop that a search is measured against, in a process of its own: every trial of the reference grid one after the other, without
 * a queue, a file or other processes. Prints one line of JSON.
 */
import { readFileSync } from "node:fs";
import { type SearchSettings, usualSearch } from "#domain/job";
import { knownAt, forecastMethod } from "#engine/forecasters/method";
import { forecasters } from "#engine/forecasters/catalogue";
import { splitAt } from "#engine/evaluation";
import { neededLevels, scoreOrigin } from "#engine/metrics";
import { SearchPlan } from "#engine/search";

const [file = "", ...numbers] = process.argv.slice(2);
const [horizon = 0, origins = 0, stride = 0] = numbers.map(Number);
const now = (): number => performance.now();
const values = Float64Array.from(readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1), (line) =>
  Number(line.split(",")[1]),
);
const series = { id: "values", values, usualSeasons: [12] };
const settings: SearchSettings = { ...usualSearch, horizon, preset: "full", origins, stride };

const startedMs = now();
const plan = new SearchPlan(settings, [series], forecasters, []);
const known = knownAt(series);
const methods = new Set<string>();
let fits = 0;
for (let trial = plan.next(); trial !== null; trial = plan.next()) {
  const trialMs = now();
  const past = trial.origins.map((origin) => {
    const { context, actuals } = splitAt(values, origin, horizon);
    const seen = known(context.length);
    const { quantiles } = forecastMethod(forecasters, trial.method, seen, horizon, neededLevels, now);
    return scoreOrigin({ levels: neededLevels, quantiles, actuals, context, seasonSteps: seen.seasonSteps });
  });
  methods.add(trial.method);
  fits += trial.origins.length;
  plan.finish({ ...trial, state: "completed", past, seconds: (now() - trialMs) / 1000 });
}
process.stdout.write(`${JSON.stringify({ seconds: (now() - startedMs) / 1000, methods: methods.size, fits })}\n`);
