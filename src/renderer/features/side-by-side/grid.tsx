import { memo, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { rootScale } from "#renderer/charts";
import { shortNames } from "#renderer/overview";
import { useSideBySide, useSideBySideState } from "./context.ts";
import { arranged, panelGap, panelHead } from "./arrange.ts";
import { cursorAt, valuesAt } from "./cursor.ts";
import { PanelDrawing } from "./panel-drawing.tsx";
import { PanelHead } from "./panel-head.tsx";
import { texts } from "./texts.ts";
import { formatCount } from "#renderer/format";
import { usePanelKeys } from "./use-panel-keys.ts";
import { type PanelView, stepOf } from "./use-pictures.ts";
import { panelText } from "./words.ts";

/** Small charts in as many columns as there is room for. */
export function Grid({ views }: { readonly views: readonly PanelView[] }) {
  const page = useSideBySide();
  const frame = useRef<HTMLDivElement>(null);
  const room = useRoom(frame);
  const [top, setTop] = useState(0);
  // Where series are still being put in order, there is room for all that come.
  const expected = useSideBySideState(({ look, ordering }) =>
    ordering === null ? 0 : Math.min(look.count, ordering.total),
  );
  const { columns, width, height } = arranged(Math.max(views.length, expected), room);
  const rowHeight = height + panelHead + panelGap;
  const from = Math.floor(top / rowHeight);
  const to = Math.ceil((top + room.height) / rowHeight);
  const isNear = (index: number): boolean => {
    const row = Math.floor(index / columns);
    return row >= from - 1 && row <= to;
  };
  const ids = views.map(({ panel }) => panel.compared.id);
  const seen = ids.slice(from * columns, to * columns).join("\n");
  useEffect(() => page.see(seen.split("\n")), [page, seen]);
  const focused = useFocused(ids);
  const short = shortNames(distinct(views), (width - 44) / characterPixels);
  const onKeyDown = usePanelKeys(views, columns, frame);
  useFocusAgain(frame);
  const link = useSideBySideState((state) => state.look.link);
  const kind = useSideBySideState((state) => state.look.kind);
  const cursor = useSideBySideState((state) => state.cursor);
  const linked = kind === "origins" ? link : "time";
  return (
    <div
      ref={frame}
      className="beside-frame"
      role="listbox"
      aria-label={texts.panels(formatCount(views.length))}
      aria-description={texts.panelKeys}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop / rootScale())}
      onPointerLeave={() => page.point(null)}
    >
      {views.map((view, index) => (
        <GridPanel
          shortTitle={short[index] ?? view.title}
          key={view.panel.compared.id}
          view={view}
          name={`beside-${index}`}
          width={width}
          height={height}
          isNear={isNear(index)}
          isFocused={view.panel.compared.id === focused}
          step={stepOf(view, cursor, linked)}
          hasCursor={cursor !== null}
        />
      ))}
    </div>
  );
}

/** Of a character of the title, in pixels, and of the smaller numbers: most are narrower. */
const characterPixels = 7.4;
const numberPixels = 6.7;

/** Files of one name are told apart by their places, which is what these are cut for. */
function distinct(views: readonly PanelView[]): readonly string[] {
  const titles = views.map(({ title }) => title);
  return new Set(titles).size === titles.length ? titles : titles.map((title, index) => `${title} ${index + 1}`);
}

/** Back from a forecast that was opened here, the keyboard is where it was. */
function useFocusAgain(frame: RefObject<HTMLElement | null>): void {
  const page = useSideBySide();
  useEffect(() => {
    if (page.store.getState().focused === null) return undefined;
    // After the page itself has taken the focus.
    const soon = requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>('[role="option"][tabindex="0"]')?.focus(),
    );
    return () => cancelAnimationFrame(soon);
  }, [page, frame]);
}

/** Id of the panel that the keys act on. */
export function useFocused(ids: readonly string[]): string | undefined {
  const wanted = useSideBySideState((state) => state.focused);
  return ids.find((id) => id === wanted) ?? ids[0];
}

interface GridPanelProps {
  readonly view: PanelView;
  readonly shortTitle: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Within sight, or next to it. */
  readonly isNear: boolean;
  readonly isFocused: boolean;
  readonly step: number | null;
  /** Somewhere. */
  readonly hasCursor: boolean;
}

const GridPanel = memo(function GridPanel({
  view,
  shortTitle,
  name,
  width,
  height,
  isNear,
  isFocused,
  step,
  hasCursor,
}: GridPanelProps) {
  const page = useSideBySide();
  const { panel, title, picture, number } = view;
  const { id } = panel.compared;
  const onPoint = useCallback(
    (at: number) => {
      if (typeof picture === "string") return;
      const before = page.store.getState().cursor;
      const next = cursorAt(id, picture.input, at, "pointer");
      if (before?.panel !== next.panel || before.time !== next.time || before.by !== next.by) page.point(next);
    },
    [page, id, picture],
  );
  const isFailed = panel.error !== null && typeof picture === "string";
  return (
    <div
      role="option"
      className="beside-panel"
      data-panel={id}
      data-failed={isFailed || undefined}
      tabIndex={isFocused ? 0 : -1}
      aria-selected={isFocused}
      aria-busy={picture === "none" && !isFailed}
      style={{ "--beside-height": `${height / 16}rem` } as React.CSSProperties}
      onFocus={() => page.focus(id)}
      onClick={() => (isFailed ? page.retry(id) : page.show(id))}
    >
      {/* All that it says, once; what is seen is hidden from ears. */}
      <span className="visually-hidden">{panelText(panel, title, picture, number)}</span>
      <PanelHead
        view={view}
        title={shortTitle}
        room={(width - 24) / numberPixels}
        values={step === null || typeof picture === "string" ? null : valuesAt(picture.input, step)}
        hasCursor={hasCursor}
      />
      {typeof picture === "string" ? (
        <p className="beside-instead" aria-hidden="true">
          {insteadOf(view)}
        </p>
      ) : isNear ? (
        <PanelDrawing drawn={picture} name={name} width={width - 2} height={height} step={step} onPoint={onPoint} />
      ) : (
        <div className="beside-drawing" />
      )}
    </div>
  );
});

function insteadOf({ panel, picture }: PanelView) {
  if (picture === "not-indexable") return texts.notIndexable;
  if (panel.error === null) return <span className="beside-wait">{texts.loading}</span>;
  return (
    <>
      {panel.error.message} <span className="beside-again">{texts.failedPress}</span>
    </>
  );
}

/** Of the grid, in pixels at the usual size of text. */
function useRoom(frame: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [room, setRoom] = useState({ width: 800, height: 500 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const scale = rootScale();
      const style = getComputedStyle(element);
      const sides = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
      const width = Math.floor((element.clientWidth - sides) / scale);
      const ends = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
      const height = Math.floor((element.clientHeight - ends) / scale);
      setRoom((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    const resizing = new ResizeObserver(measure);
    resizing.observe(element);
    measure();
    return () => resizing.disconnect();
  }, [frame]);
  return room;
}
