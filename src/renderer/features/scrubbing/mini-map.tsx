import {
  memo,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from "react";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components";
import type { PastErrors } from "#domain/score";
import type { SeriesSummary } from "#domain/series";
import { useNumberFormat } from "#renderer/context";
import { bigStep, clampOrigin, useActive } from "#renderer/datasets";
import { originTime, type Shown, useForecastState, usePastErrors } from "#renderer/forecasts";
import { formatTime } from "#renderer/format";
import { ErrorKeys } from "./error-keys.tsx";
import { errorStrip } from "./error-strip.ts";
import { historyPath } from "./history-shape.ts";
import { MapFrame } from "./map-frame.tsx";
import { type MapScale, originAt, pixelOf, placeOf, placeOfOrigin } from "./map-scale.ts";
import { pastForecastText } from "./miss-words.ts";
import { useMove } from "./move.ts";
import { originMeaning, originTitle } from "./origin-words.ts";
import { texts } from "./texts.ts";

/** Pixels, at the usual size of text; the style sheet has the same. */
const historyHeight = 34;
const stripHeight = 12;

/**
 * The whole history with how the forecasts of the past did below it, the stretch that the chart shows as a frame, and the origin as a
 * handle. The picture is drawn anew when what it shows changes; a step of the origin moves the handle alone.
 */
export function MiniMap({ series }: { readonly series: SeriesSummary }) {
  const shown = useForecastState((state) => (state.shown?.series === series ? state.shown : null));
  const selected = useActive((open) => open.selection.horizon) ?? 1;
  // Where nothing can be forecast there is no future to leave room for.
  const horizon = shown !== null && shown.forecast === null && series.oldestOrigin === 0 ? 1 : selected;
  const errors = usePastErrors();
  const [place, width] = useWidth();
  const values = shown?.values;
  const scale = useMemo<MapScale>(
    () => ({ times: values?.times ?? new Float64Array(series.steps), horizon, width }),
    [values, series, horizon, width],
  );
  const [pointed, setPointed] = useState<number | null>(null);
  const onPointerMove = (event: PointerEvent<HTMLElement>): void =>
    setPointed(event.buttons === 0 ? event.clientX - event.currentTarget.getBoundingClientRect().left : null);
  return (
    <div
      className="map"
      ref={place}
      onPointerMove={onPointerMove}
      onPointerDown={() => setPointed(null)}
      onPointerLeave={() => setPointed(null)}
    >
      {values === undefined || width === 0 ? null : <Picture values={values} errors={errors} scale={scale} />}
      <OriginSlider series={series} scale={scale} errors={errors} />
      {values === undefined ? null : <MapFrame scale={scale} frequency={series.frequency} />}
      {pointed === null || shown === null ? null : <Tip shown={shown} errors={errors} scale={scale} at={pointed} />}
    </div>
  );
}

/** The width of an element in whole pixels; 0 until it is measured. */
function useWidth() {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [place, width] as const;
}

interface PictureProps {
  readonly values: Shown["values"];
  readonly errors: PastErrors | null;
  readonly scale: MapScale;
}

const Picture = memo(function Picture({ values, errors, scale }: PictureProps) {
  const history = useMemo(() => historyPath(values.values, scale, historyHeight), [values, scale]);
  const strip = useMemo(() => (errors === null ? null : errorStrip(errors, scale, stripHeight)), [errors, scale]);
  const first = Math.max(pixelOf(scale, 0), 0);
  const from = errors === null ? first : pixelOf(scale, placeOfOrigin(scale, errors.oldest) - 0.5);
  const end = pixelOf(scale, placeOfOrigin(scale, -0.5));
  return (
    <svg
      className="map-picture"
      viewBox={`0 0 ${scale.width} ${historyHeight + stripHeight + 6}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <defs>
        <pattern id="map-unknown" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className="map-hatch" d="M0 0V5" />
        </pattern>
      </defs>
      <path className="map-history" d={history} transform="translate(0 2)" />
      {errors === null || strip === null ? null : (
        <g transform={`translate(0 ${historyHeight + 6})`}>
          <rect x={from} width={Math.max(end - from, 0)} height={stripHeight} fill="url(#map-unknown)" />
          <path className="map-known" d={strip.known} />
          {Object.entries(strip.bars).map(([hold, bars]) => (
            <path key={hold} className="map-bars" data-hold={hold} d={bars} />
          ))}
        </g>
      )}
    </svg>
  );
});

interface OriginSliderProps {
  readonly series: SeriesSummary;
  readonly scale: MapScale;
  readonly errors: PastErrors | null;
}

function OriginSlider({ series, scale, errors }: OriginSliderProps) {
  const move = useMove();
  const origin = useActive((open) => open.selection.origin) ?? 0;
  const shown = useForecastState((state) => (state.shown?.series === series ? state.shown : null));
  const number = useNumberFormat(shown);
  const input = useRef<HTMLInputElement>(null);
  const oldest = series.oldestOrigin;
  const time = shown === null ? null : originTime(shown.values, origin);
  const spoken = [
    originTitle(origin, series.frequency),
    originMeaning(origin, time, series.frequency),
    errors === null ? "" : pastForecastText(pastAt(errors, origin), errors.level, number),
  ]
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

  const left = pixelOf(scale, placeOfOrigin(scale, Math.min(oldest, -1)));
  const right = pixelOf(scale, placeOfOrigin(scale, 0));
  return (
    <div className="map-slider" onKeyDownCapture={onKeyDown}>
      <Slider
        aria-label={texts.timeOfTheForecast}
        className="slider"
        minValue={Math.min(oldest, -1)}
        maxValue={0}
        step={1}
        value={origin}
        isDisabled={oldest === 0}
        onChange={move}
      >
        <SliderTrack className="slider-track" style={{ left, width: Math.max(right - left, 1) }}>
          <SliderThumb className="slider-thumb" inputRef={input} />
        </SliderTrack>
      </Slider>
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

function pastAt({ errors, inside, oldest }: PastErrors, origin: number) {
  return { error: errors[origin - oldest] ?? Number.NaN, inside: inside[origin - oldest] ?? Number.NaN };
}

interface TipProps {
  readonly shown: Shown;
  readonly errors: PastErrors | null;
  readonly scale: MapScale;
  /** Pixels from the map's left edge. */
  readonly at: number;
}

/** The forecast that a click would show, and what the bars mean. The list of the worst misses says it to those without a pointer. */
function Tip({ shown, errors, scale, at }: TipProps) {
  const number = useNumberFormat(shown);
  const { series, values } = shown;
  const origin = originAt(scale, placeOf(scale, at), series.oldestOrigin);
  const past = errors === null ? null : pastForecastText(pastAt(errors, origin), errors.level, number);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const half = box.current.offsetWidth / 2;
    box.current.style.left = `${Math.min(Math.max(at, half), Math.max(scale.width - half, half))}px`;
  });
  return (
    <div className="map-tip" ref={box} aria-hidden="true">
      <p className="map-tip-when">
        {origin === 0
          ? originTitle(0, series.frequency)
          : `${formatTime(originTime(values, origin), series.frequency)} · ${originTitle(origin, series.frequency)}`}
      </p>
      {past === null ? null : <p>{past}</p>}
      {errors === null ? null : <ErrorKeys level={errors.level} />}
    </div>
  );
}
