import { answerText, formatStep, parseWallClock } from "#renderer/format";
import { useState } from "react";
import { Input, Label, NumberField, TextField } from "react-aria-components";
import { groupColumnsOf, partsOf } from "#domain/dataset";
import type { Frequency } from "#domain/series";
import {
  severities,
  type Severity,
  type StockRule,
  type Threshold,
  type ThresholdKind,
  thresholdKinds,
  thresholdLimits,
  type ThresholdRule,
  type ThresholdScope,
} from "#domain/threshold";
import { errorText } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { Button, Choice, StepsField } from "#renderer/ui";
import { useThresholds, useThresholdsState } from "./context.ts";
import { ruleOf } from "./forms.ts";
import { kindTexts, severityTexts, texts } from "./texts.ts";
import { useThresholdContext } from "./use-number.ts";

/** A threshold as it is written; what it would say is said at once, and its line is on the chart. */
export function ThresholdForm() {
  const thresholds = useThresholds();
  const draft = useThresholdsState((state) => state.draft);
  const error = useThresholdsState((state) => state.error);
  const shown = useForecastState((state) => state.shown);
  if (draft === null || shown === null) return null;
  const set = (change: Partial<Threshold>): void => thresholds.draft({ ...draft, ...change });
  const setRule = (rule: ThresholdRule): void => set({ rule });
  const lastTime = shown.forecast?.times.at(-1) ?? shown.values.times.at(-1) ?? 0;
  const { frequency } = shown.series;
  const isNew = draft.id === 0;
  return (
    <form
      className="threshold-form"
      onSubmit={(event) => {
        event.preventDefault();
        void thresholds.save();
      }}
    >
      <h3>{isNew ? texts.newTitle : texts.changeTitle}</h3>
      <Choice
        label={texts.kind}
        value={draft.rule.kind}
        options={thresholdKinds.map((id) => ({ id, label: kindTexts[id] }))}
        onChange={(kind) => setRule(ruleOf(kind as ThresholdKind, draft.rule, lastTime))}
      />
      <RuleFields rule={draft.rule} frequency={frequency} horizon={shown.forecast?.horizon ?? 1} onChange={setRule} />
      <Says draft={draft} />
      <ScopeChoice scope={draft.scope} onChange={(scope) => set({ scope })} />
      <Choice
        label={texts.severity}
        value={draft.severity}
        options={severities.map((id) => ({ id, label: severityTexts[id] }))}
        onChange={(severity) => set({ severity: severity as Severity })}
      />
      <WordField
        label={texts.name}
        value={draft.name}
        maxLength={thresholdLimits.name}
        placeholder={texts.namePlaceholder}
        onChange={(name) => set({ name })}
      />
      <WordField
        label={texts.unit}
        value={draft.unit}
        maxLength={thresholdLimits.unit}
        placeholder={texts.namePlaceholder}
        onChange={(unit) => set({ unit })}
      />
      {draft.rule.kind === "stock" || draft.rule.kind === "target" ? null : (
        <>
          <DateField label={texts.begins} ms={draft.from} frequency={frequency} onChange={(from) => set({ from })} />
          <DateField label={texts.ends} ms={draft.to} frequency={frequency} onChange={(to) => set({ to })} />
        </>
      )}
      {error === null ? null : (
        <p className="thresholds-problem" role="alert">
          {errorText(error)}
        </p>
      )}
      <div className="threshold-actions">
        <Button tone="primary" type="submit">
          {isNew ? texts.save : texts.keep}
        </Button>
        <Button onPress={() => thresholds.draft(null)}>{texts.cancel}</Button>
      </div>
    </form>
  );
}

function Says({ draft }: { readonly draft: Threshold }) {
  const context = useThresholdContext();
  const answer = useThresholdsState((state) => state.answers?.byId.get(draft.id) ?? null);
  const times = useThresholdsState((state) => state.answers?.forecast.times);
  return (
    <p className="threshold-form-says" role="status">
      {context === null || answer === null || times === undefined
        ? texts.asking
        : answerText({ threshold: draft, answer }, times, context)}
    </p>
  );
}

interface RuleFieldsProps {
  readonly rule: ThresholdRule;
  readonly frequency: Frequency;
  readonly horizon: number;
  readonly onChange: (rule: ThresholdRule) => void;
}

function RuleFields({ rule, frequency, horizon, onChange }: RuleFieldsProps) {
  if (rule.kind === "stock") return <StockFields rule={rule} horizon={horizon} onChange={onChange} />;
  if (rule.kind === "range")
    return (
      <>
        <ValueField label={texts.low} value={rule.low} onChange={(low) => onChange({ ...rule, low })} />
        <ValueField label={texts.high} value={rule.high} onChange={(high) => onChange({ ...rule, high })} />
      </>
    );
  return (
    <>
      <ValueField label={texts.value} value={rule.value} onChange={(value) => onChange({ ...rule, value })} />
      {rule.kind === "target" ? (
        <DateField
          label={texts.date}
          ms={rule.time}
          frequency={frequency}
          onChange={(time) => {
            if (time !== null) onChange({ ...rule, time });
          }}
        />
      ) : null}
    </>
  );
}

