import { X } from "lucide-react";
import { memo, type ReactNode, useDeferredValue } from "react";
import { mainShare, shareLabel } from "#engine/figure";
import { formatCount, formatSteps, formatTime } from "#renderer/format";
import { holds, insideCount, intervalLevelsOf, rowAt, type Shown, useForecastState } from "#renderer/forecasts";
import { describeSpan, missingSpans } from "#renderer/charts";
import { useNumberFormat, useView, useViewState } from "#renderer/context";
import { TermText } from "#renderer/glossary";
import { useAdjusting, useAdjustingState } from "#renderer/scenarios";
import { IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";
import "./numbers.css";

/** The forecast on screen as a table: for reading exact numbers, and for those who can't see the chart. */
export function NumbersPanel({ actions }: { readonly actions?: ReactNode }) {
  const view = useView();
  // The chart comes first while scrubbing; the table follows when there is time.
  const shown = useDeferredValue(useForecastState((state) => state.shown));
  const shares = useViewState((state) => state.chart.shares);
  return (
    <section
      className="numbers"
      aria-label={texts.numbers}
      onKeyDown={(event) => {
        if (event.key === "Escape") view.setState({ areNumbersShown: false });
      }}
    >
      <header className="numbers-header">
        <h2 className="numbers-title">{texts.numbers}</h2>
        <p className="numbers-about truncate">{shown === null ? "" : aboutText(shown, mainShare(shares))}</p>
        {actions}
        <IconButton label={texts.hide} onPress={() => view.setState({ areNumbersShown: false })}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label={texts.scrollable}>
        {shown === null ? null : <Table shown={shown} shares={shares} />}
        {shown === null ? null : <Gaps shown={shown} />}
      </div>
    </section>
  );
}

/** How the forecast did, where it is one of the past. */
function aboutText({ forecast, series }: Shown, share: number | null): string {
  if (forecast === null) return "";
  if (forecast.origin === 0) return texts.goBack;
  if (share === null) return "";
  const { inside, observed } = insideCount(forecast, share);
  return observed === 0
    ? ""
    : texts.within(formatCount(inside), formatSteps(observed, series.frequency), shareLabel(share));
}

const listedGaps = 50;

/** Steps of the history that have no value; the chart marks them, too. */
const Gaps = memo(function Gaps({ shown: { series, values } }: { readonly shown: Shown }) {
  const spans = missingSpans(values);
  if (spans.length === 0) return null;
  // Those near the forecast matter most to it.
  const latest = spans.slice(-listedGaps).toReversed();
  return (
    <section className="gaps">
      <h3 className="gaps-title">{texts.missing}</h3>
      <ul className="gap-list">
        {latest.map((span) => (
          <li key={span.from}>{describeSpan(span, series.frequency)}</li>
        ))}
      </ul>
      {spans.length > listedGaps ? (
        <p className="gap-more">{texts.earlier(formatCount(spans.length - listedGaps))}</p>
      ) : null}
    </section>
  );
});

interface TableProps {
  readonly shown: Shown;
  /** Of the ranges, from inner to outer: those of the chart. */
  readonly shares: readonly number[];
}

const Table = memo(function Table({ shown, shares }: TableProps) {
  const { forecast, plain, series } = shown;
  const number = useNumberFormat(shown);
  const adjusting = useAdjusting();
  const isAdjusting = useAdjustingState((state) => state.isOn);
  if (forecast === null) return <p className="numbers-empty">{texts.noForecast}</p>;
  const hasActuals = forecast.actuals !== null;
  const levels = intervalLevelsOf(shares);
  const main = shares.indexOf(mainShare(shares) ?? Number.NaN);
  return (
    <table
      className="numbers-table"
      aria-label={texts.table}
      data-series={series.id}
      data-origin={forecast.origin}
      data-horizon={forecast.horizon}
      data-model={forecast.model.id}
    >
      <thead>
        <tr>
          <th scope="col">{texts.time}</th>
          <th scope="col">
            <TermText id="median">{texts.median}</TermText>
          </th>
          {levels.map(({ share }) => (
            <th key={share} scope="col">
              <TermText id="range">{shareLabel(share)}</TermText>
            </th>
          ))}
          <th scope="col">{texts.actual}</th>
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: forecast.horizon }, (_, step) => {
          const row = rowAt(forecast, step, levels);
          const range = row.intervals[main];
          const isOutside = range !== undefined && holds(range, row.actual) === false;
          const model = plain === undefined ? row.median : rowAt(plain, step, levels).median;
          const median = number(row.median);
          return (
            <tr key={step} data-step={step}>
              <th scope="row" data-value={row.time}>
                {formatTime(row.time, series.frequency)}
              </th>
              <td className="number-strong" data-level={0.5} data-value={row.median}>
                {isAdjusting ? (
                  <button
                    type="button"
                    className="number-choose"
                    aria-label={texts.adjustStep(formatTime(row.time, series.frequency), median)}
                    onClick={() => adjusting.choose({ from: row.time, to: row.time })}
                  >
                    {median}
                  </button>
                ) : (
                  median
                )}
                {model === row.median ? null : (
                  <span className="number-model" data-model={model}>
                    {texts.plain(number(model))}
                  </span>
                )}
              </td>
              {levels.map(({ share, lower, upper }, index) => (
                <td key={share}>
                  <span data-level={lower} data-value={row.intervals[index]?.lower}>
                    {number(row.intervals[index]?.lower ?? Number.NaN)}
                  </span>
                  <span className="number-dash"> – </span>
                  <span data-level={upper} data-value={row.intervals[index]?.upper}>
                    {number(row.intervals[index]?.upper ?? Number.NaN)}
                  </span>
                </td>
              ))}
              <td className={isOutside ? "number-outside" : undefined} data-actual="" data-value={row.actual}>
                {hasActuals ? number(row.actual) : "–"}
                {isOutside ? (
                  <span className="visually-hidden">
                    {texts.outside(shareLabel(levels[main]?.share ?? Number.NaN))}
                  </span>
                ) : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
