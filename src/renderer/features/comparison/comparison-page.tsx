import { RotateCw } from "lucide-react";
import { useMemo, useState } from "react";
import { type Frequency, maxHorizonSteps } from "#domain/series";
import { useTables } from "#renderer/context";
import { errorFormat, formatCount, formatSteps, formatTime, plural } from "#renderer/format";
import { selectedSeries, useActive, useDatasets } from "#renderer/datasets";
import { originTime } from "#renderer/forecasts";
import { TermText } from "#renderer/glossary";
import { Button, Choice, Page, sortedAgain, type Sorting, StepsField, TableButtons } from "#renderer/ui";
import { columnsOf, earlyRow, furtherMetrics, metricOf, type Row, sortedRows, tableCells } from "./columns.ts";
import {
  areOriginsMixed,
  type Compared,
  type EarlyComparison,
  hasNoCandidates,
  incompletenessOf,
  isOfEarlierReading,
  maxOrigins,
  type ShownComparison,
  stalenessOf,
  tableIn,
} from "./comparison.ts";
import { useComparison, useComparisonState } from "./context.ts";
import { Details } from "./details.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { ScoreTable } from "./score-table.tsx";
import { texts } from "./texts.ts";
import "./comparison.css";

/** Models and methods beside each other, scored on the series in front. */
export function ComparisonPage() {
  const comparison = useComparison();
  const table = useComparisonState(tableIn);
  const series = useActive((open) => selectedSeries(open).id);
  const file = useActive((open) => open.dataset.name) ?? "";
  return (
    <Page
      title={texts.compareModels}
      subject={series === undefined || series === "" ? file : series}
      back={texts.backToTheForecast}
      onClose={() => comparison.close()}
    >
      <Controls />
      <Status />
      {table === null || table.values === null ? (
        <Empty />
      ) : (
        <Scores
          shown={"report" in table ? table : null}
          early={"report" in table ? null : table}
          compared={table.compared}
          summary={table.summary}
          values={table.values}
        />
      )}
    </Page>
  );
}

function Controls() {
  const comparison = useComparison();
  const datasets = useDatasets();
  const wanted = useComparisonState((state) => state.wanted);
  const isRunning = useComparisonState((state) => state.progress !== null);
  const isCurrent = useComparisonState(
    (state) => state.shown !== null && state.early === null && stalenessOf(state) === null,
  );
  const canAskAgain = useComparisonState(hasNoCandidates);
  if (wanted === null) return null;
  return (
    <div className="comparison-controls">
      <ModelPicker />
      <StepsField
        label={texts.horizon}
        term={<TermText id="horizon">{texts.horizon}</TermText>}
        value={wanted.horizon}
        max={maxHorizonSteps}
        onChange={(horizon) => datasets.setHorizon(horizon)}
      />
      <StepsField
        label={texts.pastForecasts}
        term={<TermText id="past-forecast">{texts.pastForecasts}</TermText>}
        value={wanted.origins}
        max={maxOrigins}
        onChange={(origins) => comparison.setOrigins(origins)}
      />
      <Button
        tone={isCurrent ? "plain" : "primary"}
        tip={texts.eachModelForecastsThePast}
        isDisabled={isRunning || (wanted.models.length === 0 && !canAskAgain)}
        onPress={() => void comparison.run()}
      >
        <RotateCw aria-hidden />
        {canAskAgain ? texts.tryAgain : isCurrent ? texts.compareAgain : texts.compare}
      </Button>
      <Progress />
    </div>
  );
}

/** How far a run is: beside the controls, so that the table stays where it is when all is done. */
function Progress() {
  const comparison = useComparison();
  const progress = useComparisonState((state) => state.progress);
  if (progress === null) return null;
  const { done, total, model } = progress;
  return (
    <div className="page-status" data-kind="running">
      <p role="status">
        {model === null ? texts.comparing : texts.scoringOf(model.name, formatCount(done + 1), formatCount(total))}
      </p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={texts.comparing2}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <div className="progress-fill" style={{ width: `${(100 * done) / Math.max(total, 1)}%` }} />
      </div>
      <Button onPress={() => comparison.cancel()}>{texts.cancel}</Button>
    </div>
  );
}

