import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components";
import type { SeriesSummary } from "#domain/series";
import { formatTime } from "#renderer/format";
import { mark } from "#renderer/context";
import { originMeaning, originTitle } from "./origin-words.ts";
import { progressText } from "./progress.ts";
import { originTime, useForecastState } from "#renderer/forecasts";
import { activeDataset, bigStep, clampOrigin, selectedSeries, useActive, useDatasets } from "#renderer/datasets";
import { Button, IconButton } from "#renderer/ui";
import "./scrubber.css";

/** Moves the origin through history: "what would the forecast have been then?" `period` says how much of it is in sight. */
export function Scrubber({ period }: { readonly period: ReactNode }) {
  const series = useActive(selectedSeries);
  if (series === undefined) return null;
  return (
    <section className="scrubber" aria-label="Time of the forecast">
      <div className="scrubber-head">
        <OriginLabel series={series} />
        <Coverage series={series} />
      </div>
      <div className="scrubber-row">
        <StepButton series={series} by={-1} />
        <OriginSlider series={series} />
        <StepButton series={series} by={1} />
        <FutureButton />
        {period}
      </div>
    </section>
  );
}

/** Marks the moment for measuring, and moves. */
function useMove(): (origin: number) => void {
  const datasets = useDatasets();
  return (origin) => {
    mark("fantail:origin", { origin });
    datasets.setOrigin(origin);
  };
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

function OriginSlider({ series }: { readonly series: SeriesSummary }) {
  const move = useMove();
  const origin = useActive((open) => open.selection.origin) ?? 0;
  const timeOf = useTimeOf(series);
  const input = useRef<HTMLInputElement>(null);
  const oldest = series.oldestOrigin;
  const oldestTime = timeOf(oldest);
  const spoken = [originTitle(origin, series.frequency), originMeaning(origin, timeOf(origin), series.frequency)]
    .filter(Boolean)
    .join(", ");
  useLayoutEffect(() => {
    // The number alone says little; React Aria has no property for the words.
    input.current?.setAttribute("aria-valuetext", spoken);
  });

  // React Aria's own page step is a tenth of the range; a season means more to people who know their data.
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = bigDirection(event);
    if (direction === 0) return;
    event.preventDefault();
    event.stopPropagation();
    move(clampOrigin(origin + direction * bigStep(series), series));
  };

  return (
    <div className="scrubber-track" onKeyDownCapture={onKeyDown}>
      <Slider
        aria-label="Time of the forecast"
        className="slider"
        minValue={Math.min(oldest, -1)}
        maxValue={0}
        step={1}
        value={origin}
        isDisabled={oldest === 0}
        onChange={move}
      >
        <SliderTrack className="slider-track">
          {({ state }) => (
            <>
              <div className="slider-rail" />
              <div className="slider-past" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
              <SliderThumb className="slider-thumb" inputRef={input} />
            </>
          )}
        </SliderTrack>
      </Slider>
      <div className="scrubber-ends" aria-hidden="true">
        <span>
          {oldest === 0 ? "too short to go back" : oldestTime === null ? "" : formatTime(oldestTime, series.frequency)}
        </span>
        <span>future</span>
      </div>
    </div>
  );
}

function bigDirection(event: KeyboardEvent): -1 | 0 | 1 {
  if (event.key === "PageUp") return 1;
  if (event.key === "PageDown") return -1;
  if (!event.shiftKey) return 0;
  if (event.key === "ArrowRight" || event.key === "ArrowUp") return 1;
  return event.key === "ArrowLeft" || event.key === "ArrowDown" ? -1 : 0;
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
      label={by < 0 ? "One step back" : "One step forward"}
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
    <Button className="scrubber-future" isDisabled={isThere === true} onPress={() => move(0)}>
      Future
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
