import { Flag, Hash, RotateCw, Table2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { automaticZoom, createFanChart, describeChart, type FanChart } from "../../charts/index.ts";
import { countsThings } from "../../format/counts.ts";
import { flagMeanings, flagNames, markedCodes } from "../../charts/flags.ts";
import { formatCount, plural } from "../../format/format.ts";
import { afterPaint, mark } from "../../context/marks.ts";
import { missingSpans } from "../../charts/missing.ts";
import { calibrationText, coverageText, skillText, tells } from "../evidence/coverage.ts";
import { useCoverage, useForecasting, useModel, useSession, useView } from "../../app/model.ts";
import { Button } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { FlagShape } from "../../charts/flag-shape.tsx";
import { Readout } from "./readout.tsx";

/** The chart with its legend and the ways of looking at it. */
export function ChartPanel() {
  const isSlow = useForecasting((state) => state.isSlow);
  return (
    <figure className="chart-panel" aria-label="Fan chart" data-slow={isSlow || undefined}>
      <div className="chart-bar">
        <Legend />
        <ViewControls />
      </div>
      <div className="chart-notes">
        <Evidence />
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
  const representation = useView((state) => state.representation);
  const hasActuals = useForecasting((state) => state.shown?.forecast?.actuals != null);
  const hasGaps = useForecasting((state) => state.shown !== null && missingSpans(state.shown.values).length > 0);
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
  const flags = useForecasting((state) => state.shown?.values.flags);
  const areShown = useView((state) => state.areFlagsShown);
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

const refiningTexts = {
  choosing: "Choosing a model by its forecasts of the past…",
  calibrating: "Calibrating the bands on forecasts of the past…",
} as const;

/** What the past says about this fan. The line keeps its place, so that the chart does not jump when it comes. */
function Evidence() {
  const measured = useCoverage((state) => state.measured);
  const isTelling = useForecasting(({ background }) => measured !== null && tells(measured, background));
  const refining = useForecasting((state) => state.refining);
  const forecast = useForecasting((state) => state.shown?.forecast ?? null);
  const calibration = forecast === null ? null : calibrationText(forecast);
  // The reason of a choice says how it compares with seasonal naive; once is enough.
  const reason = forecast?.choice?.reason;
  const held =
    measured === null || !isTelling ? [] : [coverageText(measured), reason === undefined ? skillText(measured) : null];
  const parts = [reason, calibration, ...held].filter((part) => part != null);
  const text = refining === null ? parts.map((part) => part.replace(/\.$/, "")).join("; ") : refiningTexts[refining];
  return (
    <figcaption className="evidence truncate" title={text} aria-live="polite" data-refining={refining ?? undefined}>
      {text === "" ? "\u00A0" : text}
    </figcaption>
  );
}

function ViewControls() {
  const model = useModel();
  const representation = useView((state) => state.representation);
  const zoom = useView((state) => state.zoom);
  const bands = useSession((state) => state.bands);
  const isRounded = useSession((state) => state.isRounded);
  const isCount = useForecasting((state) => state.shown !== null && countsThings(state.shown.values));
  const areNumbersShown = useView((state) => state.areNumbersShown);
  const areFlagsShown = useView((state) => state.areFlagsShown);
  const hasFlags = useForecasting((state) =>
    markedCodes.some((code) => state.shown?.values.flags.steps[code] !== undefined),
  );
  const automatic = useForecasting((state) => (state.shown === null ? "all" : automaticZoom(state.shown)));
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
        onChange={(next) => model.view.setState({ zoom: next })}
      />
      <Segmented
        label="Width of the bands"
        value={bands}
        options={[
          { id: "calibrated", label: "Calibrated", tip: "Widened or narrowed by how forecasts of the past turned out" },
          { id: "native", label: "Native", tip: "As the model gives them" },
        ]}
        onChange={(next) => model.session.setBands(next)}
      />
      <Segmented
        label="Uncertainty as"
        value={representation}
        options={[
          { id: "intervals", label: "Bands" },
          { id: "density", label: "Density" },
        ]}
        onChange={(next) => {
          model.view.setState({ representation: next });
          model.forecasting.setDensity(next === "density");
        }}
      />
      {isCount ? (
        <Toggle
          label="Whole numbers"
          tip="Forecasts as whole numbers"
          icon={<Hash aria-hidden />}
          isSelected={isRounded}
          onChange={(next) => model.session.setRounded(next)}
        />
      ) : null}
      {hasFlags ? (
        <Toggle
          label="Flags"
          tip="Marks of what the import found, on the history"
          icon={<Flag aria-hidden />}
          text="Flags"
          isSelected={areFlagsShown}
          onChange={(next) => model.view.setState({ areFlagsShown: next })}
        />
      ) : null}
      <Toggle
        label="Numbers"
        tip="The forecast as a table"
        icon={<Table2 aria-hidden />}
        text="Numbers"
        isSelected={areNumbersShown}
        onChange={(next) => model.view.setState({ areNumbersShown: next })}
      />
    </div>
  );
}

/** What of the window's arrangement the picture depends on. */
const drawn = ["zoom", "representation", "areFlagsShown", "finding"] as const;

/** Draws straight from the stores: a step of the scrubber repaints the picture without rendering any component. */
function Chart() {
  const model = useModel();
  const canvas = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<FanChart | null>(null);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const figure = element.parentElement;
    const created = createFanChart(element, {
      onZoom: (zoom) => model.view.setState({ zoom }),
      onReset: () => model.view.setState({ zoom: null }),
    });
    setChart(created);

    let described: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      const { shown } = model.forecasting.store.getState();
      if (shown === null) return;
      const { representation, zoom, areFlagsShown, finding } = model.view.getState();
      const { dark } = model.session.store.getState();
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
      model.forecasting.store.subscribe((state, before) => {
        if (state.shown !== before.shown) draw();
      }),
      model.view.subscribe((state, before) => {
        if (drawn.some((key) => state[key] !== before[key])) draw();
      }),
      model.session.store.subscribe((state, before) => {
        if (state.dark !== before.dark) draw();
      }),
    ];
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) created.resize(entry.contentRect.width, entry.contentRect.height);
    });
    observer.observe(element);
    created.resize(element.clientWidth, element.clientHeight);
    draw();
    return () => {
      clearTimeout(described);
      observer.disconnect();
      for (const unsubscribe of stop) unsubscribe();
      created.destroy();
    };
  }, [model]);

  return (
    <>
      <div className="chart" role="img" aria-label="The chart is being drawn">
        <div className="chart-canvas" ref={canvas} />
      </div>
      {chart === null ? null : <Readout chart={chart} surface={canvas} />}
    </>
  );
}

function ChartError() {
  const model = useModel();
  const error = useForecasting((state) => state.error);
  if (error === null) return null;
  return (
    <div className="chart-error" role="alert" data-code={error.code}>
      <p className="chart-error-text">{error.message}</p>
      {error.hint === undefined ? null : <p className="chart-error-hint">{error.hint}</p>}
      <Button onPress={() => model.forecasting.retry()}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  );
}
