import { ArrowLeft, Copy, Download, Minus, Plus, RotateCw } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Group, Input, Label, NumberField, Button as AriaButton } from "react-aria-components";
import type { Compared as ComparedModel } from "#contract/ipc";
import { type Frequency, maxHorizonSteps } from "#domain/series";
import { formatCount, formatSteps, formatTime, plural } from "#renderer/format";
import { selectedSeries, useActive, useDatasets } from "#renderer/datasets";
import { originTime } from "#renderer/forecasts";
import { Button, Choice, IconButton } from "#renderer/ui";
import { columnsOf, furtherMetrics, metricOf, sortedRows, type Sorting, tableCells } from "./columns.ts";
import { maxOrigins, type ShownComparison, stalenessOf } from "./comparison.ts";
import { useComparison, useComparisonState } from "./context.ts";
import { Details } from "./details.tsx";
import { errorFormat } from "./error-format.ts";
import { ModelPicker } from "./model-picker.tsx";
import { ScoreTable } from "./score-table.tsx";
import "./comparison.css";

/** Models and methods beside each other, scored on the series in front. */
export function ComparisonPage() {
  const comparison = useComparison();
  const page = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    page.current?.focus({ preventScroll: true });
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, []);
  const shown = useComparisonState((state) => state.shown);
  return (
    <main
      ref={page}
      className="comparison"
      aria-label="Compare models"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) comparison.close();
      }}
    >
      <Heading />
      <Controls />
      <Status />
      {shown === null ? <Empty /> : <Scores key={`${shown.compared.dataset} ${shown.compared.series}`} shown={shown} />}
    </main>
  );
}

function Heading() {
  const comparison = useComparison();
  const series = useActive((open) => selectedSeries(open).id);
  const file = useActive((open) => open.dataset.name);
  return (
    <header className="comparison-header">
      <h1 className="comparison-title truncate">
        Compare models{" "}
        <span className="comparison-series">{series === undefined || series === "" ? file : series}</span>
      </h1>
      <Button onPress={() => comparison.close()}>
        <ArrowLeft aria-hidden />
        Back to the forecast
      </Button>
    </header>
  );
}

function Controls() {
  const comparison = useComparison();
  const datasets = useDatasets();
  const wanted = useComparisonState((state) => state.wanted);
  const isRunning = useComparisonState((state) => state.progress !== null);
  const isCurrent = useComparisonState((state) => state.shown !== null && stalenessOf(state) === null);
  if (wanted === null) return null;
  return (
    <div className="comparison-controls">
      <ModelPicker />
      <StepsField
        label="Horizon"
        value={wanted.horizon}
        max={maxHorizonSteps}
        onChange={(horizon) => datasets.setHorizon(horizon)}
      />
      <StepsField
        label="Past forecasts"
        value={wanted.origins}
        max={maxOrigins}
        onChange={(origins) => comparison.setOrigins(origins)}
      />
      <Button
        tone={isCurrent ? "plain" : "primary"}
        isDisabled={isRunning || wanted.models.length === 0}
        onPress={() => void comparison.run()}
      >
        <RotateCw aria-hidden />
        {isCurrent ? "Compare again" : "Compare"}
      </Button>
    </div>
  );
}

interface StepsFieldProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

function StepsField({ label, value, max, onChange }: StepsFieldProps) {
  return (
    <NumberField
      className="field"
      minValue={1}
      maxValue={max}
      value={value}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label className="field-label">{label}</Label>
      <Group className="field-box number-box">
        <AriaButton slot="decrement" className="number-step">
          <Minus aria-hidden />
        </AriaButton>
        <Input className="number-input" />
        <AriaButton slot="increment" className="number-step">
          <Plus aria-hidden />
        </AriaButton>
      </Group>
    </NumberField>
  );
}

/** How far a run is, why it failed, or that what is shown is of something else. */
function Status() {
  const comparison = useComparison();
  const progress = useComparisonState((state) => state.progress);
  const error = useComparisonState((state) => state.error);
  const staleness = useComparisonState(stalenessOf);
  const candidates = useComparisonState((state) => state.candidates);
  if (progress !== null) {
    const { done, total, model } = progress;
    const names = new Map(
      candidates?.groups.flatMap((group) => group.models.map(({ id, name }) => [id, name] as const)),
    );
    return (
      <div className="comparison-status" data-kind="running">
        <p role="status">
          {model === null
            ? "Comparing…"
            : `Scoring ${names.get(model) ?? model}: ${formatCount(done + 1)} of ${formatCount(total)}`}
        </p>
        <div
          className="progress-track"
          role="progressbar"
          aria-label="Comparing"
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
        >
          <div className="progress-fill" style={{ width: `${(100 * done) / Math.max(total, 1)}%` }} />
        </div>
        <Button onPress={() => comparison.cancel()}>Cancel</Button>
      </div>
    );
  }
  if (error !== null) {
    return (
      <div className="comparison-status" data-kind="error" role="alert" data-code={error.code}>
        <p>
          <strong>{error.message}</strong> {error.hint}
        </p>
      </div>
    );
  }
  if (staleness !== null) {
    return (
      <div className="comparison-status" data-kind="stale" role="status">
        <p>{staleness}</p>
      </div>
    );
  }
  return null;
}

