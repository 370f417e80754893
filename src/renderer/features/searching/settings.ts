import { type SearchBudget, type SearchPreset, usualSearch } from "#domain/job";
import { formatCount, plural } from "#renderer/format";
import type { SearchStart } from "#renderer/jobs";

/** What the user decides about a search. */
export interface SearchDraft {
  /** The series in front, those that are chosen together, or all of the file. */
  readonly scope: "one" | "chosen" | "all";
  readonly horizon: number;
  readonly metric: string;
  readonly preset: SearchPreset;
  readonly budget: "none" | "minutes" | "trials";
  readonly minutes: number;
  readonly trials: number;
  readonly origins: number;
  readonly isPooled: boolean;
}

export const initialDraft = {
  scope: "one",
  metric: usualSearch.metric,
  preset: usualSearch.preset,
  budget: "none",
  minutes: 10,
  trials: 500,
  origins: usualSearch.origins,
  isPooled: usualSearch.isPooled,
} as const satisfies Omit<SearchDraft, "horizon">;

/**
 * @param series the one in front
 * @param chosen those that are chosen together
 */
export function searchOf(
  draft: SearchDraft,
  dataset: string,
  series: string,
  chosen: readonly string[] = [],
): SearchStart {
  const { scope, horizon, metric, preset, origins, isPooled } = draft;
  return {
    dataset,
    series: scope === "all" ? null : scope === "chosen" ? [...chosen] : [series],
    ...usualSearch,
    ...{ horizon, metric, preset, origins },
    budget: budgetOf(draft),
    isPooled: scope !== "one" && isPooled,
    priority: "user",
  };
}

function budgetOf({ budget, minutes, trials }: SearchDraft): SearchBudget | null {
  if (budget === "none") return null;
  return budget === "minutes" ? { seconds: minutes * 60 } : { trials };
}

/** The reference grid's size is fixed; a fast search narrows down, so that its size follows from what it finds. */
const trialsPerSeries = { full: 526, fast: 75 } as const;

/** How much a search is going to try: "About 75 trials", at most as many as the budget allows. */
export function effortText({ preset, budget, trials }: SearchDraft, series: number): string {
  const planned = trialsPerSeries[preset] * series;
  if (budget === "trials" && trials < planned) return `At most ${plural(trials, "trial", "trials")}`;
  return `${preset === "fast" ? "About" : "Up to"} ${formatCount(planned)} trials`;
}
