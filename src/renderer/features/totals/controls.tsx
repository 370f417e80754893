import { useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { groupColumnsOf, type ImportedDataset } from "#domain/dataset";
import { dayMs, fixedStepMs, type Frequency, stepMonths } from "#domain/series";
import { type PeriodUnit, type TotalsLook, totalStatistics, usualTotals, type WantedStretch } from "#domain/totals";
import { useChosenSeries } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatCount, formatTime, parseWallClock } from "#renderer/format";
import { Check, Choice, Segmented, StepsField } from "#renderer/ui";
import { useTotals, useTotalsState } from "./context.ts";
import { placeTexts, scopeTexts, statisticTexts, statisticTips, stretchDetails, stretchTexts, texts } from "./texts.ts";

const stretchIds = ["horizon", "next", "week", "month", "quarter", "year", "times"] as const;
type StretchId = (typeof stretchIds)[number];

/** Steps of the same length, or longer, have no total over such a period. */
const periodDays: Readonly<Record<PeriodUnit, number>> = { week: 7, month: 28, quarter: 89, year: 365 };

function isShorter({ unit, count }: Frequency, period: PeriodUnit): boolean {
  const fixed = fixedStepMs({ unit, count });
  const months = stepMonths({ unit, count });
  const days = fixed !== null ? fixed / dayMs : months !== null ? months * 30 : count;
  return days < periodDays[period];
}

/** What totals are of: which stretch of time, what is made of it, and of which series. */
export function Controls({ dataset, look }: { readonly dataset: ImportedDataset; readonly look: TotalsLook }) {
  const totals = useTotals();
  return (
    <div className="totals-controls">
      <Segmented
        label={texts.statistic}
        value={look.statistic}
        options={totalStatistics.map((id) => ({ id, label: statisticTexts[id], tip: statisticTips[id] }))}
        onChange={(statistic) => totals.change({ statistic })}
      />
      <StretchChoice stretch={look.stretch} />
      <SeriesChoice dataset={dataset} look={look} />
    </div>
  );
}

function StretchChoice({ stretch }: { readonly stretch: WantedStretch }) {
  const totals = useTotals();
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const end = useActive((open) => selectedSeries(open).end);
  const horizon = useActive((open) => open.selection.horizon) ?? 1;
  const shown = useTotalsState(
    (state) => state.shown?.report.rows.find((row) => row.stretch !== null)?.stretch ?? null,
  );
  if (frequency === undefined || end === undefined) return null;
  const value: StretchId = stretch.kind === "period" ? stretch.unit : stretch.kind;
  const set = (next: WantedStretch): void => totals.change({ stretch: next });
  const choose = (id: StretchId): void => {
    switch (id) {
      case "horizon":
        return set({ kind: "horizon" });
      case "next":
        return set({ kind: "next", steps: Math.min(horizon, 3) });
      case "times": {
        const last = parseWallClock(end);
        return set({ kind: "times", from: shown?.from ?? last, to: shown?.to ?? last });
      }
      default:
        return set({ kind: "period", unit: id, place: 0 });
    }
  };
  return (
    <>
      <Choice
        label={texts.stretch}
        value={value}
        options={stretchIds
          .filter((id) => !(id in periodDays) || isShorter(frequency, id as PeriodUnit))
          .map((id) => ({
            id,
            label: stretchTexts[id],
            detail: id in periodDays ? stretchDetails.period : stretchDetails[id as "horizon" | "next" | "times"],
          }))}
        onChange={(id) => choose(id as StretchId)}
      />
      {stretch.kind === "next" ? (
        <StepsField
          label={texts.steps}
          value={stretch.steps}
          max={horizon}
          onChange={(steps) => set({ kind: "next", steps })}
        />
      ) : null}
      {stretch.kind === "period" ? (
        <Choice
          label={texts.which}
          value={String(stretch.place)}
          options={[0, 1, 2, 3].map((place) => ({
            id: String(place),
            label:
              place === 0 ? placeTexts.current : place === 1 ? placeTexts.next : placeTexts.later(formatCount(place)),
            ...(place === 0 ? { detail: texts.currentDetail } : {}),
          }))}
          onChange={(place) => set({ ...stretch, place: Number(place) })}
        />
      ) : null}
      {stretch.kind === "times" ? (
        <>
          <DateField
            label={texts.from}
            ms={stretch.from}
            frequency={frequency}
            onChange={(from) => set({ ...stretch, from })}
          />
          <DateField
            label={texts.to}
            ms={stretch.to}
            frequency={frequency}
            problem={stretch.to < stretch.from ? texts.wrongOrder : null}
            onChange={(to) => set({ ...stretch, to })}
          />
        </>
      ) : null}
    </>
  );
}

interface DateFieldProps {
  readonly label: string;
  readonly ms: number;
  readonly frequency: Frequency;
  readonly problem?: string | null;
  readonly onChange: (ms: number) => void;
}

/** A date as people type it; what is none changes nothing, and says so. */
function DateField({ label, ms, frequency, problem = null, onChange }: DateFieldProps) {
  const written = formatTime(ms, frequency);
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? ms : parseWallClock(typed);
  const isWrong = typed !== null && !Number.isFinite(parsed);
  const commit = (): void => {
    if (typed === null || isWrong) return;
    setTyped(null);
    if (parsed !== ms) onChange(parsed);
  };
  const said = isWrong ? texts.noDate : problem;
  return (
    <TextField
      className="field"
      value={typed ?? written}
      isInvalid={said !== null}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    >
      <Label className="field-label">{label}</Label>
      <Input className="field-box totals-date" />
      {said === null ? null : <span className="totals-problem">{said}</span>}
    </TextField>
  );
}

const noGroups = "none";

function SeriesChoice({ dataset, look }: { readonly dataset: ImportedDataset; readonly look: TotalsLook }) {
  const totals = useTotals();
  const chosen = useChosenSeries(dataset.handle).length;
  if (dataset.series.length < 2) return null;
  const { scope, columns } = look;
  const known = groupColumnsOf(dataset).filter(({ id }) => id !== "measure");
  const isChosenGone = scope === "chosen" && chosen === 0;
  const levels = columns.filter((id) => known.some((column) => column.id === id));
  const free = known.filter(({ id }) => !levels.includes(id));
  const setLevel = (at: number, id: string): void =>
    totals.change({ columns: [...levels.slice(0, at), ...(id === noGroups ? [] : [id])] });
  return (
    <>
      <Choice
        label={texts.show}
        value={isChosenGone ? usualTotals.scope : scope}
        options={[
          { id: "all", label: scopeTexts.all },
          { id: "series", label: scopeTexts.series },
          ...(chosen > 0 ? [{ id: "chosen", label: scopeTexts.chosen(formatCount(chosen)) }] : []),
        ]}
        onChange={(id) => totals.change({ scope: id as TotalsLook["scope"] })}
      />
      {scope === "series"
        ? null
        : [...levels, ...(free.length > 0 ? [noGroups] : [])].map((id, at) => (
            <Choice
              key={at}
              label={at === 0 ? texts.groups : texts.thenBy}
              value={id}
              options={[
                { id: noGroups, label: texts.noGroups },
                ...known
                  .filter((column) => column.id === id || !levels.slice(0, at).includes(column.id))
                  .map((column) => ({ id: column.id, label: column.label })),
              ]}
              onChange={(next) => setLevel(at, next)}
            />
          ))}
      {scope === "series" ? null : (
        <Check isSelected={look.isReconciled} onChange={(isReconciled) => totals.change({ isReconciled })}>
          {texts.reconcile}
        </Check>
      )}
    </>
  );
}
