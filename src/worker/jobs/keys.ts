import { createHash } from "node:crypto";
import type { SubmittedSearch } from "#contract/worker";
import type { SearchSettings } from "#domain/job";
import { parseMethod } from "#domain/method";
import { forecasters } from "#engine/forecasters/catalogue";
import type { PlannedTrial } from "#engine/search";
import type { LoadedSearch } from "./job-store.ts";
import type { NewSeries, ProfileGrid } from "./new-job.ts";
import { seriesHash } from "./series-codec.ts";

/** Counted up whenever a search is planned in another way, or a method means something else than before. */
const searchVersion = 1;
/** Counted up whenever something else is said of a series, or of a dataset, than before. */
export const profileVersion = 1;

/** What a search's result depends on, and nothing else: neither the file's name nor the handle of its dataset. */
export function searchJobKey({ series, settings, models }: SubmittedSearch): string {
  return hashOf(
    series.map((one) => [one.id, seriesHash(one)]),
    settingsOf(settings),
    models.map(({ id, sha256, executionProvider }) => `${id} ${sha256} ${executionProvider}`).sort(),
    forecasters.all.map(({ id, version }) => [id, version]),
    searchVersion,
  );
}

/** Of a dataset, whose handle stands for its content: what is known of it is found by that. */
export function profileJobKey(dataset: string, series: readonly NewSeries[]): string {
  return hashOf(
    "profile",
    profileVersion,
    dataset,
    series.map(({ id, sha256, grid }) => [id, sha256, grid]),
  );
}

/** What the profile of a series depends on: not its name, and not when it begins. */
export function profileKey(content: string, { grid: { frequency } }: ProfileGrid): string {
  return hashOf(profileVersion, content, frequency.unit, frequency.count);
}

/** What the scores of a trial depend on, but for the origins, which are found under it one by one. */
export function resultKey(
  { series, settings, models }: LoadedSearch,
  { series: place, method }: PlannedTrial,
  byStep: boolean,
): string {
  const { forecaster } = parseMethod(method);
  const model = models.find(({ id }) => id === forecaster);
  return hashOf(
    searchVersion,
    series[place]?.sha256,
    method,
    settings.horizon,
    model === undefined
      ? forecasters.all.find(({ id }) => id === forecaster)?.version
      : [model.sha256, model.executionProvider],
    byStep,
  );
}

/** In one order of its fields, whoever made it. */
function settingsOf(settings: SearchSettings): unknown {
  const { horizon, metric, preset, models, origins, stride, budget, isPooled } = settings;
  return [horizon, metric, preset, models?.toSorted() ?? null, origins, stride, budget, isPooled];
}

function hashOf(...parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
