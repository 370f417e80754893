import { useMemo, useState } from "react";
import { Tab, TabList, TabPanel, Tabs, ToggleButton } from "react-aria-components";
import type { NumberFormat } from "#engine/format";
import { MarkShape } from "#renderer/charts";
import { Choice } from "#renderer/ui";
import { metricOf, type MetricId, metrics, writerOf } from "./columns.ts";
import type { ShownComparison } from "./comparison.ts";
import { ColumnTable } from "./column-table.tsx";
import { type DrawnModel, periodFigure, stepFigure } from "./figures.ts";
import { OriginsView } from "./origins-view.tsx";
import { PlainChartView } from "./plain-chart-view.tsx";
import { ResidualsView } from "./residuals-view.tsx";
import { formatSteps, stepName } from "#renderer/format";

export interface DetailsProps {
  readonly shown: ShownComparison;
  readonly markOf: (id: string) => number;
  readonly pointed: string | null;
  readonly inUnits: NumberFormat;
  readonly tab: string;
  /** The model whose residuals are looked at; null: the first that has some. */
  readonly inspected: string | null;
  readonly onPoint: (id: string | null) => void;
  readonly onTab: (tab: string) => void;
  readonly onInspect: (id: string) => void;
}

/** Where and when each model was wrong. */
export function Details(props: DetailsProps) {
  const { shown, markOf, pointed, inUnits, tab, inspected, onPoint, onTab, onInspect } = props;
  const { report, summary } = shown;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [metricId, setMetric] = useState<MetricId>("MAE");
  const drawn: readonly DrawnModel[] = useMemo(
    () =>
      report.models
        .filter(({ id, error }) => error === null && !hidden.has(id))
        .map((model) => ({ model, mark: markOf(model.id), isFaint: pointed !== null && pointed !== model.id })),
    // The marks follow from the report.
    [report, hidden, pointed],
  );
  const scored = report.models.filter(({ error }) => error === null);
  const offered = metrics.filter(({ id }) => scored.some(({ byStep }) => byStep[id] !== undefined));
  const metric = metricOf(metricId);
  const write = writerOf(metric, inUnits);
  const byStep = useMemo(() => stepFigure(drawn, metric, summary, write), [drawn, metricId, summary, inUnits]);
  const byPeriod = useMemo(() => periodFigure(drawn, metric, report, write), [drawn, metricId, report, inUnits]);
  const legend = (
    <div className="comparison-legend" role="group" aria-label="Models in the chart">
      {scored.map(({ id, name }) => (
        <ToggleButton
          key={id}
          className="comparison-key"
          isSelected={!hidden.has(id)}
          onHoverChange={(isHovered) => onPoint(isHovered ? id : null)}
          onChange={(isShown) =>
            setHidden((before) => {
              const next = new Set(before);
              if (isShown) next.delete(id);
              else next.add(id);
              return next;
            })
          }
        >
          <MarkShape index={markOf(id)} />
          {name}
        </ToggleButton>
      ))}
    </div>
  );
  const measure = (
    <Choice
      label="Measure"
      value={metricId}
      options={offered.map(({ id, title, explanation }) => ({ id, label: title, detail: explanation }))}
      onChange={(id) => setMetric(offered.find((known) => known.id === id)?.id ?? metricId)}
    />
  );
  const step = stepName(summary.frequency);
  return (
    <Tabs className="comparison-details" selectedKey={tab} onSelectionChange={(key) => onTab(String(key))}>
      <TabList className="comparison-tabs" aria-label="Where each model was wrong">
        <Tab className="comparison-tab" id="steps">
          By {step} ahead
        </Tab>
        <Tab className="comparison-tab" id="periods">
          By period
        </Tab>
        <Tab className="comparison-tab" id="origins">
          Past forecasts
        </Tab>
        <Tab className="comparison-tab" id="residuals">
          Residuals
        </Tab>
      </TabList>
      <TabPanel className="comparison-panel" id="steps">
        <div className="comparison-bar">
          {legend}
          {measure}
        </div>
        <div className="comparison-split">
          <PlainChartView
            figure={byStep}
            description={`${metric.title} by ${step} ahead, a line for each of ${drawn.length} models. The numbers are in the table beside it.`}
          />
          <ColumnTable
            label={`${metric.title} by ${step} ahead`}
            corner={`${capital(step)} ahead`}
            names={Array.from({ length: report.horizon }, (_, index) => String(index + 1))}
            columns={drawn.map(({ model }) => ({ id: model.id, name: model.name, values: model.byStep[metricId] }))}
            write={write}
          />
        </div>
      </TabPanel>
      <TabPanel className="comparison-panel" id="periods">
        <div className="comparison-bar">
          {legend}
          {measure}
        </div>
        <div className="comparison-split">
          <PlainChartView
            figure={byPeriod}
            description={`${metric.title} by ${report.periods.title.toLowerCase()}, a line for each of ${drawn.length} models. The numbers are in the table beside it.`}
          />
          <ColumnTable
            label={`${metric.title} by ${report.periods.title.toLowerCase()}`}
            corner={report.periods.title}
            names={report.periods.names}
            columns={drawn.map(({ model }) => ({ id: model.id, name: model.name, values: model.byPeriod[metricId] }))}
            write={write}
          />
        </div>
      </TabPanel>
      <TabPanel className="comparison-panel" id="origins">
        <OriginsView {...{ shown, drawn, legend, pointed, onPoint }} />
      </TabPanel>
      <TabPanel className="comparison-panel" id="residuals">
        <ResidualsView {...{ shown, inspected, onInspect, inUnits }} />
      </TabPanel>
    </Tabs>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
