import { useForecastState } from "#renderer/forecasts";
import { useCoverage } from "./context.ts";
import { calibrationText, coverageText, skillText } from "#renderer/format";
import { isConclusive } from "./coverage.ts";
import "./evidence.css";

const refiningTexts = {
  choosing: "Choosing a model by its past forecasts…",
  calibrating: "Correcting the ranges with past forecasts…",
} as const;

/** What the past says about this fan. The line keeps its place, so that the chart does not jump when it comes. */
export function Evidence() {
  const measured = useCoverage((state) => state.measured);
  const isShown = useForecastState(({ background }) => measured !== null && isConclusive(measured, background));
  const refining = useForecastState((state) => state.refining);
  const series = useForecastState((state) => state.shown?.series ?? null);
  const forecast = useForecastState((state) => state.shown?.forecast ?? null);
  const calibration =
    forecast?.calibration === undefined || series === null
      ? null
      : calibrationText(forecast.calibration, series.frequency);
  // The reason of a choice says how it compares with seasonal naive; once is enough.
  const reason = forecast?.choice?.reason;
  const held =
    measured === null || !isShown ? [] : [coverageText(measured), reason === undefined ? skillText(measured) : null];
  const parts = [reason, calibration, ...held].filter((part) => part != null);
  const text = refining === null ? parts.map((part) => part.replace(/\.$/, "")).join("; ") : refiningTexts[refining];
  return (
    <figcaption className="evidence truncate" title={text} aria-live="polite" data-refining={refining ?? undefined}>
      {text === "" ? "\u00A0" : text}
    </figcaption>
  );
}
