import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { formatShare, formatTime, missingText, plural } from "#renderer/format";
import { type ForecastRow, holds, insideCount, rowAt, useForecastState } from "#renderer/forecasts";
import { useNumbersOf } from "#renderer/context";
import "./numbers.css";

/** The few numbers that most people came for. Every cell keeps its place, whatever the origin. */
export function NumbersStrip() {
  const shown = useForecastState((state) => state.shown);
  const number = useNumbersOf(shown?.values);
  const forecast = shown?.forecast ?? null;
  if (shown === null || forecast === null) {
    return (
      <dl className="strip" aria-label="Key numbers">
        <Cell label="Next step" main={missingText} note={"\u00A0"} />
        <Cell label="Last step" main={missingText} note={"\u00A0"} />
        <Cell label="Actual next" main={missingText} note={"\u00A0"} />
        <Cell label="Inside 80 %" main={missingText} note={"\u00A0"} />
      </dl>
    );
  }
  const { frequency } = shown.series;
  const first = rowAt(forecast, 0);
  const last = rowAt(forecast, forecast.horizon - 1);
  const { inside, observed } = insideCount(forecast);
  const hasActual = Number.isFinite(first.actual);
  const eighty = first.intervals[1];
  const isInside = eighty === undefined ? null : holds(eighty, first.actual);
  const isFuture = forecast.origin === 0;
  return (
    <dl className="strip" aria-label="Key numbers">
      <Cell
        label="Next step"
        when={formatTime(first.time, frequency)}
        main={number(first.median)}
        note={interval(first, number)}
      />
      <Cell
        label="Last step"
        when={formatTime(last.time, frequency)}
        main={number(last.median)}
        note={interval(last, number)}
      />
      <Cell
        label="Actual next"
        main={hasActual ? number(first.actual) : missingText}
        note={
          !hasActual ? (
            isFuture ? (
              "Not known yet"
            ) : (
              "Not observed"
            )
          ) : isInside === null ? (
            "\u00A0"
          ) : isInside ? (
            <span className="verdict verdict-in">
              <CircleCheck aria-hidden /> inside 80&nbsp;%
            </span>
          ) : (
            <span className="verdict verdict-out">
              <CircleX aria-hidden /> outside 80&nbsp;%
            </span>
          )
        }
      />
      <Cell
        label="Inside 80 %"
        main={observed === 0 ? missingText : formatShare(inside / observed)}
        note={
          observed === 0
            ? hasActual
              ? "The model has no such band"
              : "Scrub back to compare"
            : `${inside} of ${plural(observed, "step", "steps")}`
        }
      />
    </dl>
  );
}

interface CellProps {
  readonly label: string;
  readonly when?: string;
  readonly main: string;
  readonly note: ReactNode;
}

function Cell({ label, when, main, note }: CellProps) {
  return (
    <div className="cell">
      <dt className="cell-label" {...(when === undefined ? {} : { title: `${label}: ${when}` })}>
        {label}
        {when === undefined ? null : <span className="cell-when">{when}</span>}
      </dt>
      <dd className="cell-main">{main}</dd>
      <dd className="cell-note">{note}</dd>
    </div>
  );
}

function interval(row: ForecastRow, number: (value: number) => string): ReactNode {
  const eighty = row.intervals[1];
  if (eighty === undefined || Number.isNaN(eighty.lower)) return "\u00A0";
  return (
    <>
      <span className="cell-share">80&nbsp;%</span> {number(eighty.lower)} – {number(eighty.upper)}
    </>
  );
}
