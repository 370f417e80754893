import type { Profiling } from "#domain/job";
import type {
  Changepoint,
  ProfileNote,
  ProfilePart,
  SeasonEvidence,
  SeriesCorrelation,
  SeriesProfile,
} from "#domain/profile";
import { demandClasses, trendDirections } from "#domain/profile";
import type { Frequency } from "#domain/series";
import {
  formatCalendarSpan,
  formatCount,
  formatDuration,
  formatSteps,
  frequencyName,
  percent,
  plural,
} from "#renderer/format";

/** How far a profile is, in a sentence; null where there is nothing to say. */
export function progressText(progress: Profiling): string | null {
  const { state, series, summarised, profiled, failed, etaSeconds } = progress;
  const done = profiled + failed;
  const soFar = `${formatCount(done)} of ${formatCount(series)} series`;
  const failures = failed === 0 ? "" : `, ${formatCount(failed)} failed`;
  switch (state) {
    case "none":
      return "Nothing has been examined yet.";
    case "unkept":
      return "This file is only looked at and nothing of it is kept: a series is examined when you open it.";
    case "pending":
      return done === 0 ? "Waiting for its turn in the queue." : `Waiting for its turn in the queue, after ${soFar}.`;
    case "running": {
      const left = etaSeconds === null ? "" : ` · about ${formatDuration(etaSeconds * 1000)} left`;
      if (summarised < series)
        return `Looking at all values once: ${formatCount(summarised)} of ${formatCount(series)} series${left}`;
      if (done < series) return `Examining each series: ${soFar}${failures}${left}`;
      return `Comparing the series with each other${left}`;
    }
    case "retrying":
      return `It stopped after ${soFar} and is tried again soon.`;
    case "paused":
      return `Paused after ${soFar}${failures}.`;
    case "cancelled":
      return `Cancelled after ${soFar}${failures}.`;
    case "failed":
      return `It failed after ${soFar}.`;
    case "completed":
      return failed === 0 ? null : `${plural(failed, "series", "series")} could not be examined; the list says why.`;
  }
}

export type ProgressKind = "running" | "stale" | "error";

export function progressKind({ state, failed }: Pick<Profiling, "state" | "failed">): ProgressKind {
  if (state === "failed" || (state === "completed" && failed > 0)) return "error";
  return state === "running" || state === "pending" ? "running" : "stale";
}

/** Beyond this, in size, a correlation is strong; half as much is moderate. */
const strong = 0.7;

/** "A leads B by 3 days"; "A and B move together"; "B moves against A, 3 days later". */
export function correlationText({ first, second, lag, coefficient }: SeriesCorrelation, frequency: Frequency): string {
  const isOpposite = coefficient < 0;
  if (lag === 0)
    return isOpposite ? `${first} and ${second} move in opposite directions` : `${first} and ${second} move together`;
  const later = formatSteps(lag, frequency);
  return isOpposite
    ? `${first} leads ${second} by ${later}, in the opposite direction`
    : `${first} leads ${second} by ${later}`;
}

/** "Strong", "Moderate", "Weak". */
export function strengthWord(coefficient: number): string {
  const size = Math.abs(coefficient);
  return size >= strong ? "Strong" : size >= strong / 2 ? "Moderate" : "Weak";
}

/** What a p says about chance. */
export function chanceText(p: number): string {
  return p < 0.001 ? "not by chance" : p < 0.05 ? "hardly by chance" : "may be chance";
}

/** "12 months (1 year)", where the calendar has a name of its own for it. */
export function seasonText({ length }: Pick<SeasonEvidence, "length">, frequency: Frequency): string {
  const steps = formatSteps(length, frequency);
  const span = formatCalendarSpan(length, frequency);
  return span === steps ? steps : `${steps} (${span})`;
}

export const changeWords: Readonly<Record<Changepoint["kind"], string>> = {
  level: "Level",
  slope: "Slope",
  spread: "Size of the noise",
};

/** A series in a few sentences, before its numbers. */
export function readingOf(profile: SeriesProfile, frequency: Frequency): string {
  const { summary, seasons, trend, demand, changepoints, anomalies, forecastability, stationarity } = profile;
  const { steps, missing, observed, isConstant } = summary;
  const sentences = [
    `${frequencyName(frequency)}, ${formatSteps(steps, frequency)}${missing === 0 ? "" : `, ${formatCount(missing)} of them without a value`}.`,
  ];
  if (observed === 0) return sentences.join(" ");
  if (observed === 1) return [...sentences, "There is a single value."].join(" ");
  if (isConstant) return [...sentences, "All values are the same."].join(" ");
  if (seasons !== null)
    sentences.push(
      seasons.length === 0
        ? "No season repeats."
        : `${seasons.length === 1 ? "A season" : "Seasons"} of ${list(seasons.map((season) => `${seasonText(season, frequency)}, strength ${percent(season.strength)}`))}.`,
    );
  if (trend !== null)
    sentences.push(
      trend.direction === "none"
        ? `${trendDirections.none.label}.`
        : `${trendDirections[trend.direction].label} trend, strength ${percent(trend.strength)}.`,
    );
  if (demand !== null && demand.class !== "smooth")
    sentences.push(`${demandClasses[demand.class].label} demand: ${demandClasses[demand.class].words.toLowerCase()}`);
  if (stationarity !== null) sentences.push(stationarity.words);
  const events = [
    ...(changepoints === null || changepoints.list.length === 0
      ? []
      : [plural(changepoints.list.length, "changepoint", "changepoints")]),
    ...(anomalies === null || anomalies.total === 0 ? [] : [plural(anomalies.total, "anomaly", "anomalies")]),
  ];
  if (events.length > 0) sentences.push(`${list(events)}.`);
  if (forecastability !== null)
    sentences.push(
      `Forecastability ${percent(forecastability.value)}: ${forecastability.value >= 0.5 ? "regular" : forecastability.value >= 0.2 ? "partly regular" : "mostly noise"}.`,
    );
  return sentences.join(" ");
}

function list(items: readonly string[]): string {
  return new Intl.ListFormat("en-US", { type: "conjunction" }).format(items);
}

/** What is said about these parts: why they are missing, or what they did not see. */
export function notesOf(notes: readonly ProfileNote[], ...parts: readonly ProfilePart[]): readonly string[] {
  return [...new Set(notes.filter(({ part }) => parts.includes(part)).map(({ words }) => words))];
}
