import type { SearchResult, SearchWinner } from "#domain/job";
import { formatDuration, plural } from "#renderer/format";
import { gainText, metricName, scoreText } from "./metrics.ts";

/** How a winner did: where it counts, and against the simplest forecast at the same origins. */
export function winnerText(
  { score, honestScore, baselineScore, origins, honestOrigins }: SearchWinner,
  metric: string,
): string {
  const judged = honestScore ?? score;
  const gain = gainText(judged, baselineScore);
  const where =
    honestScore === null
      ? `in the ${plural(origins, "past forecast", "past forecasts")} that it was chosen by; the series is too short to check it on others`
      : `in ${plural(honestOrigins, "newer past forecast", "newer past forecasts")} that the search never saw`;
  return `${metricName(metric)} ${scoreText(metric, judged)}${gain === null ? "" : `, ${gain},`} ${where}.`;
}

/** What was done: "250 trials on 3 series in 2 min, for 12 steps ahead". */
export function effortDone({ trials, winners, seconds, state }: SearchResult): string {
  const done = `${plural(trials.completed, "trial", "trials")} on ${plural(winners.length, "series", "series")} in ${formatDuration(seconds * 1000)}`;
  return state === "completed" ? done : `${done}, as far as it went`;
}
