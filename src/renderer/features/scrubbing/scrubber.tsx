import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { SeriesSummary } from "#domain/series";
import { formatTime } from "#renderer/format";
import { MiniMap } from "./mini-map.tsx";
import { useMove } from "./move.ts";
import { originMeaning, originTitle } from "./origin-words.ts";
import { progressText } from "./progress.ts";
import { GoToDate, PlayButton, WorstMisses } from "./ways.tsx";
import { originTime, useForecastState } from "#renderer/forecasts";
import { activeDataset, selectedSeries, useActive, useDatasets } from "#renderer/datasets";
import { Button, IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";
import "./scrubber.css";

/** Moves the origin through history: "what would the forecast have been then?" `period` says how much of it is in sight. */
export function Scrubber({ period }: { readonly period: ReactNode }) {
  const series = useActive(selectedSeries);
  if (series === undefined) return null;
  return (
    <section className="scrubber" aria-label={texts.timeOfTheForecast}>
      <div className="scrubber-head">
        <div className="scrubber-steps">
          <StepButton series={series} by={-1} />
          <PlayButton series={series} />
          <StepButton series={series} by={1} />
        </div>
        <OriginLabel series={series} />
        <Coverage series={series} />
        <div className="scrubber-ways">
          <GoToDate series={series} />
          <WorstMisses series={series} />
          <FutureButton />
          {period}
        </div>
      </div>
      <MiniMap series={series} />
      <Ends series={series} />
    </section>
  );
}

/** The time of an origin; null until the series' times are there. */
function useTimeOf(series: SeriesSummary): (origin: number) => number | null {
  const values = useForecastState((state) => (state.shown?.series === series ? state.shown.values : undefined));
  return (origin) => (values === undefined ? null : originTime(values, origin));
}

function OriginLabel({ series }: { readonly series: SeriesSummary }) {
  const origin = useActive((open) => open.selection.origin) ?? 0;
  const timeOf = useTimeOf(series);
  return (
    <p className="scrubber-label" data-future={origin === 0 || undefined}>
      <span className="scrubber-origin">{originTitle(origin, series.frequency)}</span>
      <span className="scrubber-meaning">{originMeaning(origin, timeOf(origin), series.frequency)}</span>
    </p>
  );
}

/** Where the map begins and what its end is. */
function Ends({ series }: { readonly series: SeriesSummary }) {
  const timeOf = useTimeOf(series);
  const first = timeOf(1 - series.steps);
  return (
    <div className="scrubber-ends" aria-hidden="true">
      <span>{first === null ? "" : formatTime(first, series.frequency)}</span>
      {series.oldestOrigin === 0 ? <span>{texts.tooShortToGoBack}</span> : null}
      <span>{texts.future}</span>
    </div>
  );
}

/** Renders only when it becomes possible or impossible, and not at every step. */
function StepButton({ series, by }: { readonly series: SeriesSummary; readonly by: -1 | 1 }) {
  const move = useMove();
  const datasets = useDatasets();
  const isAtEnd = useActive(({ selection }) =>
    by < 0 ? selection.origin <= series.oldestOrigin : selection.origin >= 0,
  );
  const Icon = by < 0 ? ChevronLeft : ChevronRight;
  return (
    <IconButton
      label={by < 0 ? texts.oneStepBack : texts.oneStepForward}
      shortcut={by < 0 ? "[" : "]"}
      isDisabled={isAtEnd === true}
      onPress={() => {
        const open = activeDataset(datasets.store.getState());
        if (open !== undefined) move(open.selection.origin + by);
      }}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}

function FutureButton() {
  const move = useMove();
  const isThere = useActive(({ selection }) => selection.origin === 0);
  return (
    <Button
      className="scrubber-future"
      tip={texts.backToTheForecastFrom}
      isDisabled={isThere === true}
      onPress={() => move(0)}
    >
      {texts.future2}
      <ChevronsRight aria-hidden />
    </Button>
  );
}

/** How much of the history is computed, and so answers without waiting. */
function Coverage({ series }: { readonly series: SeriesSummary }) {
  const background = useForecastState((state) => state.background);
  const isDone = background !== null && background.computed >= background.total;
  // A moment after it is complete the meter has said all it can.
  const [isHidden, setHidden] = useState(false);
  useEffect(() => {
    setHidden(false);
    if (!isDone) return undefined;
    const timer = setTimeout(() => setHidden(true), 4000);
    return () => clearTimeout(timer);
  }, [isDone, series]);
  const share = background === null || background.total === 0 ? 0 : Math.min(background.computed / background.total, 1);
  return (
    <div className="coverage" data-hidden={background === null || isHidden || undefined}>
      <span className="coverage-text">{background === null ? "\u00A0" : progressText(background)}</span>
      <span className="coverage-track" aria-hidden="true">
        <span className="coverage-fill" style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}
