import { useForecastState } from "#renderer/forecasts";
import { useCoverage } from "./context.ts";
import { calibrationText, coverageText, skillText, tells } from "./coverage.ts";
import "./evidence.css";

const refiningTexts = {
  choosing: "Choosing a model by its forecasts of the past…",
  calibrating: "Correcting the ranges by forecasts of the past…",
} as const;

/** What the past says about this fan. The line keeps its place, so that the chart does not jump when it comes. */
export function Evidence() {
  const measured = useCoverage((state) => state.measured);
  const isTelling = useForecastState(({ background }) => measured !== null && tells(measured, background));
  const refining = useForecastState((state) => state.refining);
  const series = useForecastState((state) => state.shown?.series ?? null);
  const forecast = useForecastState((state) => state.shown?.forecast ?? null);
  const calibration = forecast === null || series === null ? null : calibrationText(forecast, series);
  // The reason of a choice says how it compares with seasonal naive; once is enough.
  const reason = forecast?.choice?.reason;
  const held =
    measured === null || !isTelling ? [] : [coverageText(measured), reason === undefined ? skillText(measured) : null];
  const parts = [reason, calibration, ...held].filter((part) => part != null);
  const text = refining === null ? parts.map((part) => part.replace(/\.$/, "")).join("; ") : refiningTexts[refining];
  return (
    <figcaption className="evidence truncate" title={text} aria-live="polite" data-refining={refining ?? undefined}>
      {text === "" ? "\u00A0" : text}
    </figcaption>
  );
}
