/** What a search found, as a document and as tables. */
import { bandShares } from "#domain/forecast";
import type { LeaderboardRow, SearchResult } from "#domain/job";
import { formatCount, formatDuration, formatShare, plural } from "#engine/format";
import { alignTable } from "./table.ts";

export function searchDocument(result: SearchResult): object {
  const { job, state, settings, metric, seconds, trials, winners, leaderboard, notTried } = result;
  return {
    job,
    state,
    horizon: settings.horizon,
    metric,
    seconds,
    trials,
    winners: winners.map(({ series, method, id, score, honestScore, origins }) => ({
      series,
      forecaster: method.forecaster,
      parameters: method.parameters,
      transform: method.transform,
      seasonLength: method.seasonLength,
      id,
      score,
      honestScore,
      origins,
    })),
    leaderboard: leaderboard.map(({ id, scores, skill, seconds: own, differsFromBest }) => ({
      id,
      MASE: scores["MASE"],
      WQL: scores["WQL"],
      sMAPE: scores["sMAPE"],
      coverage: Object.fromEntries(
        bandShares
          .map((share): [string, number | undefined] => [`${share}`, scores[`coverage${100 * share}`]])
          .filter(([, covered]) => covered !== undefined),
      ),
      skill,
      seconds: own,
      differsFromBest,
    })),
    ...(notTried.length > 0 ? { notTried } : {}),
  };
}

const shownWinners = 20;

/** @param name of the file */
export function describeSearch(name: string, result: SearchResult): string {
  const { settings, metric, seconds, trials, winners, leaderboard, notTried } = result;
  const counts = [
    plural(trials.completed, "trial", "trials"),
    ...(trials.reused > 0 ? [`${formatCount(trials.reused)} of them known before`] : []),
    ...(trials.failed > 0 ? [`${formatCount(trials.failed)} failed`] : []),
    ...(trials.timedOut > 0 ? [`${formatCount(trials.timedOut)} timed out`] : []),
  ];
  const steps = plural(settings.horizon, "step", "steps");
  const lines = [
    `${name}, ${steps} ahead, by ${metric}: ${counts.join(", ")} in ${formatDuration(seconds * 1000)}`,
    "",
    alignTable(
      ["Series", "Best method", metric, "Held out", "Seasonal naive"],
      winners
        .slice(0, shownWinners)
        .map(({ series, id, score, honestScore, baselineScore }) => [
          series,
          id,
          fixed(score),
          fixed(honestScore),
          fixed(baselineScore),
        ]),
    ),
  ];
  if (winners.length > shownWinners) lines.push(`… and ${formatCount(winners.length - shownWinners)} more series`);
  lines.push(
    "",
    alignTable(
      ["Model", "Skill", "MASE", "WQL", "In 80 %", "Bias", "Seconds", "Wins", "Against the best"],
      leaderboard.map((row) => [
        row.id,
        share(row.skill),
        fixed(row.scores["MASE"]),
        fixed(row.scores["WQL"]),
        share(row.scores["coverage80"]),
        share(row.scores["relativeBias"]),
        row.seconds.toFixed(1),
        String(row.wins),
        difference(row),
      ]),
    ),
  );
  if (notTried.length > 0) {
    lines.push("", "Not tried:");
    for (const { series, reason } of notTried)
      lines.push(`  ${reason}${winners.length > 1 ? ` (${formatCount(series)} series)` : ""}`);
  }
  return lines.join("\n");
}

/** By the Diebold–Mariano test at 5 %. */
function difference({ differsFromBest }: LeaderboardRow): string {
  if (differsFromBest === null) return "";
  return differsFromBest ? "different" : "no clear difference";
}

function fixed(value: number | null | undefined): string {
  return value === undefined || value === null ? "" : value.toFixed(4);
}

function share(value: number | null | undefined): string {
  return value === undefined || value === null ? "" : formatShare(value);
}
