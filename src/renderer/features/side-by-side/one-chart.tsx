import { type PointerEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { darkTokens, lightTokens, linesFrame, type LinesShape, svgLines } from "#engine/figure";
import { rootScale } from "#renderer/charts";
import { useSessionState, useViewState } from "#renderer/context";
import { formatCount } from "#renderer/format";
import { useSideBySide, useSideBySideState } from "./context.ts";
import { cursorAt, stepHolding, timesOf, valuesAt } from "./cursor.ts";
import { useFocused } from "./grid.tsx";
import { lineLook, linesOf } from "./lines.ts";
import { PanelHead } from "./panel-head.tsx";
import { texts } from "./texts.ts";
import { usePanelKeys } from "./use-panel-keys.ts";
import { type PanelView, stepOf } from "./use-pictures.ts";
import { panelText } from "./words.ts";

/** All forecasts in one drawing, and below it the numbers of each. */
export function OneChart({ views }: { readonly views: readonly PanelView[] }) {
  const page = useSideBySide();
  const list = useRef<HTMLDivElement>(null);
  const band = useSideBySideState((state) => state.look.band);
  const isIndexed = useSideBySideState((state) => state.look.scale === "indexed");
  const cursor = useSideBySideState((state) => state.cursor);
  const scale = useViewState((state) => state.chart.scale);
  const isDark = useSessionState((state) => state.dark);
  const lines = useMemo(
    () => linesOf(views, { band, scale, isIndexed, isDark }),
    [views, band, scale, isIndexed, isDark],
  );
  const focused = useFocused(views.map(({ panel }) => panel.compared.id));
  const onKeyDown = usePanelKeys(views, 1, list);
  return (
    <div className="beside-one" onPointerLeave={() => page.point(null)}>
      <Drawing views={views} lines={lines} />
      <div
        ref={list}
        className="beside-lines"
        role="listbox"
        aria-label={texts.panels(formatCount(views.length))}
        aria-description={texts.lineKeys}
        onKeyDown={onKeyDown}
      >
        {views.map((view, index) => {
          const { panel, title, picture, number } = view;
          const { id } = panel.compared;
          const step = stepOf(view, cursor, "time");
          const isFailed = panel.error !== null && typeof picture === "string";
          return (
            <div
              key={id}
              role="option"
              className="beside-entry"
              data-panel={id}
              data-pointed={cursor?.panel === id || undefined}
              tabIndex={id === focused ? 0 : -1}
              aria-selected={id === focused}
              onFocus={() => page.focus(id)}
              onClick={() => (isFailed ? page.retry(id) : page.show(id))}
            >
              <span className="visually-hidden">{panelText(panel, title, picture, number)}</span>
              <div className="beside-entry-inside">
                <Swatch index={index} />
                {isFailed || picture === "not-indexable" ? (
                  <div className="beside-head" aria-hidden="true">
                    <div className="beside-line beside-title truncate">{title}</div>
                    <div className="beside-line beside-soft" title={whyNot(view)}>
                      <span className="truncate">{whyNot(view)}</span>
                    </div>
                  </div>
                ) : (
                  <PanelHead
                    view={view}
                    title={title}
                    room={entryRoom}
                    values={step === null || typeof picture === "string" ? null : valuesAt(picture.input, step)}
                    hasCursor={cursor !== null}
                  />
                )}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Characters in the narrowest entry. */
const entryRoom = 34;

function whyNot({ panel }: PanelView): string {
  return panel.error?.message ?? texts.notIndexable;
}

function Swatch({ index }: { readonly index: number }) {
  const isDark = useSessionState((state) => state.dark);
  const { colour, dashes } = lineLook(index, isDark);
  return (
    <svg className="beside-swatch" viewBox="0 0 26 10" aria-hidden="true">
      <line x1="1" x2="25" y1="5" y2="5" stroke={colour} strokeWidth="2.4" strokeDasharray={dashes} />
    </svg>
  );
}

function Drawing({ views, lines }: { readonly views: readonly PanelView[]; readonly lines: LinesShape | null }) {
  const page = useSideBySide();
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const cursor = useSideBySideState((state) => state.cursor);
  const isDark = useSessionState((state) => state.dark);
  const place = useMemo(
    () => ({ x: 4, y: 10, width: width - 8, height: height - 10, isSmall: false, id: "beside-lines" }),
    [width, height],
  );
  const frame = useMemo(() => (lines === null ? null : linesFrame(lines, place)), [lines, place]);
  const markup = useMemo(
    () => (lines === null ? "" : svgLines(lines, isDark ? darkTokens : lightTokens, place)),
    [lines, isDark, place],
  );

  /** The line that is nearest to the pointer at its time. */
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    if (frame === null) return;
    const bounds = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - bounds.left) / bounds.width) * width;
    const y = ((event.clientY - bounds.top) / bounds.height) * height;
    const time = frame.timeAt(x);
    const near = views
      .flatMap((view) => {
        const { picture, panel } = view;
        if (typeof picture === "string") return [];
        const step = stepHolding(picture.input, time);
        if (step === null) return [];
        const { median, observed } = valuesAt(picture.input, step);
        const distance = Math.min(
          ...[median, observed].filter((value) => !Number.isNaN(value)).map((value) => Math.abs(frame.y(value) - y)),
        );
        return [{ cursor: cursorAt(panel.compared.id, picture.input, step, "pointer"), distance }];
      })
      .toSorted((one, other) => one.distance - other.distance);
    const next = near[0]?.cursor ?? null;
    const before = page.store.getState().cursor;
    if (next?.panel !== before?.panel || next?.time !== before?.time) page.point(next);
  };
  return (
    <div
      ref={box}
      className="beside-chart"
      role="img"
      aria-label={texts.pictureOf(views.map(({ title }) => title).join(", "))}
    >
      {frame === null ? (
        <p className="beside-instead">{texts.loading}</p>
      ) : (
        <svg className="beside-whole" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" onPointerMove={point}>
          <g dangerouslySetInnerHTML={{ __html: markup }} />
          {cursor === null ? null : <Marks views={views} frame={frame} isDark={isDark} />}
        </svg>
      )}
    </div>
  );
}

function Marks({
  views,
  frame,
  isDark,
}: {
  readonly views: readonly PanelView[];
  readonly frame: ReturnType<typeof linesFrame>;
  readonly isDark: boolean;
}) {
  const cursor = useSideBySideState((state) => state.cursor);
  if (cursor === null) return null;
  const tokens = isDark ? darkTokens : lightTokens;
  const x = frame.x(cursor.time);
  return (
    <g className="beside-cursor">
      <line x1={x} x2={x} y1={frame.top} y2={frame.bottom} stroke={tokens.mutedText} />
      {views.map((view, index) => {
        const { picture, panel } = view;
        const step = stepOf(view, cursor, "time");
        if (step === null || typeof picture === "string") return null;
        const { median, observed } = valuesAt(picture.input, step);
        const value = Number.isNaN(median) ? observed : median;
        if (Number.isNaN(value)) return null;
        const at = frame.x(timesOf(picture.input)[step] ?? Number.NaN);
        return (
          <circle
            key={panel.compared.id}
            cx={at}
            cy={frame.y(value)}
            r={panel.compared.id === cursor.panel ? 5 : 3.4}
            fill={lineLook(index, isDark).colour}
            stroke={tokens.background}
          />
        );
      })}
    </g>
  );
}

/** In pixels at the usual size of text. */
function useSize(box: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 900, height: 420 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const scale = rootScale();
      const width = Math.max(240, Math.floor(element.clientWidth / scale));
      const height = Math.max(160, Math.floor(element.clientHeight / scale));
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    const resizing = new ResizeObserver(measure);
    resizing.observe(element);
    measure();
    return () => resizing.disconnect();
  }, [box]);
  return size;
}
