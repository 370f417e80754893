import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import type { Frequency } from "#domain/series";
import { useSightState, useView } from "#renderer/context";
import { formatTime } from "#renderer/format";
import {
  lastPlace,
  type MapScale,
  moved,
  pixelOf,
  placeAt,
  placeOf,
  resized,
  scaled,
  type Stretch,
  timeAt,
} from "./map-scale.ts";
import { texts } from "./texts.ts";

/** Steps that stay in sight at least. */
const shortest = 4;

type Part = "whole" | "from" | "to";

/** What of the history the chart shows: the bar moves it, its ends make it longer or shorter. */
export function MapFrame({ scale, frequency }: { readonly scale: MapScale; readonly frequency: Frequency }) {
  const view = useView();
  const inSight = useSightState((state) => state.inSight);
  const drag = useRef<{ readonly part: Part; readonly x: number; readonly stretch: Stretch } | null>(null);
  if (inSight === null || scale.width === 0) return null;
  const last = lastPlace(scale);
  const clamped = (time: number): number => Math.min(Math.max(placeAt(scale, time), 0), last);
  const stretch: Stretch = { from: clamped(inSight.from), to: clamped(inSight.to) };
  const show = ({ from, to }: Stretch): void => {
    const isWhole = from <= 0 && to >= last;
    view.setState({ zoom: isWhole ? "all" : { from: timeAt(scale, from), to: timeAt(scale, to) } });
  };
  const change = (part: Part, from: Stretch, by: number): void =>
    show(part === "whole" ? moved(from, by, last) : resized(from, part, by, last, shortest));

  const onPointerDown = (part: Part) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { part, x: event.clientX, stretch };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (drag.current === null) return;
    change(drag.current.part, drag.current.stretch, placeOf(scale, event.clientX - drag.current.x));
  };
  const onPointerUp = (): void => {
    drag.current = null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const size = stretch.to - stretch.from;
    const next = {
      ArrowLeft: () => moved(stretch, -size / 10, last),
      ArrowRight: () => moved(stretch, size / 10, last),
      PageDown: () => moved(stretch, -size, last),
      PageUp: () => moved(stretch, size, last),
      Home: () => moved(stretch, -last, last),
      End: () => moved(stretch, last, last),
      ArrowUp: () => scaled(stretch, 1.25, last, shortest),
      ArrowDown: () => scaled(stretch, 0.8, last, shortest),
    }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    show(next());
  };
  const left = pixelOf(scale, stretch.from);
  const width = pixelOf(scale, stretch.to) - left;
  const nameOf = (place: number): string => formatTime(timeAt(scale, Math.round(place)), frequency);
  const handles = { onPointerMove, onPointerUp, onPointerCancel: onPointerUp };
  return (
    <>
      <div className="map-shade" style={{ left: 0, width: left }} />
      <div className="map-shade" style={{ left: left + width, right: 0 }} />
      <div className="map-frame" style={{ left, width }}>
        <div
          className="map-grip"
          role="slider"
          tabIndex={0}
          aria-label={texts.stretchInSight}
          aria-valuemin={0}
          aria-valuemax={Math.round(last)}
          aria-valuenow={Math.round(stretch.from)}
          aria-valuetext={texts.to(nameOf(stretch.from), nameOf(stretch.to))}
          onPointerDown={onPointerDown("whole")}
          onKeyDown={onKeyDown}
          {...handles}
        />
        <div className="map-edge" data-edge="from" onPointerDown={onPointerDown("from")} {...handles} />
        <div className="map-edge" data-edge="to" onPointerDown={onPointerDown("to")} {...handles} />
      </div>
    </>
  );
}
