import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useNumberFormat } from "#renderer/context";
import { formatCount, formatTime } from "#renderer/format";
import { originTime } from "#renderer/forecasts";
import { PlainChartView } from "#renderer/charts";
import { Choice, ColumnTable } from "#renderer/ui";
import type { ShownComparison } from "./comparison.ts";
import { useComparison } from "./context.ts";
import { type DrawnModel, originsFigure, type PastForecast } from "./figures.ts";
import { texts } from "./texts.ts";

export interface OriginsViewProps {
  readonly shown: ShownComparison;
  readonly drawn: readonly DrawnModel[];
  readonly legend: ReactNode;
  readonly pointed: string | null;
  readonly onPoint: (id: string | null) => void;
}

const allOrigins = "all";

/** What each model had forecast, over what happened. */
export function OriginsView({ shown, drawn, legend, pointed, onPoint }: OriginsViewProps) {
  const { report, values, summary } = shown;
  const comparison = useComparison();
  const [forecasts, setForecasts] = useState<readonly PastForecast[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const [chosen, setChosen] = useState(allOrigins);
  const number = useNumberFormat(useMemo(() => ({ values, forecast: null }), [values]));
  const scored = useMemo(() => report.models.filter(({ error }) => error === null).map(({ id }) => id), [report]);
  useEffect(() => {
    const abort = new AbortController();
    setForecasts([]);
    setFailure(null);
    // The newest first: that is what most look at.
    const wanted = report.origins.toReversed().flatMap((origin) => scored.map((model) => ({ model, origin })));
    void comparison.pastForecasts(shown.compared, wanted, abort.signal, setForecasts).then((error) => {
      if (!abort.signal.aborted) setFailure(error?.message ?? null);
    });
    return () => abort.abort();
  }, [comparison, report, scored, shown]);
  const origins = useMemo(
    () => (chosen === allOrigins ? report.origins : report.origins.filter((origin) => String(origin) === chosen)),
    [report, chosen],
  );
  const figure = useMemo(
    () => originsFigure(drawn, forecasts, values, summary, { origins, horizon: report.horizon, pointed }, number),
    [drawn, forecasts, values, summary, origins, report, pointed, number],
  );
  const total = scored.length * report.origins.length;
  const isLoading = failure === null && forecasts.length < total;
  const [only] = origins.length === 1 ? origins : [];
  return (
    <>
      <div className="comparison-bar">
        {legend}
        <Choice
          label={texts.madeAfter}
          value={chosen}
          options={[
            { id: allOrigins, label: "All of them" },
            ...report.origins.toReversed().map((origin) => ({
              id: String(origin),
              label: formatTime(originTime(values, origin), summary.frequency),
            })),
          ]}
          onChange={setChosen}
        />
      </div>
      <p className="comparison-note" role="status">
        {failure ?? (isLoading ? texts.loadingTheForecasts : "\u00A0")}
        {isLoading ? (
          // Read out as it grows it would drown everything else.
          <span aria-hidden="true">{texts.of(formatCount(forecasts.length), formatCount(total))}</span>
        ) : null}
      </p>
      <div className="comparison-split" data-single={only === undefined || undefined}>
        <PlainChartView
          figure={figure}
          description={texts.whatHappenedAsALine}
          onPoint={(id) => onPoint(id === "" ? null : id)}
        />
        {only === undefined ? null : <OriginTable {...{ shown, drawn, forecasts, origin: only, number }} />}
      </div>
    </>
  );
}

function OriginTable({
  shown: { report, values, summary },
  drawn,
  forecasts,
  origin,
  number,
}: Pick<OriginsViewProps, "shown" | "drawn"> & {
  readonly forecasts: readonly PastForecast[];
  readonly origin: number;
  readonly number: (value: number) => string;
}) {
  const from = values.times.length + origin;
  const times = [...values.times.subarray(from, from + report.horizon)];
  const of = (model: string): PastForecast | undefined =>
    forecasts.find((forecast) => forecast.model === model && forecast.origin === origin);
  return (
    <ColumnTable
      label={texts.mediansAndWhatHappened}
      corner="Time"
      names={times.map((time) => formatTime(time, summary.frequency))}
      columns={[
        { id: "observed", name: "Observed", values: values.values.subarray(from, from + report.horizon) },
        ...drawn.map(({ model }) => ({ id: model.id, name: model.name, values: of(model.id)?.median })),
      ]}
      write={number}
    />
  );
}