/** What the scores rest on. */
function About({ shown: { report, summary, values } }: { readonly shown: ShownComparison }) {
  const { origins, horizon, stride } = report;
  const [first] = origins;
  const last = origins.at(-1);
  if (first === undefined || last === undefined) return null;
  const time = (origin: number): string => formatTime(originTime(values, origin), summary.frequency);
  const when = origins.length === 1 ? `after ${time(first)}` : `from ${time(first)} to ${time(last)}`;
  // Without a word they are as far apart as they are long.
  const apart = stride === horizon || origins.length === 1 ? "" : `, ${formatSteps(stride, summary.frequency)} apart`;
  return (
    <p className="comparison-about">
      {plural(origins.length, "past forecast", "past forecasts")} of {formatSteps(horizon, summary.frequency)}, made{" "}
      {when}
      {apart} with what was known then.
    </p>
  );
}

function Empty() {
  const isRunning = useComparisonState((state) => state.progress !== null);
  const isKnown = useComparisonState((state) => state.candidates !== null || state.error !== null);
  return (
    <div className="comparison-empty">
      <p>
        {isRunning
          ? "Each model forecasts the past again and again, as if nothing later were known."
          : isKnown
            ? "There are no scores of this series yet."
            : "Loading…"}
      </p>
    </div>
  );
}

const noFurther = "none";

function Scores({ shown }: { readonly shown: ShownComparison }) {
  const { report, values, summary } = shown;
  const comparison = useComparison();
  const isStale = useComparisonState((state) => stalenessOf(state) !== null);
  const seriesCount = useActive((open) => open.dataset.series.length) ?? 1;
  const [sorting, setSorting] = useState<Sorting>({ column: "MASE", direction: "ascending" });
  const [further, setFurther] = useState<string | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [tab, setTab] = useState("steps");
  const [inspected, setInspected] = useState<string | null>(null);
  const inUnits = useMemo(() => errorFormat(values.values), [values]);
  const columns = columnsOf({ leader: report.leader, origins: report.origins.length, inUnits }, further);
  const rows = sortedRows(report.models, columns, sorting);
  const markOf = (id: string): number => report.models.findIndex((model) => model.id === id);
  const [percentages] = report.models.filter(({ error }) => error === null);
  return (
    <div className="comparison-body" data-comparison={report.dataset} data-stale={isStale || undefined}>
      <div className="comparison-tools">
        <About shown={shown} />
        <div className="comparison-tool-group">
          <Choice
            label="Further column"
            value={further ?? noFurther}
            options={[
              { id: noFurther, label: "None" },
              ...furtherMetrics.map((id) => ({ id, label: metricOf(id).name, detail: metricOf(id).words })),
            ]}
            onChange={(id) => setFurther(id === noFurther ? null : id)}
          />
          {further === "MAPE" && percentages !== undefined ? (
            <p className="comparison-note">{percentageText(percentages, summary.frequency)}</p>
          ) : null}
          <IconButton label="Copy the table" onPress={() => comparison.copy(tableCells(rows, columns))}>
            <Copy aria-hidden />
          </IconButton>
          <IconButton label="Save the table as CSV" onPress={() => void comparison.save(tableCells(rows, columns))}>
            <Download aria-hidden />
          </IconButton>
        </div>
      </div>
      <ScoreTable
        {...{ rows, columns, sorting, markOf, pointed, seriesCount }}
        onPoint={setPointed}
        onSort={(column) =>
          setSorting((before) => ({
            column,
            direction: before.column === column && before.direction === "ascending" ? "descending" : "ascending",
          }))
        }
        onResiduals={(id) => {
          setInspected(id);
          setTab("residuals");
        }}
      />
      <Details
        {...{ shown, pointed, inUnits, tab, inspected }}
        onPoint={setPointed}
        onTab={setTab}
        onInspect={setInspected}
      />
    </div>
  );
}

/** "120 months, 3 zeros skipped". */
function percentageText(
  { steps, nonZeroSteps }: Pick<ComparedModel, "steps" | "nonZeroSteps">,
  frequency: Frequency,
): string {
  const zeros = steps - nonZeroSteps;
  return `${formatSteps(nonZeroSteps, frequency)}, ${zeros === 0 ? "no zeros" : `${plural(zeros, "zero", "zeros")} skipped`}`;
}
