import { RotateCw } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { chartLibrary, createFanChart, describeChart, type FanChart } from "#renderer/charts";
import { afterPaint, mark, useSession, useView } from "#renderer/context";
import { useForecast, useForecastState } from "#renderer/forecasts";
import { useSeriesEvents } from "#renderer/profiles";
import { Button, LoadFailure, useLoader } from "#renderer/ui";
import { CutNotes } from "./cut-notes.tsx";
import { FlagLegend, Legend } from "./legend.tsx";
import { Readout } from "./readout.tsx";
import { ViewControls } from "./view-controls.tsx";
import "./chart.css";

/** The chart with its legend and the ways of looking at it; `evidence` says how far to trust it. */
export function ChartPanel({ evidence }: { readonly evidence: ReactNode }) {
  const isSlow = useForecastState((state) => state.isSlow);
  return (
    <figure className="chart-panel" aria-label="Fan chart" data-slow={isSlow || undefined}>
      {evidence}
      <div className="chart-bar">
        <Legend />
        <FlagLegend />
        <ViewControls />
      </div>
      <div className="chart-frame">
        <div className="chart-slow" aria-hidden="true" />
        <Chart />
        <ChartError />
      </div>
    </figure>
  );
}

/** What of the window's arrangement the picture depends on. */
const drawn = ["zoom", "representation", "areFlagsShown", "finding"] as const;

/** Draws straight from the stores: a step of the scrubber repaints the picture without rendering any component. */
function Chart() {
  const view = useView();
  const observer = useForecast();
  const session = useSession();
  const seriesEvents = useSeriesEvents();
  const canvas = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<FanChart | null>(null);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const figure = element.parentElement;
    const created = createFanChart(element, {
      onZoom: (zoom) => view.setState({ zoom }),
      onReset: () => view.setState({ zoom: null }),
    });
    setChart(created);

    let described: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      const { shown } = observer.store.getState();
      if (shown === null) return;
      const { representation, zoom, areFlagsShown, finding } = view.getState();
      const { dark } = session.store.getState();
      const { forecast, series, dataset } = shown;
      const here = finding?.series === series.id ? finding : null;
      const { events: known } = seriesEvents.store.getState();
      const events = known?.dataset === dataset.handle && known.series === series.id ? known : null;
      void created.draw({ shown, dark, representation, zoom, areFlagsShown, events, finding: here }).then(() => {
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
      created.destroy();
    };
  }, [view, observer, session, seriesEvents]);

  return (
    <>
      <div className="chart" role="img" aria-label="The chart is being drawn">
        <div className="chart-canvas" ref={canvas} />
      </div>
      {chart === null ? null : (
        <>
          <CutNotes chart={chart} />
          <Readout chart={chart} surface={canvas} />
        </>
      )}
    </>
  );
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
        Try again
      </Button>
    </div>
  );
}
