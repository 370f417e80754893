import type { LeaderboardRow, SearchResult } from "#domain/job";
import { formatCount, formatMs, formatShare, missingText } from "#renderer/format";
import { HeaderCell } from "#renderer/ui";
import { scoreText } from "./metrics.ts";
import { texts } from "./texts.ts";

interface Column {
  readonly title: string;
  /** What it says, in a line. */
  readonly words: string;
  readonly text: (row: LeaderboardRow) => string;
}

const columns: readonly Column[] = [
  {
    title: "Better by",
    words: "How much lower its error is than repeating the last season (skill)",
    text: ({ skill }) => (skill === null ? missingText : withMinus(formatShare(skill))),
  },
  {
    title: "MASE",
    words: "Error in units of the usual change from one season to the next: lower is better",
    text: ({ scores }) => scoreText("MASE", scores["MASE"]),
  },
  {
    title: "WQL",
    words: "Error of the middle and the ranges together, as a share of the values",
    text: ({ scores }) => scoreText("WQL", scores["WQL"]),
  },
  {
    title: "In the 80\u00A0% range",
    words: "Share of the values that its 80 % range contained: best near 80 %",
    text: ({ scores }) => scoreText("coverage80", scores["coverage80"]),
  },
  {
    title: "Bias",
    words: "Above zero where it forecast too much",
    text: ({ scores }) => signed(scores["relativeBias"]),
  },
  {
    title: "Time",
    words: "Of computing all its trials",
    text: ({ seconds }) => formatMs(seconds * 1000),
  },
  { title: "Wins", words: "Series where it is the best", text: ({ wins }) => formatCount(wins) },
];

/** Forecasters side by side, the best first, each with its best settings for every series. */
export function Leaderboard({ result: { leaderboard, winners } }: { readonly result: SearchResult }) {
  if (leaderboard.length === 0) return <p className="dialog-none">{texts.nothingHasBeenScored}</p>;
  const isSingle = winners.length === 1;
  const shown = isSingle ? columns.filter(({ title }) => title !== "Wins") : columns;
  return (
    <div className="leaderboard-scroll" tabIndex={0} role="group" aria-label={texts.allModelsScrollable}>
      <table className="plain-table number-table leaderboard">
        <thead>
          <tr>
            <th scope="col">{texts.model}</th>
            {shown.map(({ title, words }) => (
              <HeaderCell key={title} title={title} tip={words} />
            ))}
          </tr>
        </thead>
        <tbody>
          {leaderboard.map((row, index) => (
            <tr key={row.id}>
              <th scope="row">
                <span className="leaderboard-place">{index + 1}</span> {row.name}
                {isSingle && row.wins > 0 ? (
                  <span className="leaderboard-note leaderboard-chosen">{texts.theChoice}</span>
                ) : null}
                {row.score !== null && row.againstBest === "no-clear-difference" ? (
                  <span className="leaderboard-note" title={texts.byADieboldMarianoTest}>
                    {texts.noClearDifferenceToThe}
                  </span>
                ) : null}
              </th>
              {shown.map(({ title, text }) => (
                <td key={title}>{text(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function signed(value: number | undefined): string {
  const text = scoreText("relativeBias", value);
  return value !== undefined && value > 0 ? `+${text}` : withMinus(text);
}

/** A hyphen is no minus. */
function withMinus(text: string): string {
  return text.replace("-", "−");
}
