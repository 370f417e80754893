import type { JobModel, ProfiledSeries, SubmittedProfile, SubmittedSearch } from "#contract/worker";
import type { JobKind, JobPriority, SearchSettings } from "#domain/job";
import { plural } from "#engine/format";
import { profileJobKey, searchJobKey } from "./keys.ts";
import { packSeries, type PackedSeries } from "./series-codec.ts";

/** A series as a job keeps it. */
export interface NewSeries extends PackedSeries {
  readonly id: string;
  /** Of a series that is to be profiled. */
  readonly grid: ProfileGrid | null;
}

/** What a profile needs to know of a series before its values are looked at. */
export interface ProfileGrid extends Pick<ProfiledSeries, "grid"> {
  readonly steps: number;
}

/** A job as it is put into the queue. */
export interface NewJob {
  readonly kind: JobKind;
  /** Of everything that its result depends on. */
  readonly key: string;
  readonly name: string;
  /** In a few words. */
  readonly about: string;
  readonly dataset: string;
  readonly priority: JobPriority;
  readonly batch: string | null;
  readonly whenLost: "pause" | "continue";
  /** Whatever its kind has of them, as JSON. */
  readonly settings: unknown;
  readonly models: readonly JobModel[];
  readonly series: readonly NewSeries[];
}

export function newSearch(search: SubmittedSearch): NewJob {
  const { series, ...rest } = search;
  return {
    ...rest,
    key: searchJobKey(search),
    about: aboutOf(search.settings, series.length),
    series: series.map((one) => ({ id: one.id, grid: null, ...packSeries(one) })),
  };
}

/** @param series as {@link packProfiled} gave them */
export function newProfile(submission: SubmittedProfile, series: readonly NewSeries[]): NewJob {
  const { kind, name, dataset, priority, batch, whenLost } = submission;
  return {
    ...{ kind, name, dataset, priority, batch, whenLost },
    key: profileJobKey(dataset, series),
    about: plural(series.length, "series", "series"),
    settings: {},
    models: [],
    series,
  };
}

export function packProfiled({ id, grid, ...values }: ProfiledSeries): NewSeries {
  return { id, grid: { grid, steps: values.values.length }, ...packSeries(values) };
}

function aboutOf({ horizon, metric }: SearchSettings, series: number): string {
  const steps = horizon === 1 ? "1 step" : `${horizon} steps`;
  return `${steps} ahead, by ${metric}, ${series} series`;
}
