import { Minus, Plus } from "lucide-react";
import { Button, Group, Input, Label, NumberField, Text } from "react-aria-components";

interface StepsFieldProps {
  readonly label: string;
  /** Below the field. */
  readonly detail?: string;
  readonly value: number;
  /** From 1. */
  readonly max: number;
  readonly className?: string;
  readonly onChange: (value: number) => void;
}

/** A whole number, typed or stepped; what is no number changes nothing. */
export function StepsField({ label, detail, value, max, className = "", onChange }: StepsFieldProps) {
  return (
    <NumberField
      className="field"
      minValue={1}
      maxValue={max}
      value={value}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label className="field-label">{label}</Label>
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
