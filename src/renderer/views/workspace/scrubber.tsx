import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components";
import type { SeriesSummary } from "#contract/data";
import { formatCount, formatTime } from "../../state/format.ts";
import { mark } from "../../state/marks.ts";
import { useActive, useForecasting, useModel } from "../../state/model.ts";
import { originTime } from "../../state/reading.ts";
import { bigStep } from "../../state/seasons.ts";
import { selectedSeries } from "../../state/workspace.ts";
import { Button, IconButton } from "../parts/button.tsx";

/** Moves the origin through history: "what would the forecast have been then?" */
export function Scrubber() {
  const model = useModel();
  const series = useActive(selectedSeries);
  const origin = useActive((open) => open.selection.origin);
  const values = useForecasting((state) => (state.shown?.series === series ? state.shown?.values : undefined));
  const input = useRef<HTMLInputElement>(null);
  const made = series === undefined || values === undefined || origin === undefined ? "" : formatTime(originTime(values, origin), series.frequency);
  useLayoutEffect(() => {
    // The number alone says little; React Aria has no property for the words.
    input.current?.setAttribute("aria-valuetext", origin === 0 ? `0, the real future, after ${made}` : `${origin}, forecast made at ${made}`);
  });
  if (series === undefined || origin === undefined) return null;

  const oldest = series.oldestOrigin;
  const big = bigStep(series);
  const move = (next: number): void => {
    mark("fantail:origin", { origin: next });
    model.workspace.setOrigin(next);
  };
  const timeOf = (at: number): string => (values === undefined ? "" : formatTime(originTime(values, at), series.frequency));

  // React Aria's own page step is a tenth of the range; a season means more to people who know their data.
  const onKeyDown = (event: KeyboardEvent): void => {
    const by =
      event.key === "PageUp" ? big
      : event.key === "PageDown" ? -big
      : event.shiftKey && (event.key === "ArrowRight" || event.key === "ArrowUp") ? big
      : event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowDown") ? -big
      : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    move(origin + by);
  };

  return (
    <section className="scrubber" aria-label="Origin">
      <div className="scrubber-head">
        <p className="scrubber-label" data-future={origin === 0 || undefined}>
          <span className="scrubber-origin">{origin === 0 ? "Origin 0" : `−${formatCount(-origin)}`}</span>
          <span className="scrubber-meaning">
            {origin === 0 ? `the real future, after ${made}` : `forecast made at ${made}`}
          </span>
        </p>
        <Coverage series={series} />
      </div>
      <div className="scrubber-row">
        <IconButton label="One step back" shortcut="[" isDisabled={origin <= oldest} onPress={() => move(origin - 1)}>
          <ChevronLeft aria-hidden />
        </IconButton>
        <div className="scrubber-track" onKeyDownCapture={onKeyDown}>
          <Slider
            aria-label="Origin of the forecast"
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
            <span>{oldest === 0 ? "too short to look back" : timeOf(oldest)}</span>
            <span>future</span>
          </div>
        </div>
        <IconButton label="One step forward" shortcut="]" isDisabled={origin >= 0} onPress={() => move(origin + 1)}>
          <ChevronRight aria-hidden />
        </IconButton>
        <Button className="scrubber-future" isDisabled={origin === 0} onPress={() => move(0)}>
          Future
          <ChevronsRight aria-hidden />
        </Button>
      </div>
    </section>
  );
}

/** How much of the history is computed, and so answers without waiting. */
function Coverage({ series }: { readonly series: SeriesSummary }) {
  const background = useForecasting((state) => state.background);
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
      <span className="coverage-text">
        {background === null
          ? "\u00A0"
          : isDone
            ? `All ${formatCount(background.total)} origins ready`
            : `${formatCount(background.computed)} of ${formatCount(background.total)} origins ready`}
      </span>
      <span className="coverage-track" aria-hidden="true">
        <span className="coverage-fill" style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}
