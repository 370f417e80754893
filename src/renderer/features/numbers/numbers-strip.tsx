import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import type { Frequency } from "#domain/series";
import { formatShare, formatSteps, formatTime, missingText, stepName } from "#renderer/format";
import { type ForecastRow, holds, insideCount, rowAt, useForecastState } from "#renderer/forecasts";
import { useNumberFormat } from "#renderer/context";
import "./numbers.css";

const atHorizon = "At the horizon";
const actual = "What happened";
const inRange = "Within the 80\u00A0% range";
/** null while the steps are not known. */
const nextOf = (frequency: Frequency | null): string => `Next ${frequency === null ? "step" : stepName(frequency)}`;

/** The few numbers that most people came for. Every cell keeps its place, whatever the origin. */
export function NumbersStrip() {
  const shown = useForecastState((state) => state.shown);
  const number = useNumberFormat(shown);
  const forecast = shown?.forecast ?? null;
  if (shown === null || forecast === null) {
    return (
      <dl className="strip" aria-label="Key numbers">
        <Cell label={nextOf(null)} main={missingText} note={"\u00A0"} />
        <Cell label={atHorizon} main={missingText} note={"\u00A0"} />
        <Cell label={actual} main={missingText} note={"\u00A0"} />
        <Cell label={inRange} main={missingText} note={"\u00A0"} />
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
        label={nextOf(frequency)}
        when={formatTime(first.time, frequency)}
        main={number(first.median)}
        note={interval(first, number)}
      />
      <Cell
        label={atHorizon}
        when={formatTime(last.time, frequency)}
        main={number(last.median)}
        note={interval(last, number)}
      />
      <Cell
        label={actual}
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
              <CircleCheck aria-hidden /> within 80&nbsp;%
            </span>
          ) : (
            <span className="verdict verdict-out">
              <CircleX aria-hidden /> outside 80&nbsp;%
            </span>
          )
        }
      />
      <Cell
        label={inRange}
        main={observed === 0 ? missingText : formatShare(inside / observed)}
        note={
          observed === 0
            ? hasActual
              ? "The model has no such range"
              : "Go back to compare"
            : `${inside} of ${formatSteps(observed, frequency)}`
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
        <span className="truncate">{label}</span>
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