function StockFields({
  rule,
  horizon,
  onChange,
}: {
  readonly rule: StockRule;
  readonly horizon: number;
  readonly onChange: (rule: ThresholdRule) => void;
}) {
  const { service } = rule;
  return (
    <>
      <Choice
        label={texts.service}
        value={service.by}
        options={[
          { id: "level", label: texts.byLevel },
          { id: "cost", label: texts.byCost },
        ]}
        onChange={(by) =>
          onChange({
            ...rule,
            service: by === "level" ? { by: "level", level: 0.95 } : { by: "cost", under: 5, over: 1 },
          })
        }
      />
      {service.by === "level" ? (
        <ValueField
          label={texts.level}
          value={Number((service.level * 100).toPrecision(6))}
          min={0.1}
          max={99.9}
          onChange={(percent) => onChange({ ...rule, service: { by: "level", level: percent / 100 } })}
        />
      ) : (
        <>
          <ValueField
            label={texts.under}
            value={service.under}
            onChange={(under) => onChange({ ...rule, service: { ...service, under } })}
          />
          <ValueField
            label={texts.over}
            value={service.over}
            onChange={(over) => onChange({ ...rule, service: { ...service, over } })}
          />
        </>
      )}
      <StepsField
        label={texts.lead}
        value={rule.leadSteps}
        max={Math.min(horizon, thresholdLimits.leadSteps)}
        onChange={(leadSteps) => onChange({ ...rule, leadSteps })}
      />
    </>
  );
}

interface ValueFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly onChange: (value: number) => void;
}

function ValueField({ label, value, min, max, onChange }: ValueFieldProps) {
  return (
    <NumberField
      className="field"
      value={value}
      formatOptions={{ maximumFractionDigits: 12 }}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label className="field-label">{label}</Label>
      <Input className="field-box threshold-input" />
    </NumberField>
  );
}

function WordField({
  label,
  value,
  maxLength,
  placeholder,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextField className="field" value={value} onChange={onChange}>
      <Label className="field-label">{label}</Label>
      <Input className="field-box threshold-input" maxLength={maxLength} placeholder={placeholder} />
    </TextField>
  );
}

/** A date as people type it; empty: none. What is no date changes nothing, and says so. */
function DateField({
  label,
  ms,
  frequency,
  onChange,
}: {
  readonly label: string;
  readonly ms: number | null;
  readonly frequency: Frequency;
  readonly onChange: (ms: number | null) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null || typed.trim() === "" ? null : parseWallClock(typed);
  const isWrong = parsed !== null && !Number.isFinite(parsed);
  const commit = (): void => {
    if (typed === null || isWrong) return;
    setTyped(null);
    onChange(parsed);
  };
  return (
    <TextField
      className="field"
      value={typed ?? (ms === null ? "" : formatStep(ms, frequency))}
      isInvalid={isWrong}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    >
      <Label className="field-label">{label}</Label>
      <Input className="field-box threshold-input" placeholder={texts.always} />
      {isWrong ? <span className="threshold-wrong">{texts.noDate}</span> : null}
    </TextField>
  );
}

function ScopeChoice({
  scope,
  onChange,
}: {
  readonly scope: ThresholdScope;
  readonly onChange: (scope: ThresholdScope) => void;
}) {
  const dataset = useThresholdsState((state) => state.dataset);
  const series = useThresholdsState((state) => state.series);
  if (dataset === null || series === null || dataset.series.length < 2) return null;
  const columns = groupColumnsOf(dataset);
  const parts = partsOf(series.id, columns.length) ?? [];
  const known: readonly (readonly [string, string, ThresholdScope])[] = [
    ["series", texts.thisSeries, { kind: "series", series: series.id }],
    ...columns.flatMap(({ label, part }): (readonly [string, string, ThresholdScope])[] => {
      const value = parts[part];
      return value === undefined
        ? []
        : [[`group ${label}`, texts.eachOf(value), { kind: "group", column: label, value }]];
    }),
    ["all", texts.allSeries, { kind: "all" }],
    ...columns.flatMap(({ label, part }): (readonly [string, string, ThresholdScope])[] => {
      const value = parts[part];
      return value === undefined
        ? []
        : [[`sum ${label}`, texts.sumOf(value), { kind: "sum", of: { column: label, value } }]];
    }),
    ["sum", texts.sumOfAll, { kind: "sum", of: null }],
  ];
  const now =
    scope.kind === "group"
      ? `group ${scope.column}`
      : scope.kind === "sum" && scope.of !== null
        ? `sum ${scope.of.column}`
        : scope.kind;
  return (
    <Choice
      label={texts.scope}
      value={now}
      options={known.map(([id, label]) => ({ id, label }))}
      onChange={(id) => {
        const next = known.find(([key]) => key === id);
        if (next !== undefined) onChange(next[2]);
      }}
    />
  );
}
