import { Flag, Hash, RotateCw, Table2 } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import {
  automaticZoom,
  createFanChart,
  describeChart,
  type FanChart,
  flagMeanings,
  flagNames,
  FlagShape,
  markedCodes,
  missingSpans,
} from "#renderer/charts";
import { isCountSeries, formatCount, plural } from "#renderer/format";
import { afterPaint, mark, useSession, useSessionState, useView, useViewState } from "#renderer/context";
import { useForecast, useForecastState } from "#renderer/forecasts";
import { Button, Segmented, Toggle } from "#renderer/ui";
import { CutNotes } from "./cut-notes.tsx";
import { Readout } from "./readout.tsx";
import "./chart.css";

/** The chart with its legend and the ways of looking at it; `evidence` says how far to trust it. */
export function ChartPanel({ evidence }: { readonly evidence: ReactNode }) {
  const isSlow = useForecastState((state) => state.isSlow);
  return (
    <figure className="chart-panel" aria-label="Fan chart" data-slow={isSlow || undefined}>
      <div className="chart-bar">
        <Legend />
        <ViewControls />
      </div>
      <div className="chart-notes">
        {evidence}
        <FlagLegend />
      </div>
      <div className="chart-frame">
        <div className="chart-slow" aria-hidden="true" />
        <Chart />
        <ChartError />
      </div>
    </figure>
  );
}

function Legend() {
  const representation = useViewState((state) => state.representation);
  const hasActuals = useForecastState((state) => state.shown?.forecast?.actuals != null);
  const hasGaps = useForecastState((state) => state.shown !== null && missingSpans(state.shown.values).length > 0);
  return (
    <ul className="legend" aria-label="Legend">
      <li className="key key-history">History</li>
      {hasGaps ? <li className="key key-missing">Missing</li> : null}
      <li className="key key-median">Median</li>
      {representation === "intervals" ? (
        <>
          <li className="key key-50">50&nbsp;%</li>
          <li className="key key-80">80&nbsp;%</li>
          <li className="key key-95">95&nbsp;%</li>
        </>
      ) : (
        <li className="key key-density">Density</li>
      )}
      {/* Kept in place and only faded, so that scrubbing to the future moves nothing. */}
      <li className="key key-actual" data-off={!hasActuals || undefined} aria-hidden={!hasActuals}>
        Actual
      </li>
    </ul>
  );
}

/** The shapes of the flags that this series has. */
function FlagLegend() {
  const flags = useForecastState((state) => state.shown?.values.flags);
  const areShown = useViewState((state) => state.areFlagsShown);
  if (flags === undefined || !areShown) return null;
  const codes = markedCodes.filter((code) => flags.steps[code] !== undefined);
  if (codes.length === 0) return null;
  return (
    <ul className="legend flag-legend" aria-label="Flags">
      {codes.map((code) => (
        <li
          key={code}
          className="key key-flag"
          title={`${plural(flags.steps[code] ?? 0, "step", "steps")}: ${flagMeanings[code]}`}
        >
          <FlagShape code={code} />
          {flagNames[code]} <span className="key-count">{formatCount(flags.steps[code] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

function ViewControls() {
  const view = useView();
  const session = useSession();
  const representation = useViewState((state) => state.representation);
  const zoom = useViewState((state) => state.zoom);
  const bands = useSessionState((state) => state.bands);
  const isRounded = useSessionState((state) => state.isRounded);
  const isCount = useForecastState((state) => state.shown !== null && isCountSeries(state.shown.values));
  const areNumbersShown = useViewState((state) => state.areNumbersShown);
  const areFlagsShown = useViewState((state) => state.areFlagsShown);
  const hasFlags = useForecastState((state) =>
    markedCodes.some((code) => state.shown?.values.flags.steps[code] !== undefined),
  );
  const automatic = useForecastState((state) => (state.shown === null ? "all" : automaticZoom(state.shown)));
  const effective = zoom ?? automatic;
  return (
    <div className="chart-controls">
      <Segmented
        label="Period"
        value={typeof effective === "string" ? effective : null}
        options={[
          { id: "recent", label: "Recent" },
          { id: "all", label: "All" },
        ]}
        onChange={(next) => view.setState({ zoom: next })}
      />
      <Segmented
        label="Ranges"
        value={bands}
        options={[
          { id: "calibrated", label: "Corrected", tip: "Widened or narrowed by how far past forecasts missed" },
          { id: "native", label: "As modelled", tip: "As the model gives them" },
        ]}
        onChange={(next) => session.setBands(next)}
      />
      <Segmented
        label="Show uncertainty as"
        value={representation}
        options={[
          { id: "intervals", label: "Ranges" },
          { id: "density", label: "Density" },
        ]}
        onChange={(next) => view.setState({ representation: next })}
      />
      {isCount ? (
        <Toggle
          label="Whole numbers"
          tip="Forecasts as whole numbers"
          icon={<Hash aria-hidden />}
          isSelected={isRounded}
          onChange={(next) => session.setRounded(next)}
        />
      ) : null}
      {hasFlags ? (
        <Toggle
          label="Flags"
          tip="Marks of what the import found, on the history"
          icon={<Flag aria-hidden />}
          text="Flags"
          isSelected={areFlagsShown}
          onChange={(next) => view.setState({ areFlagsShown: next })}
        />
      ) : null}
      <Toggle
        label="Numbers"
        tip="The forecast as a table"
        icon={<Table2 aria-hidden />}
        text="Numbers"
        isSelected={areNumbersShown}
        onChange={(next) => view.setState({ areNumbersShown: next })}
      />
    </div>
  );
}

/** What of the window's arrangement the picture depends on. */
const drawn = ["zoom", "representation", "areFlagsShown", "finding"] as const;

/** Draws straight from the stores: a step of the scrubber repaints the picture without rendering any component. */
function Chart() {
  const view = useView();
  const observer = useForecast();
  const session = useSession();
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
      void created.draw({ shown, dark, representation, zoom, areFlagsShown, finding: here }).then(() => {
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
  }, [view, observer, session]);

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
