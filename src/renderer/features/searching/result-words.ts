import type { SearchResult, SearchWinner, WinnerStanding } from "#domain/job";
import { formatCount, formatDuration, plural } from "#renderer/format";
import { gainText, metricName, scoreText } from "./metrics.ts";

/** How a winner did: where it counts, and against the simplest forecast at the same origins. */
export function winnerText(
  { score, honestScore, baselineScore, standing, origins, honestOrigins }: SearchWinner,
  metric: string,
): string {
  const judged = honestScore ?? score;
  const gain = gainText(judged, baselineScore);
  const where =
    honestScore === null
      ? `in the ${plural(origins, "past forecast", "past forecasts")} that it was chosen by; the series is too short to check it on others`
      : `in ${plural(honestOrigins, "newer past forecast", "newer past forecasts")} that the search never saw`;
  if (standing === "unmeasured")
    return `${metricName(metric)} measures nothing here, as on a series that never changes, so models can't be told apart.`;
  const words = `${metricName(metric)} ${scoreText(metric, judged)}${gain === null || standing === "baseline" ? "" : `, ${gain},`} ${where}.`;
  return [words, ...standingWords(standing)].join(" ");
}

/** What to think of a winner that did not prove itself; nothing of one that did. */
export function standingWords(standing: WinnerStanding): readonly string[] {
  switch (standing) {
    case "no-better":
      return ["It did no better there than repeating the last season, so it may have won by chance."];
    case "baseline":
      return ["Nothing did better than repeating the last season where models were chosen."];
    case "better":
    case "unchecked":
    case "unmeasured":
      return [];
  }
}

/** What to know of a list of winners before any of them is adopted. */
export function listWords({
  winners,
  tooShort,
  metric,
}: Pick<SearchResult, "winners" | "tooShort" | "metric">): readonly string[] {
  const count = (standing: WinnerStanding): number => winners.filter((one) => one.standing === standing).length;
  const unproven = count("no-better");
  const unmeasured = count("unmeasured");
  return [
    ...(unproven === 0
      ? []
      : [
          `For ${formatCount(unproven)} of ${plural(winners.length, "series", "series")} the best did no better than repeating the last season on past that the search never saw, so it may have won by chance.`,
        ]),
    ...(unmeasured === 0
      ? []
      : [
          `On ${formatCount(unmeasured)} of them ${metricName(metric)} measures nothing, as where values never change.`,
        ]),
    ...(tooShort.length === 0
      ? []
      : [
          `Too short to try anything: ${tooShort.slice(0, 5).join(", ")}${tooShort.length > 5 ? ` and ${formatCount(tooShort.length - 5)} more` : ""}.`,
        ]),
  ];
}

/** What was done: "250 trials on 3 series in 2 min, for 12 steps ahead". */
export function effortDone({ trials, winners, seconds, state }: SearchResult): string {
  const done = `${plural(trials.completed, "trial", "trials")} on ${plural(winners.length, "series", "series")} in ${formatDuration(seconds * 1000)}`;
  return state === "completed" ? done : `${done}, as far as it went`;
}

/** Whether there are too few forecasts to test models against the best. They share their forecasts, so it is said once. */
export function isTooShortToCompare({ leaderboard }: Pick<SearchResult, "leaderboard">): boolean {
  return leaderboard.some(({ score, againstBest }) => score !== null && againstBest === "too-few");
}
