import { useMemo } from "react";
import { ToggleButton } from "react-aria-components";
import type { NumberFormat } from "#engine/format";
import { MarkShape, PlainChartView } from "#renderer/charts";
import { capital, stepName } from "#renderer/format";
import { Choice, ColumnTable, TabView } from "#renderer/ui";
import { metricIds, metricOf, writerOf } from "./columns.ts";
import type { ShownComparison } from "./comparison.ts";
import { type DrawnModel, periodFigure, periodName, stepFigure } from "./figures.ts";
import { OriginsView } from "./origins-view.tsx";
import { ResidualsView } from "./residuals-view.tsx";

export interface DetailsProps {
  readonly shown: ShownComparison;
  /** False where the scores are of an earlier reading of the file: what they rest on can't be looked up any more. */
  readonly isAnswerable: boolean;
  readonly pointed: string | null;
  readonly inUnits: NumberFormat;
  readonly tab: string;
  /** Of the charts by step and period. */
  readonly metricId: string;
  /** Models that are left out of the charts. */
  readonly hidden: ReadonlySet<string>;
  /** The model whose residuals are looked at; null: the first that has some. */
  readonly inspected: string | null;
  readonly onPoint: (id: string | null) => void;
  readonly onTab: (tab: string) => void;
  readonly onMetric: (id: string) => void;
  readonly onHide: (hidden: ReadonlySet<string>) => void;
  readonly onInspect: (id: string) => void;
}

/** Where and when each model was wrong. */
export function Details(props: DetailsProps) {
  const { shown, isAnswerable, pointed, inUnits, tab, metricId, hidden, inspected } = props;
  const { onPoint, onTab, onMetric, onHide, onInspect } = props;
  const { report, summary } = shown;
  // A model keeps its look whichever others are hidden.
  const scored = useMemo(
    () => report.models.map((model, mark) => ({ model, mark })).filter(({ model }) => model.error === null),
    [report],
  );
  const drawn: readonly DrawnModel[] = useMemo(
    () =>
      scored
        .filter(({ model }) => !hidden.has(model.id))
        .map(({ model, mark }) => ({ model, mark, isFaint: pointed !== null && pointed !== model.id })),
    [scored, hidden, pointed],
  );
  const offered = metricIds.filter((id) => scored.some(({ model }) => model.byStep[id] !== undefined));
  const metric = metricOf(metricId);
  const write = useMemo(() => writerOf(metric, inUnits), [metric, inUnits]);
  const byStep = useMemo(() => stepFigure(drawn, metric, summary, write), [drawn, metric, summary, write]);
  const byPeriod = useMemo(
    () => periodFigure(drawn, metric, report, summary, write),
    [drawn, metric, report, summary, write],
  );
  const legend = (
    <div className="comparison-legend" role="group" aria-label="Models in the chart">
      {scored.map(({ model: { id, name }, mark }) => (
        <ToggleButton
          key={id}
          className="comparison-key"
          isSelected={!hidden.has(id)}
          onHoverChange={(isHovered) => onPoint(isHovered ? id : null)}
          onChange={(isShown) => {
            const next = new Set(hidden);
            if (isShown) next.delete(id);
            else next.add(id);
            onHide(next);
          }}
        >
          <MarkShape index={mark} />
          {name}
        </ToggleButton>
      ))}
    </div>
  );
  const measure = (
    <Choice
      label="Measure"
      value={metricId}
      options={offered.map((id) => ({ id, label: metricOf(id).name, detail: metricOf(id).words }))}
      onChange={onMetric}
    />
  );
  const step = stepName(summary.frequency);
  return (
    <TabView
      label="Where each model was wrong"
      selected={tab}
      onSelect={onTab}
      tabs={[
        {
          id: "steps",
          label: `By ${step} ahead`,
          content: (
            <>
              <div className="comparison-bar">
                {legend}
                {measure}
              </div>
              <div className="comparison-split">
                <PlainChartView
                  figure={byStep}
                  description={`${metric.name} by ${step} ahead, a line for each of ${drawn.length} models. The numbers are in the table beside it.`}
                />
                <ColumnTable
                  label={`${metric.name} by ${step} ahead`}
                  corner={`${capital(step)} ahead`}
                  names={Array.from({ length: report.horizon }, (_, index) => String(index + 1))}
                  columns={drawn.map(({ model }) => ({
                    id: model.id,
                    name: model.name,
                    values: model.byStep[metricId],
                  }))}
                  write={write}
                />
              </div>
            </>
          ),
        },
        {
          id: "periods",
          label: "By period",
          content: (
            <>
              <div className="comparison-bar">
                {legend}
                {measure}
              </div>
              <div className="comparison-split">
                <PlainChartView
                  figure={byPeriod}
                  description={`${metric.name} by the period that forecasts were made in, a line for each of ${drawn.length} models. The numbers are in the table beside it.`}
                />
                <ColumnTable
                  label={`${metric.name} by period`}
                  corner="Made in"
                  names={report.periods.map((period) => periodName(period, summary.frequency))}
                  columns={drawn.map(({ model }) => ({
                    id: model.id,
                    name: model.name,
                    values: model.byPeriod[metricId],
                  }))}
                  write={write}
                />
              </div>
            </>
          ),
        },
        {
          id: "origins",
          label: "Past forecasts",
          content: isAnswerable ? (
            <OriginsView {...{ shown, drawn, legend, pointed, onPoint }} />
          ) : (
            <p className="comparison-none">Compare again to see past forecasts of the file as it is read now.</p>
          ),
        },
        {
          id: "residuals",
          label: "Residuals",
          content: isAnswerable ? (
            <ResidualsView {...{ shown, inspected, onInspect, inUnits }} />
          ) : (
            <p className="comparison-none">Compare again to see residuals of the file as it is read now.</p>
          ),
        },
      ]}
    />
  );
}
