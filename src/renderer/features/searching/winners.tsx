import { Check as CheckMark, Search } from "lucide-react";
import { useMemo, useState } from "react";
import {
  GridList,
  GridListItem,
  Input,
  ListLayout,
  SearchField,
  ToggleButton,
  Virtualizer,
} from "react-aria-components";
import type { SearchWinner } from "#domain/job";
import { rootScale } from "#renderer/charts";
import { plural } from "#renderer/format";
import { matching } from "#renderer/ui";
import { metricName, scoreText } from "./metrics.ts";
import type { Adoption } from "./result-dialog.tsx";
import { winnerText } from "./result-words.ts";
import { useMethodText } from "./method-text.ts";
import { texts } from "./texts.ts";

/** Of one series: who won, how well, and a button to go on with it. */
export function Winner({
  winner,
  metric,
  adoption,
}: {
  readonly winner: SearchWinner;
  readonly metric: string;
  readonly adoption: Adoption;
}) {
  const nameOf = useMethodText();
  return (
    <section className="winner" aria-label={texts.theBestModel}>
      <div className="winner-text">
        <p className="winner-series">{texts.bestFor(winner.series)}</p>
        <p className="winner-name">{nameOf(winner.id)}</p>
        <p>{winnerText(winner, metric)}</p>
      </div>
      <AdoptButton winner={winner} adoption={adoption} tone="primary" />
    </section>
  );
}

/** Pixels, at the usual size of text. */
const rowHeight = 44;
/** From here on a list is searched and not read. */
const searchable = 12;

/** Of many series: one line each. */
export function WinnerList({
  winners,
  metric,
  adoption,
  isPooled,
}: {
  readonly winners: readonly SearchWinner[];
  readonly metric: string;
  readonly adoption: Adoption;
  readonly isPooled: boolean;
}) {
  const nameOf = useMethodText();
  const [query, setQuery] = useState("");
  const items = useMemo(() => matching(winners, query, ({ series }) => series), [winners, query]);
  return (
    <section aria-label={texts.theBestModelOfEach}>
      <div className="winner-head">
        <h3 className="dialog-section">
          {isPooled ? texts.oneModelFor : texts.theBestModelOfEach2} {plural(winners.length, "series", "series")}
        </h3>
        {winners.length < searchable ? null : (
          <SearchField
            className="search winner-search"
            aria-label={texts.searchTheSeriesOfThe}
            value={query}
            onChange={setQuery}
          >
            <Search aria-hidden className="search-icon" />
            <Input className="search-input" placeholder={texts.search2} />
          </SearchField>
        )}
      </div>
      <div className="winner-columns" aria-hidden="true">
        <span>{texts.seriesAndModel}</span>
        <span title={texts.onThePastThatIt}>{texts.inTheSearch}</span>
        <span title={texts.onNewerPastThatThe}>{texts.checked}</span>
        <span title={texts.theSimplestForecastOnThe}>{texts.repeatingLastSeason}</span>
        <span />
      </div>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: rowHeight * rootScale() }}>
        <GridList
          className="winner-list"
          aria-label={texts.theBestModelOfEach3(metricName(metric))}
          items={items.map((winner) => ({ ...winner, key: winner.series }))}
          dependencies={[metric, adoption.adopted, adoption.isPossible]}
          style={{ height: items.length === 0 ? undefined : items.length * rowHeight * rootScale() }}
          renderEmptyState={() => <p className="dialog-none winner-none">{texts.noSeriesMatches(query)}</p>}
        >
          {(winner) => (
            <GridListItem id={winner.series} textValue={winner.series} className="winner-row">
              <div className="winner-cells">
                <span className="winner-what">
                  <span className="winner-row-series truncate" title={winner.series}>
                    {winner.series}
                  </span>
                  <span className="winner-row-method truncate" title={nameOf(winner.id)}>
                    {nameOf(winner.id)}
                  </span>
                </span>
                <Score label={texts.inTheSearch} metric={metric} value={winner.score} />
                <Score label={texts.checked} metric={metric} value={winner.honestScore} isChecked />
                <Score label={texts.repeatingLastSeason} metric={metric} value={winner.baselineScore} />
                <AdoptButton winner={winner} adoption={adoption} />
              </div>
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </section>
  );
}

interface ScoreProps {
  readonly label: string;
  readonly metric: string;
  readonly value: number | null;
  /** The one that counts, where there is room for one only. */
  readonly isChecked?: boolean;
}

function Score({ label, metric, value, isChecked = false }: ScoreProps) {
  return (
    <span className={isChecked ? "winner-score winner-checked" : "winner-score"}>
      <span className="visually-hidden">{label}: </span>
      {scoreText(metric, value)}
    </span>
  );
}

/** Pressed while it is adopted; pressing it again gives the series back. */
function AdoptButton({
  winner: { series, id },
  adoption: { adopted, isPossible, change },
  tone = "plain",
}: {
  readonly winner: SearchWinner;
  readonly adoption: Adoption;
  readonly tone?: "primary" | "plain";
}) {
  const isAdopted = adopted.get(series)?.method === id;
  return (
    <ToggleButton
      className={`button ${isAdopted ? "button-plain toggle" : `button-${tone}`} winner-adopt`}
      aria-label={texts.forText(isAdopted ? texts.adopted : texts.adopt, series)}
      isDisabled={!isPossible}
      isSelected={isAdopted}
      onChange={(isSelected) => change([series], isSelected)}
    >
      {isAdopted ? <CheckMark aria-hidden /> : null}
      {isAdopted ? texts.adopted : texts.adopt}
    </ToggleButton>
  );
}
