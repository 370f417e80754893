import { RotateCw } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { chartLibrary, createFanChart, describeChart, type FanChart } from "#renderer/charts";
import { ContextMenu, type OwnAction } from "#renderer/commands";
import { afterPaint, type ChartOverlay, mark, useChartSurface, useSession, useSight, useView } from "#renderer/context";
import { useCorrections } from "#renderer/corrections";
import { quantileAt, type Shown, useForecast, useForecastState } from "#renderer/forecasts";
import { useSeriesEvents } from "#renderer/profiles";
import { Button, LoadFailure, useLoader } from "#renderer/ui";
import { AxisTitle, ChartHints, DragShade } from "./chart-words.tsx";
import { ChartPartsContext, useChartParts } from "./context.ts";
import { CutNotes } from "./cut-notes.tsx";
import { FlagLegend, Legend } from "./legend.tsx";
import { NoteForm } from "./note-form.tsx";
import { marksOf } from "./notes.ts";
import { createPointing } from "./pointing-store.ts";
import { Readout } from "./readout.tsx";
import { useGestures } from "./use-gestures.ts";
import { ViewControls } from "./view-controls.tsx";
import { ZoomControls } from "./zoom-controls.tsx";
import { texts } from "./texts.ts";
import { createZooming } from "./zooming.ts";
import "./chart.css";

const chartCommands = ["previous-origin", "next-origin", "correct", "compare", "export"] as const;

export interface ChartPanelProps {
  /** How far to trust it. */
  readonly evidence: ReactNode;
  /** A line above the picture, or nothing. */
  readonly note: ReactNode;
  /** Beside the flags: what else may be said of the series' values, or nothing. */
  readonly hint: ReactNode;
  /** What is laid over the picture, in the place of its frame. */
  readonly over: (chart: FanChart) => ReactNode;
  /** What else the picture's menu offers. */
  readonly menu: () => readonly OwnAction[];
}

/** The chart with its legend and the ways of looking at it. */
export function ChartPanel({ evidence, note, hint, over, menu }: ChartPanelProps) {
  const isSlow = useForecastState((state) => state.isSlow);
  const view = useView();
  const observer = useForecast();
  const [parts] = useState(() => ({
    zooming: createZooming(view, observer, () => performance.now()),
    pointing: createPointing(),
  }));
  useEffect(() => parts.zooming.follow(), [parts]);
  return (
    <ChartPartsContext value={parts}>
      <figure className="chart-panel" aria-label={texts.fanChart} data-slow={isSlow || undefined}>
        {evidence}
        <div className="chart-bar">
          <Legend />
          <FlagLegend hint={hint} />
          <ViewControls />
        </div>
        {note}
        <div className="chart-frame">
          <div className="chart-slow" aria-hidden="true" />
          <ContextMenu
            label={texts.chart}
            commands={chartCommands}
            onOpen={() => [
              ...menu(),
              { id: "own-all", label: "Show all of the past", run: () => view.setState({ zoom: "all" }) },
              { id: "own-zoom", label: "Reset the zoom", run: () => view.setState({ zoom: null }) },
            ]}
          >
            <Chart over={over} />
          </ContextMenu>
          <ChartError />
        </div>
      </figure>
    </ChartPartsContext>
  );
}

/** What of the window's arrangement the picture depends on. */
const drawn = ["zoom", "chart", "finding"] as const;