/** Why the last run failed, or that what is shown is not all of it, or of something else. */
function Status() {
  const isRunning = useComparisonState((state) => state.progress !== null);
  const error = useComparisonState((state) => state.error);
  const staleness = useComparisonState(stalenessOf);
  const incompleteness = useComparisonState(incompletenessOf);
  if (isRunning) return null;
  if (error !== null) {
    return (
      <div className="page-status" data-kind="error" role="alert" data-code={error.code}>
        <p>
          <strong>{error.message}</strong> {error.hint} {incompleteness}
        </p>
      </div>
    );
  }
  if (staleness !== null || incompleteness !== null) {
    return (
      <div className="page-status" data-kind="stale" role="status">
        <p>
          {incompleteness} {staleness}
        </p>
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
      {texts.ofMadeWithWhatWas(
        plural(origins.length, "past forecast", "past forecasts"),
        formatSteps(horizon, summary.frequency),
        when,
        apart,
        rescoredText(report),
      )}
    </p>
  );
}

/** Says that early rows have changed. */
function rescoredText({ models, rescored }: ShownComparison["report"]): string {
  if (rescored.length === 0) return "";
  const names = models.filter(({ id }) => rescored.includes(id)).map(({ name }) => name);
  return ` Some could not forecast at others: ${new Intl.ListFormat("en-US").format(names)}, which could, ${names.length === 1 ? "was" : "were"} scored once more at these alone.`;
}

/** What early rows rest on, and whether they may change. */
function AboutEarly({ early: { rows, compared, summary } }: { readonly early: EarlyComparison }) {
  const isRunning = useComparisonState((state) => state.progress !== null);
  const counts = rows.filter(({ error }) => error === null).map(({ origins }) => origins.length);
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  if (counts.length === 0) return <p className="comparison-about">{texts.eachRowAppearsAsSoon}</p>;
  const made = `${least === most ? "" : `${formatCount(least)} to `}${plural(most, "past forecast", "past forecasts")} of ${formatSteps(compared.horizon, summary.frequency)}`;
  return (
    <p className="comparison-about">
      {made}.{" "}
      {areOriginsMixed(rows)
        ? texts.notAllModelsCouldForecast(isRunning ? texts.andWillChangeToThose : ".")
        : isRunning
          ? texts.whatDependsOnTheOther
          : texts.whatDependsOnTheOther2}
    </p>
  );
}

function Empty() {
  const isRunning = useComparisonState((state) => state.progress !== null);
  const isKnown = useComparisonState((state) => state.candidates !== null || state.error !== null);
  return (
    <div className="comparison-empty">
      <p>{isRunning ? texts.eachModelForecastsThePast2 : isKnown ? texts.thereAreNoScoresOf : texts.loading}</p>
    </div>
  );
}

const noFurther = "none";

interface ScoresProps extends Pick<ShownComparison, "compared" | "summary" | "values"> {
  /** One of the two is null. */
  readonly shown: ShownComparison | null;
  readonly early: EarlyComparison | null;
}

/** Keeps its tab and order where the file was read again; another series begins afresh, as nothing is shown in between. */
function Scores({ shown, early, compared, summary, values }: ScoresProps) {
  const tables = useTables();
  const isStale = useComparisonState((state) => stalenessOf(state) !== null);
  const isAnswerable = useComparisonState((state) => !isOfEarlierReading(state));
  const seriesCount = useActive((open) => open.dataset.series.length) ?? 1;
  const [sorting, setSorting] = useState<Sorting>({ column: "MASE", direction: "ascending" });
  const [further, setFurther] = useState<string | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [tab, setTab] = useState("steps");
  const [metricId, setMetric] = useState("MAE");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [inspected, setInspected] = useState<string | null>(null);
  const isRunning = useComparisonState((state) => state.progress !== null);
  const inUnits = useMemo(() => errorFormat(values.values), [values]);
  const report = shown?.report;
  const models: readonly Row[] = early?.rows.map(earlyRow) ?? report?.models ?? [];
  const facts = { leader: report?.leader ?? null, origins: report?.origins.length ?? 0, inUnits };
  const columns = columnsOf(facts, further);
  const rows = sortedRows(models, columns, sorting);
  // Marks go by the request, so that none changes as rows come.
  const order = [...new Set(compared.models)];
  const markOf = (id: string): number => order.indexOf(id);
  const [percentages] = models.filter(({ error }) => error === null);
  return (
    <div className="comparison-body" data-comparison={compared.dataset} data-stale={isStale || undefined}>
      <div className="comparison-tools">
        {shown === null ? null : <About shown={shown} />}
        {early === null ? null : <AboutEarly early={early} />}
        <div className="comparison-tool-group">
          <Choice
            label={texts.furtherColumn}
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
          <TableButtons
            isDisabled={isRunning}
            onCopy={() => tables.copy(tableCells(rows, columns))}
            onSave={() => void tables.save(tableName(compared), tableCells(rows, columns))}
          />
        </div>
      </div>
      <ScoreTable
        {...{ rows, columns, sorting, markOf, pointed, seriesCount, isRunning }}
        waiting={early?.waiting ?? []}
        onPoint={setPointed}
        onSort={(column) => setSorting((before) => sortedAgain(before, column))}
        onResiduals={(id) => {
          setInspected(id);
          setTab("residuals");
        }}
      />
      {shown === null ? null : (
        <Details
          {...{ shown, isAnswerable, pointed, inUnits, tab, metricId, hidden, inspected }}
          onPoint={setPointed}
          onTab={setTab}
          onMetric={setMetric}
          onHide={setHidden}
          onInspect={setInspected}
        />
      )}
    </div>
  );
}

function tableName({ series }: Compared): string {
  return `${series === "" ? "" : `${series} `}comparison`;
}

/** "120 months, 3 zeros skipped". */
function percentageText({ steps, nonZeroSteps }: Pick<Row, "steps" | "nonZeroSteps">, frequency: Frequency): string {
  const zeros = steps - nonZeroSteps;
  return `${formatSteps(nonZeroSteps, frequency)}, ${zeros === 0 ? "no zeros" : `${plural(zeros, "zero", "zeros")} skipped`}`;
}
