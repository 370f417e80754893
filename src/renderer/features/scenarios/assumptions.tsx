import { useMemo, useRef, useState } from "react";
import { Input, Label, NumberField } from "react-aria-components";
import type { CorrectionEdit } from "#domain/correction";
import { groupColumnsOf, partsOf } from "#domain/dataset";
import type { SeriesSummary } from "#domain/series";
import { useActive } from "#renderer/datasets";
import { useForecastState } from "#renderer/forecasts";
import { formatTime } from "#renderer/format";
import type { AdjustmentForm } from "#renderer/scenarios";
import { usualRange, type AdjustmentEdit } from "#domain/scenario";
import { Button, Choice, Segmented } from "#renderer/ui";
import { ChangeFields } from "./change-fields.tsx";
import { texts } from "./texts.ts";

type Kind = "shift" | "event" | "history";

export interface AssumptionsProps {
  /** Recent values can be taken to be others. */
  readonly hasHistory: boolean;
  readonly series: SeriesSummary;
  /** Resolves to false where it was not made. */
  readonly onAdd: (changes: {
    readonly adjustments?: readonly AdjustmentEdit[];
    readonly edits?: readonly CorrectionEdit[];
  }) => Promise<boolean>;
}

/** What a scenario is to assume: a level that shifts, an event or a promotion, or other recent values. */
export function Assumptions({ hasHistory, series, onAdd }: AssumptionsProps) {
  const [kind, setKind] = useState<Kind>("event");
  return (
    <div className="scenarios-form">
      <Segmented<Kind>
        label={texts.kindOfAssumption}
        value={kind}
        options={[
          { id: "event", label: texts.effectEvent },
          { id: "shift", label: texts.effectLevel },
          ...(hasHistory ? [{ id: "history" as const, label: texts.effectHistory }] : []),
        ]}
        onChange={setKind}
      />
      {kind === "history" ? (
        <Recent series={series} onAdd={(edit) => onAdd({ edits: [edit] })} />
      ) : (
        <Ahead key={kind} kind={kind} series={series} onAdd={(adjustments) => onAdd({ adjustments })} />
      )}
    </div>
  );
}

interface AheadProps {
  readonly kind: "shift" | "event";
  readonly series: SeriesSummary;
  readonly onAdd: (edits: readonly AdjustmentEdit[]) => Promise<boolean>;
}

interface Reach {
  readonly id: string;
  readonly label: string;
  readonly series: readonly string[];
}

/** Which series an assumption may be about: the one in front, each of one of its groups, or each of the file. */
function useReaches(own: string): readonly Reach[] {
  const dataset = useActive((open) => open.dataset);
  return useMemo(() => {
    const alone = { id: "series", label: texts.thisSeries, series: [own] };
    if (dataset === undefined || dataset.series.length < 2) return [alone];
    const ids = dataset.series.map(({ id }) => id);
    const columns = groupColumnsOf(dataset);
    const parts = partsOf(own, columns.length) ?? [];
    const groups = columns.flatMap(({ label, part }): Reach[] => {
      const value = parts[part];
      if (value === undefined) return [];
      const series = ids.filter((id) => partsOf(id, columns.length)?.[part] === value);
      return [{ id: `group ${label}`, label: texts.eachOf(value), series }];
    });
    return [alone, ...groups, { id: "all", label: texts.eachOfAll, series: ids }];
  }, [dataset, own]);
}

function Ahead({ kind, series, onAdd }: AheadProps) {
  const shown = useForecastState((state) => state.shown);
  const [chosen, setChosen] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const reaches = useReaches(series.id);
  const [reachId, setReach] = useState("series");
  const reach = reaches.find(({ id }) => id === reachId) ?? reaches[0];
  const times = shown?.series.id === series.id && shown.forecast?.origin === 0 ? [...shown.forecast.times] : [];
  const [first] = times;
  if (first === undefined) return <p className="adjust-soft">{texts.noFuture}</p>;
  const { from, to } = chosen ?? { from: first, to: first };
  const options = times.map((time) => ({ id: String(time), label: formatTime(time, series.frequency) }));
  const apply = ({ change, shape, range, note = "" }: AdjustmentForm): Promise<boolean> =>
    onAdd(
      (reach?.series ?? [series.id]).map((one) => ({
        ...{ series: one, from, to, change, shape: shape ?? "pulse", note },
        range: range ?? usualRange[change.kind],
      })),
    );
  return (
    <>
      {reaches.length < 2 ? null : (
        <Choice label={texts.reachOf} value={reach?.id ?? "series"} options={reaches} onChange={setReach} />
      )}
      <div className="adjust-line">
        <Choice
          label={texts.from}
          value={String(from)}
          options={options}
          onChange={(id) => setChosen({ from: Number(id), to: Math.max(Number(id), to) })}
        />
        {kind === "shift" ? null : (
          <Choice
            label={texts.to}
            value={String(to)}
            options={options.filter(({ id }) => Number(id) >= from)}
            onChange={(id) => setChosen({ from, to: Number(id) })}
          />
        )}
      </div>
      <ChangeFields shape={kind === "shift" ? "shift" : undefined} words={texts.addIt} onApply={apply} />
    </>
  );
}

interface RecentProps {
  readonly series: SeriesSummary;
  readonly onAdd: (edit: CorrectionEdit) => Promise<boolean>;
}

function Recent({ series, onAdd }: RecentProps) {
  const shown = useForecastState((state) => state.shown);
  // What was typed is taken over as a field is left, or with Enter: just before the form is sent.
  const typed = useRef({ steps: 1, share: Number.NaN });
  if (shown === null || shown.series.id !== series.id) return <p className="adjust-soft">{texts.noFuture}</p>;
  const { times } = shown.values;
  const to = times.at(-1) ?? Number.NaN;
  return (
    <form
      className="adjust-form"
      onSubmit={(event) => {
        event.preventDefault();
        const { steps, share } = typed.current;
        const from = times[Math.max(0, times.length - steps)] ?? to;
        if (Number.isFinite(share) && steps > 0)
          void onAdd({
            ...{ series: series.id, from, to, text: "" },
            action: { kind: "scale", factor: 1 + share / 100 },
          });
      }}
    >
      <NumberField
        className="field"
        defaultValue={1}
        minValue={1}
        maxValue={times.length}
        onChange={(steps) => {
          typed.current.steps = steps;
        }}
      >
        <Label className="field-label">{texts.recentSteps}</Label>
        <Input className="field-box adjust-short" />
      </NumberField>
      <NumberField
        className="field"
        formatOptions={{ maximumFractionDigits: 12, signDisplay: "exceptZero" }}
        onChange={(share) => {
          typed.current.share = share;
        }}
      >
        <Label className="field-label">{texts.percent}</Label>
        <Input className="field-box adjust-short" placeholder="-10" />
      </NumberField>
      <Button type="submit" tone="primary">
        {texts.addIt}
      </Button>
      <p className="adjust-soft">{texts.recentHint}</p>
    </form>
  );
}
