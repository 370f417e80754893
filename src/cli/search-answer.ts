/** What a search found, as a document and as tables. */
import { bandShares } from "#domain/forecast";
import type { LeaderboardRow, SearchResult, SearchWinner, WinnerStanding } from "#domain/job";
import { fewestPairs } from "#domain/score";
import { formatCount, formatDuration, formatShare, plural } from "#engine/format";
import { alignTable, fixed, signedShare } from "./table.ts";

export function searchDocument(result: SearchResult): object {
  const { job, state, settings, metric, seconds, trials, winners, leaderboard, notTried, tooShort } = result;
  return {
    job,
    state,
    horizon: settings.horizon,
    metric,
    seconds,
    trials,
    winners: winners.map(
      ({ series, method, id, score, honestScore, baselineScore, standing, origins, honestOrigins }) => ({
        series,
        forecaster: method.forecaster,
        parameters: method.parameters,
        transform: method.transform,
        seasonLength: method.seasonLength,
        id,
        score,
        honestScore,
        origins,
        ...{ honestOrigins, baselineScore, standing },
      }),
    ),
    leaderboard: leaderboard.map(({ id, scores, skill, seconds: own, againstBest }) => ({
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
      differsFromBest: againstBest === null || againstBest === "too-few" ? null : againstBest === "differs",
    })),
    ...(notTried.length > 0 ? { notTried } : {}),
    ...(tooShort.length > 0 ? { tooShort } : {}),
  };
}

const shownWinners = 20;

/** @param name of the file */
export function describeSearch(name: string, result: SearchResult): string {
  const { settings, metric, seconds, trials, winners, leaderboard, notTried, tooShort } = result;
  const counts = [
    plural(trials.completed, "trial", "trials"),
    ...(trials.reused > 0 ? [`${formatCount(trials.reused)} of them known before`] : []),
    ...(trials.failed > 0 ? [`${formatCount(trials.failed)} failed`] : []),
    ...(trials.timedOut > 0 ? [`${formatCount(trials.timedOut)} timed out`] : []),
  ];
  const steps = plural(settings.horizon, "step", "steps");
  const isJudged = winners.some(({ honestOrigins }) => honestOrigins > 0);
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
          fixed(score, 4),
          fixed(honestScore, 4),
          fixed(baselineScore, 4),
        ]),
    ),
  ];
  if (winners.length > shownWinners) lines.push(`… and ${formatCount(winners.length - shownWinners)} more series`);
  lines.push(...standingLines(winners, metric));
  lines.push(
    "",
    alignTable(
      ["Model", "Skill", "MASE", "WQL", "In 80 %", "Bias", "Seconds", "Wins", "Against the best"],
      leaderboard.map((row) => [
        row.id,
        signedShare(row.skill),
        fixed(row.scores["MASE"], 4),
        fixed(row.scores["WQL"], 4),
        share(row.scores["coverage80"]),
        signedShare(row.scores["relativeBias"]),
        row.seconds.toFixed(1),
        String(row.wins),
        difference(row, leaderboard),
      ]),
    ),
    "",
    isJudged
      ? "Models: each with its best settings, at the origins held back. The choice was made before, at older ones: it need not be the first here."
      : "Models: each with its best settings, at the origins that it was chosen by.",
    "Skill: MASE saved against seasonal naive. Bias: of the actuals, + where forecasts were too high. Wins: series where it is the choice.",
    testLine(result),
  );
  if (tooShort.length > 0) lines.push("", `Too short for forecasts of ${steps} on their past: ${someOf(tooShort)}`);
  if (notTried.length > 0) {
    lines.push("", "Not tried:");
    for (const { series, reason } of notTried)
      lines.push(`  ${reason}${winners.length > 1 ? ` (${formatCount(series)} series)` : ""}`);
  }
  return lines.join("\n");
}

/** What winners are worth that did no better than seasonal naive, or could not be compared with it. */
function standingLines(winners: readonly SearchWinner[], metric: string): readonly string[] {
  const sentences: readonly (readonly [WinnerStanding, string])[] = [
    [
      "no-better",
      "The best method did no better than seasonal naive where it was not chosen by: it may have won by chance",
    ],
    ["baseline", "No method did better than seasonal naive where methods were chosen"],
    ["unchecked", "Too short to check the best method where it was not chosen by: its score is flattered"],
    ["unmeasured", `${metric} measures nothing there, so methods can't be told apart`],
  ];
  return sentences.flatMap(([standing, sentence]) => {
    const those = winners.filter((winner) => winner.standing === standing).map(({ series }) => series);
    if (those.length === 0) return [];
    return ["", winners.length === 1 ? `${sentence}.` : `${sentence}: ${someOf(those)}`];
  });
}

const namedSeries = 5;

function someOf(series: readonly string[]): string {
  const named = series.slice(0, namedSeries).join(", ");
  return series.length > namedSeries
    ? `${named} and ${formatCount(series.length - namedSeries)} more series.`
    : `${named}.`;
}

function difference({ againstBest, score }: LeaderboardRow, leaderboard: readonly LeaderboardRow[]): string {
  if (score === null) return "";
  if (againstBest === null) return leaderboard.length > 1 ? "best" : "";
  return { differs: "differs", "no-clear-difference": "no clear difference", "too-few": "too few to tell" }[
    againstBest
  ];
}

function testLine({ metric, settings, winners, leaderboard }: SearchResult): string {
  const line = `Against the best by ${metric}: Diebold–Mariano at 5 %.`;
  if (!leaderboard.some(({ againstBest, score }) => againstBest === "too-few" && score !== null)) return line;
  const held = Math.max(0, ...winners.map(({ honestOrigins }) => honestOrigins));
  if (held >= fewestPairs || (settings.stride ?? settings.horizon) < settings.horizon)
    return `${line} Too few forecasts were held back for it.`;
  return `${line} It takes ${fewestPairs} origins held back, and there are ${held}; --origins ${2 * fewestPairs - 1} holds back so many where the past is long enough.`;
}

function share(value: number | null | undefined): string {
  return value === undefined || value === null ? "" : formatShare(value);
}