/** Draws straight from the stores: a step of the scrubber repaints the picture without rendering any component. */
function Chart({ over }: Pick<ChartPanelProps, "over">) {
  const view = useView();
  const sight = useSight();
  const observer = useForecast();
  const session = useSession();
  const seriesEvents = useSeriesEvents();
  const surface = useChartSurface();
  const corrections = useCorrections();
  const parts = useChartParts();
  const { zooming } = parts;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<FanChart | null>(null);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const figure = element.parentElement;
    const created = createFanChart(element);
    const detach = zooming.attach(created);
    setChart(created);

    let described: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      const { shown } = observer.store.getState();
      if (shown === null) return;
      const { forecast, series, dataset } = shown;
      const { chart: options, zoom, finding } = view.getState();
      const { overlays, chosen } = surface.store.getState();
      const { events: known } = seriesEvents.store.getState();
      const isOfThis = (one: { readonly dataset: string; readonly series: string }): boolean =>
        one.dataset === dataset.handle && one.series === series.id;
      const picture = created.draw({
        ...{ shown, options, zoom, chosen },
        dark: session.store.getState().dark,
        fit: zooming.store.getState().fit,
        events: known !== null && isOfThis(known) ? known : null,
        finding: finding?.series === series.id ? finding : null,
        marks: marksOf(corrections.store.getState(), surface.store.getState(), dataset.handle, series.id),
        overlays: [...plainOverlays(shown), ...overlays.filter(isOfThis)],
      });
      void picture.then(() => {
        const area = created.area();
        // Seasons laid over each other have no stretch of the history between their edges.
        const [from, to] = area === null || area.seasons !== null ? [null, null] : area.window;
        const { inSight } = sight.getState();
        if (inSight?.from !== from || inSight?.to !== to)
          sight.setState({ inSight: from === null || to === null ? null : { from, to } });
        if (figure === null) return;
        figure.dataset["dataset"] = dataset.handle;
        figure.dataset["series"] = series.id;
        figure.dataset["origin"] = String(forecast?.origin ?? "");
        figure.dataset["horizon"] = String(forecast?.horizon ?? "");
        figure.dataset["source"] = forecast?.source ?? "";
        clearTimeout(described);
        described = setTimeout(() => figure.setAttribute("aria-label", describeChart(shown)), 300);
        afterPaint(() => {
          mark("fantail:painted", {
            dataset: dataset.handle,
            series: series.id,
            origin: forecast?.origin ?? null,
            horizon: forecast?.horizon ?? null,
            source: forecast?.source ?? null,
          });
        });
      });
    };

    const stop = [
      observer.store.subscribe((state, before) => {
        if (state.shown !== before.shown) draw();
      }),
      view.subscribe((state, before) => {
        if (drawn.some((key) => state[key] !== before[key])) draw();
      }),
      seriesEvents.store.subscribe((state, before) => {
        if (state.events !== before.events) draw();
      }),
      session.store.subscribe((state, before) => {
        if (state.dark !== before.dark) draw();
      }),
      surface.store.subscribe((state, before) => {
        if (state.overlays !== before.overlays || state.chosen !== before.chosen || state.marks !== before.marks)
          draw();
      }),
      corrections.store.subscribe((state, before) => {
        if (state.files !== before.files) draw();
      }),
      zooming.store.subscribe((state, before) => {
        if (state.fit !== before.fit) draw();
      }),
    ];
    const resizing = new ResizeObserver(([entry]) => {
      if (entry !== undefined) created.resize(entry.contentRect.width, entry.contentRect.height);
    });
    resizing.observe(element);
    created.resize(element.clientWidth, element.clientHeight);
    draw();
    return () => {
      clearTimeout(described);
      resizing.disconnect();
      for (const unsubscribe of stop) unsubscribe();
      detach();
      created.destroy();
    };
  }, [view, sight, observer, session, seriesEvents, surface, corrections, zooming]);

  const targets = useMemo(
    () => (chart === null ? null : { ...parts, chart, observer, surface }),
    [chart, parts, observer, surface],
  );
  useGestures(frame, targets);

  return (
    <>
      <div
        ref={frame}
        className="chart"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is one: arrow keys read it, others zoom.
        tabIndex={0}
        role="application"
        aria-roledescription={texts.chartRole}
        aria-keyshortcuts="ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight Enter ContextMenu Shift+F10 + - 0 Backspace F N"
        aria-label={texts.chartIsBeingDrawn}
      >
        <div className="chart-canvas" ref={canvas} />
      </div>
      {chart === null ? null : (
        <>
          {over(chart)}
          <AxisTitle chart={chart} />
          <ZoomControls chart={chart} />
          <CutNotes chart={chart} />
          <ChartHints chart={chart} />
          <DragShade chart={chart} />
          <Readout chart={chart} surface={frame} />
          <NoteForm chart={chart} />
        </>
      )}
    </>
  );
}

/** What the model says, as a thin line under what was made of it. */
function plainOverlays({ dataset, series, plain }: Shown): readonly ChartOverlay[] {
  if (plain === undefined) return [];
  const median = Array.from({ length: plain.horizon }, (_, step) => quantileAt(plain, 0.5, step));
  return [{ name: texts.plain, dataset: dataset.handle, series: series.id, times: plain.times, median }];
}

function ChartError() {
  const observer = useForecast();
  const error = useForecastState((state) => state.error);
  const library = useLoader(chartLibrary);
  if (library.status === "failed") {
    return (
      <div className="chart-error">
        <LoadFailure onRetry={chartLibrary.load} />
      </div>
    );
  }
  if (error === null) return null;
  return (
    <div className="chart-error" role="alert" data-code={error.code}>
      <p className="chart-error-text">{error.message}</p>
      {error.hint === undefined ? null : <p className="chart-error-hint">{error.hint}</p>}
      <Button onPress={() => observer.retry()}>
        <RotateCw aria-hidden />
        {texts.tryAgain}
      </Button>
    </div>
  );
}
