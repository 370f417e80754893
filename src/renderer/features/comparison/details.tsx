import { type ReactNode, useMemo } from "react";
import { ToggleButton } from "react-aria-components";
import type { Metric } from "#domain/score";
import type { NumberFormat } from "#engine/format";
import { MarkShape, type PlainFigure, PlainChartView } from "#renderer/charts";
import { capital, stepName } from "#renderer/format";
import { Choice, ColumnTable, TabView } from "#renderer/ui";
import { metricIds, metricOf, writerOf } from "./columns.ts";
import type { ShownComparison } from "./comparison.ts";
import { type DrawnModel, periodFigure, periodName, stepFigure } from "./figures.ts";
import { OriginsView } from "./origins-view.tsx";
import { ResidualsView } from "./residuals-view.tsx";
import { texts } from "./texts.ts";

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
    <div className="comparison-legend" role="group" aria-label={texts.modelsInTheChart}>
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
      label={texts.measure}
      value={metricId}
      options={offered.map((id) => ({ id, label: metricOf(id).name, detail: metricOf(id).words }))}
      onChange={onMetric}
    />
  );
  const step = stepName(summary.frequency);
  return (
    <TabView
      label={texts.whereEachModelWasWrong}
      selected={tab}
      onSelect={onTab}
      tabs={[
        {
          id: "steps",
          label: `By ${step} ahead`,
          content: (
            <Measured
              by={`${step} ahead`}
              corner={`${capital(step)} ahead`}
              names={Array.from({ length: report.horizon }, (_, index) => String(index + 1))}
              figure={byStep}
              lines="byStep"
              {...{ legend, measure, metric, drawn, write }}
            />
          ),
        },
        {
          id: "periods",
          label: "By period",
          content: (
            <Measured
              by="period"
              corner="Made in"
              names={report.periods.map((period) => periodName(period, summary.frequency))}
              figure={byPeriod}
              lines="byPeriod"
              {...{ legend, measure, metric, drawn, write }}
            />
          ),
        },
        {
          id: "origins",
          label: "Past forecasts",
          content: isAnswerable ? (
            <OriginsView {...{ shown, drawn, legend, pointed, onPoint }} />
          ) : (
            <p className="comparison-none">{texts.compareAgainToSeePast}</p>
          ),
        },
        {
          id: "residuals",
          label: "Residuals",
          content: isAnswerable ? (
            <ResidualsView {...{ shown, inspected, onInspect, inUnits }} />
          ) : (
            <p className="comparison-none">{texts.compareAgainToSeeResiduals}</p>
          ),
        },
      ]}
    />
  );
}

interface MeasuredProps {
  readonly legend: ReactNode;
  readonly measure: ReactNode;
  readonly metric: Metric;
  readonly drawn: readonly DrawnModel[];
  /** What the measure is split by, as a sentence goes on: "month ahead". */
  readonly by: string;
  readonly lines: "byStep" | "byPeriod";
  readonly figure: PlainFigure;
  /** The head of the table's first column, and its cells. */
  readonly corner: string;
  readonly names: readonly string[];
  readonly write: NumberFormat;
}

/** One measure of all models as lines, and as a table beside them. */
function Measured({ legend, measure, metric, drawn, by, lines, figure, corner, names, write }: MeasuredProps) {
  return (
    <>
      <div className="comparison-bar">
        {legend}
        {measure}
      </div>
      <div className="comparison-split">
        <PlainChartView figure={figure} description={texts.byALineForEach(metric.name, by, drawn.length)} />
        <ColumnTable
          label={texts.by(metric.name, by)}
          corner={corner}
          names={names}
          columns={drawn.map(({ model }) => ({ id: model.id, name: model.name, values: model[lines][metric.id] }))}
          write={write}
        />
      </div>
    </>
  );
}
