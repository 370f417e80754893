import { ChevronRight, CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import { useContext, useEffect, useMemo, useState } from "react";
import {
  Button as AriaButton,
  Disclosure,
  DisclosurePanel,
  DisclosureStateContext,
  Heading,
} from "react-aria-components";
import type { RequestOutcome, ResidualAnswer } from "#contract/ipc";
import type { Frequency } from "#domain/series";
import type { NumberFormat } from "#engine/format";
import { autocorrelationFigure, PlainChartView } from "#renderer/charts";
import { useClient } from "#renderer/context";
import { fixed, formatTime, pText } from "#renderer/format";
import { Choice, ColumnTable } from "#renderer/ui";
import type { ShownComparison } from "./comparison.ts";
import { histogramFigure, residualsOverTime } from "./figures.ts";
import { parameterText, parameterValue, residualVerdict } from "./residual-words.ts";
import { texts } from "./texts.ts";

export interface ResidualsViewProps {
  readonly shown: ShownComparison;
  readonly inspected: string | null;
  readonly onInspect: (id: string) => void;
  readonly inUnits: NumberFormat;
}

/** What a statistical model's fit to the whole series leaves over: whether there is a pattern that it missed. */
export function ResidualsView({ shown, inspected, onInspect, inUnits }: ResidualsViewProps) {
  const client = useClient();
  const models = shown.report.models.filter(({ isStatistical, error }) => isStatistical && error === null);
  const model =
    models.find(({ id }) => id === inspected) ?? models.find(({ id }) => id !== "seasonal-naive") ?? models[0];
  const { dataset, series } = shown.compared;
  const id = model?.id;
  const [answer, setAnswer] = useState<{
    readonly id: string;
    readonly outcome: RequestOutcome<"comparison:residuals">;
  } | null>(null);
  useEffect(() => {
    if (id === undefined) return undefined;
    const abort = new AbortController();
    void client
      .request("comparison:residuals", { dataset, series, model: id }, { signal: abort.signal })
      .then((outcome) => {
        if (!abort.signal.aborted) setAnswer({ id, outcome });
      });
    return () => abort.abort();
  }, [client, dataset, series, id]);
  if (model === undefined) {
    return <p className="comparison-none">{texts.noneOfTheseModelsIs}</p>;
  }
  const outcome = answer?.id === id ? answer?.outcome : undefined;
  return (
    <>
      <div className="comparison-bar">
        <Choice
          label={texts.residualsOf}
          value={model.id}
          options={models.map((one) => ({ id: one.id, label: one.name }))}
          onChange={onInspect}
        />
      </div>
      {outcome === undefined ? (
        <p className="comparison-none" role="status">
          {texts.fitting(model.name)}
        </p>
      ) : outcome.ok ? (
        <Report answer={outcome.value} name={model.name} shown={shown} inUnits={inUnits} />
      ) : (
        <p className="comparison-none" role="alert">
          {outcome.error.message}
        </p>
      )}
    </>
  );
}

function Report({
  answer,
  name,
  shown: { summary },
  inUnits,
}: {
  readonly answer: ResidualAnswer;
  readonly name: string;
  readonly shown: ShownComparison;
  readonly inUnits: NumberFormat;
}) {
  const { report, times } = answer;
  const { whiteness, mean, deviation, autocorrelation } = report;
  const { method, ...parameters } = report.parameters;
  const { isNoise, sentence } = residualVerdict(report, summary.frequency);
  const Icon = isNoise === null ? CircleDashed : isNoise ? CircleCheck : TriangleAlert;
  const overTime = useMemo(() => residualsOverTime(answer, inUnits), [answer, inUnits]);
  const correlations = useMemo(() => autocorrelationFigure(autocorrelation), [autocorrelation]);
  const histogram = useMemo(() => histogramFigure(report, inUnits), [report, inUnits]);
  return (
    <div className="residuals">
      <p className="residual-verdict" data-verdict={isNoise === null ? "unknown" : isNoise ? "noise" : "pattern"}>
        <Icon aria-hidden />
        {sentence}
      </p>
      <dl className="residual-facts">
        <Fact name="Fitted" value={String(method ?? name)} />
        {whiteness === null ? null : (
          <Fact
            name="Ljung–Box"
            value={`Q = ${fixed(whiteness.statistic, 2)}, ${whiteness.freedom} degrees of freedom, ${pText(whiteness.p)}, lags 1 to ${whiteness.lags}`}
          />
        )}
        <Fact name="Mean" value={inUnits(mean)} />
        <Fact name="Standard deviation" value={inUnits(deviation)} />
      </dl>
      <div className="residual-charts">
        <Chart
          title={texts.residualsOverTime}
          figure={overTime}
          description={texts.residualsOfOverTimeMean(name, inUnits(mean), inUnits(deviation))}
          isWide
        />
        <Chart
          title={texts.autocorrelation}
          figure={correlations}
          description={texts.autocorrelationsOfTheResidualsFrom(autocorrelation.values.length, sentence)}
        />
        <Chart
          title={texts.distributionWithANormalCurve}
          figure={histogram}
          description={texts.histogramOfTheResidualsWith}
        />
      </div>
      <div className="residual-tables">
        {Object.keys(parameters).length === 0 ? null : (
          <table className="column-table parameter-table" aria-label={texts.parameters}>
            <thead>
              <tr>
                <th scope="col">{texts.parameter}</th>
                <th scope="col">{texts.value}</th>
                <th scope="col">{texts.whatItSays}</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(parameters).map(([parameter, value]) => (
                <tr key={parameter}>
                  <th scope="row">{parameter}</th>
                  <td>{parameterValue(parameter, value, inUnits)}</td>
                  <td className="parameter-words">{parameterText(parameter) ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <ColumnTable
          label={texts.autocorrelations}
          corner="Lag"
          names={autocorrelation.values.map((_, lag) => String(lag + 1))}
          columns={[
            {
              id: "acf",
              name: `Autocorrelation (limits ±${autocorrelation.limit.toFixed(2)})`,
              values: autocorrelation.values,
            },
          ]}
          write={(value) => fixed(value, 3)}
        />
      </div>
      <Disclosure className="disclosure">
        <Heading level={2} className="disclosure-heading">
          <AriaButton slot="trigger" className="disclosure-button">
            <ChevronRight aria-hidden className="disclosure-mark" />
            {texts.residualsAsATable}
            {times.length > listed ? <span className="disclosure-note">{texts.theLatest(listed)}</span> : null}
          </AriaButton>
        </Heading>
        <DisclosurePanel className="disclosure-panel">
          <ResidualTable answer={answer} frequency={summary.frequency} inUnits={inUnits} />
        </DisclosurePanel>
      </Disclosure>
    </div>
  );
}

/** Drawn only while it is open: it may be long. */
function ResidualTable({
  answer: { times, report },
  frequency,
  inUnits,
}: {
  readonly answer: ResidualAnswer;
  readonly frequency: Frequency;
  readonly inUnits: NumberFormat;
}) {
  const isOpen = useContext(DisclosureStateContext)?.isExpanded ?? false;
  if (!isOpen) return null;
  return (
    <ColumnTable
      label={texts.residuals}
      corner="Time"
      names={Array.from(times.slice(-listed), (time) => formatTime(time, frequency))}
      columns={[{ id: "residual", name: "Residual", values: report.residuals.slice(-listed) }]}
      write={inUnits}
    />
  );
}

/** Of a long series the table lists the latest only. */
const listed = 200;

function Chart({
  title,
  figure,
  description,
  isWide = false,
}: {
  readonly title: string;
  readonly figure: Parameters<typeof PlainChartView>[0]["figure"];
  readonly description: string;
  readonly isWide?: boolean;
}) {
  return (
    <figure className="residual-chart" data-wide={isWide || undefined}>
      <figcaption className="residual-title">{title}</figcaption>
      <PlainChartView figure={figure} description={description} />
    </figure>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
