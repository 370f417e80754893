import { X } from "lucide-react";
import { memo, useDeferredValue } from "react";
import { formatCount, formatTime } from "#renderer/format";
import { holds, intervalLevels, rowAt, type Shown, useForecastState } from "#renderer/forecasts";
import { describeSpan, missingSpans } from "#renderer/charts";
import { useNumberFormat, useView } from "#renderer/context";
import { IconButton } from "#renderer/ui";
import "./numbers.css";

/** The forecast on screen as a table: for reading exact numbers, and for those who can't see the chart. */
export function NumbersPanel() {
  const view = useView();
  // The chart comes first while scrubbing; the table follows when there is time.
  const shown = useDeferredValue(useForecastState((state) => state.shown));
  return (
    <section className="numbers" aria-label="Numbers">
      <header className="numbers-header">
        <h2 className="numbers-title">Numbers</h2>
        <IconButton label="Hide the numbers" onPress={() => view.setState({ areNumbersShown: false })}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label="Forecast numbers, scrollable">
        {shown === null ? null : <Table shown={shown} />}
        {shown === null ? null : <Gaps shown={shown} />}
      </div>
    </section>
  );
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
      <h3 className="gaps-title">Missing in the history</h3>
      <ul className="gap-list">
        {latest.map((span) => (
          <li key={span.from}>{describeSpan(span, series.frequency)}</li>
        ))}
      </ul>
      {spans.length > listedGaps ? (
        <p className="gap-more">… and {formatCount(spans.length - listedGaps)} earlier stretches</p>
      ) : null}
    </section>
  );
});

const Table = memo(function Table({ shown }: { readonly shown: Shown }) {
  const { forecast, series } = shown;
  const number = useNumberFormat(shown);
  if (forecast === null) return <p className="numbers-empty">No forecast was made at this time.</p>;
  const hasActuals = forecast.actuals !== null;
  return (
    <table
      className="numbers-table"
      aria-label="Forecast numbers"
      data-series={series.id}
      data-origin={forecast.origin}
      data-horizon={forecast.horizon}
      data-model={forecast.model.id}
    >
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Median</th>
          {intervalLevels.map(({ share }) => (
            <th key={share} scope="col">
              {share * 100}&nbsp;%
            </th>
          ))}
          <th scope="col">Actual</th>
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: forecast.horizon }, (_, step) => {
          const row = rowAt(forecast, step);
          const eighty = row.intervals[1];
          const isOutside = eighty !== undefined && holds(eighty, row.actual) === false;
          return (
            <tr key={step} data-step={step}>
              <th scope="row" data-value={row.time}>
                {formatTime(row.time, series.frequency)}
              </th>
              <td className="number-strong" data-level={0.5} data-value={row.median}>
                {number(row.median)}
              </td>
              {intervalLevels.map(({ share, lower, upper }, index) => (
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
                {isOutside ? <span className="visually-hidden"> (outside 80&nbsp;%)</span> : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
