import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Group, Input, Label, NumberField, Text } from "react-aria-components";

interface StepsFieldProps {
  readonly label: string;
  /** In the place of the label: the same word, with its meaning. */
  readonly term?: ReactNode;
  /** Below the field. */
  readonly detail?: string;
  readonly value: number;
  /** 1 when absent. */
  readonly min?: number;
  readonly max: number;
  readonly className?: string;
  readonly onChange: (value: number) => void;
}

/** A whole number, typed or stepped; what is no number changes nothing. */
export function StepsField({ label, term, detail, value, min = 1, max, className = "", onChange }: StepsFieldProps) {
  return (
    <NumberField
      className="field"
      {...(term === undefined ? {} : { "aria-label": label })}
      minValue={min}
      maxValue={max}
      value={value}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      {term === undefined ? (
        <Label className="field-label">{label}</Label>
      ) : (
        <span className="field-label">{term}</span>
      )}
      <Group className={`field-box number-box ${className}`.trim()}>
        <Button slot="decrement" className="number-step">
          <Minus aria-hidden />
        </Button>
        <Input className="number-input" />
        <Button slot="increment" className="number-step">
          <Plus aria-hidden />
        </Button>
      </Group>
      {detail === undefined ? null : (
        <Text slot="description" className="rule-detail">
          {detail}
        </Text>
      )}
    </NumberField>
  );
}
