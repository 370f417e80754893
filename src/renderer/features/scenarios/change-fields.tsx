import { useRef, useState } from "react";
import { Input, Label, NumberField, TextField } from "react-aria-components";
import {
  type AdjustmentChange,
  adjustmentShapes,
  type AdjustmentShape,
  type RangeRule,
  rangeRules,
  scenarioLimits,
  usualRange,
} from "#domain/scenario";
import type { AdjustmentForm } from "#renderer/scenarios";
import { Button, Choice, Segmented } from "#renderer/ui";
import { texts } from "./texts.ts";
import { rangeWords, shapeWords } from "./words.ts";

type How = "set" | "add" | "percent";

export interface ChangeFieldsProps {
  /** What they begin with. */
  readonly initial?: AdjustmentForm | undefined;
  /** How far it reaches, where that can't be chosen. */
  readonly shape?: AdjustmentShape | undefined;
  readonly isDisabled?: boolean;
  readonly words: string;
  /** With every change that is complete; null where it is not. */
  readonly onChange?: (form: AdjustmentForm | null) => void;
  readonly onApply: (form: AdjustmentForm) => Promise<boolean>;
}

/** What is done to steps of a forecast: how, by how much, how far it reaches, what becomes of the range, and why. */
export function ChangeFields({
  initial,
  shape: fixed,
  isDisabled = false,
  words,
  onChange,
  onApply,
}: ChangeFieldsProps) {
  const [how, setHow] = useState<How>(howOf(initial?.change));
  const [value, setValue] = useState(valueOf(initial?.change));
  // What was typed is taken over as the field is left, or with Enter: just before the form is sent.
  const typed = useRef(value);
  const [shape, setShape] = useState<AdjustmentShape>(fixed ?? initial?.shape ?? "pulse");
  const [range, setRange] = useState<RangeRule | null>(initial?.range ?? null);
  const [note, setNote] = useState(initial?.note ?? "");
  const kind = how === "percent" ? "multiply" : how;
  const made = (part: { how?: How; shape?: AdjustmentShape; range?: RangeRule | null }): AdjustmentForm | null => {
    const now = { how, value: typed.current, shape, range, ...part };
    const change = changeOf(now.how, now.value);
    if (change === null) return null;
    return { change, shape: now.shape, note: note.trim(), ...(now.range === null ? {} : { range: now.range }) };
  };
  const tell = (part: Parameters<typeof made>[0]): void => onChange?.(made(part));
  return (
    <form
      className="adjust-form"
      onSubmit={(event) => {
        event.preventDefault();
        const form = made({});
        if (form === null || isDisabled) return;
        void onApply(form).then((isMade) => {
          if (!isMade) return;
          typed.current = Number.NaN;
          setValue(Number.NaN);
          setNote("");
        });
      }}
    >
      <Segmented<How>
        label={texts.how}
        value={how}
        options={[
          { id: "set", label: texts.setTo },
          { id: "add", label: texts.add },
          { id: "percent", label: "%", name: texts.percent },
        ]}
        onChange={(next) => {
          setHow(next);
          tell({ how: next });
        }}
      />
      <NumberField
        className="field"
        value={value}
        isDisabled={isDisabled}
        formatOptions={{ maximumFractionDigits: 12, ...(how === "set" ? {} : { signDisplay: "exceptZero" as const }) }}
        onChange={(next) => {
          typed.current = next;
          setValue(next);
          tell({});
        }}
      >
        <Label className="visually-hidden">{{ set: texts.value, add: texts.amount, percent: texts.share }[how]}</Label>
        <Input className="field-box adjust-input" placeholder={{ set: "480", add: "+50", percent: "+10" }[how]} />
      </NumberField>
      {fixed === undefined ? (
        <Choice
          label={texts.shape}
          value={shape}
          isDisabled={isDisabled}
          options={adjustmentShapes.map((id) => ({ id, label: shapeWords[id]()[0], detail: shapeWords[id]()[1] }))}
          onChange={(next) => {
            setShape(next as AdjustmentShape);
            tell({ shape: next as AdjustmentShape });
          }}
        />
      ) : null}
      <Choice
        label={texts.range}
        value={range ?? usualRange[kind]}
        isDisabled={isDisabled}
        options={rangeRules.map((id) => ({ id, label: rangeWords[id]()[0], detail: rangeWords[id]()[1] }))}
        onChange={(next) => {
          setRange(next as RangeRule);
          tell({ range: next as RangeRule });
        }}
      />
      <TextField
        className="field"
        value={note}
        maxLength={scenarioLimits.note}
        isDisabled={isDisabled}
        onChange={setNote}
      >
        <Label className="field-label">{texts.note}</Label>
        <Input className="field-box adjust-note" placeholder={texts.notePlaceholder} />
      </TextField>
      <Button type="submit" tone="primary" isDisabled={isDisabled}>
        {words}
      </Button>
    </form>
  );
}

function changeOf(how: How, value: number): AdjustmentChange | null {
  if (!Number.isFinite(value)) return null;
  if (how === "set") return { kind: "set", value };
  if (how === "add") return { kind: "add", amount: value };
  return value < -100 ? null : { kind: "multiply", factor: 1 + value / 100 };
}

function howOf(change: AdjustmentChange | undefined): How {
  return change === undefined || change.kind === "multiply" ? "percent" : change.kind;
}

/** Without the noise of a factor's last digits. */
function valueOf(change: AdjustmentChange | undefined): number {
  if (change === undefined) return Number.NaN;
  if (change.kind === "set") return change.value;
  return change.kind === "add" ? change.amount : Number(((change.factor - 1) * 100).toPrecision(12));
}
