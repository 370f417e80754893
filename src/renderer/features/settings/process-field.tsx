import { Minus, Plus } from "lucide-react";
import { Button, Group, Input, NumberField } from "react-aria-components";
import { texts } from "./texts.ts";

export interface ProcessFieldProps {
  readonly title: string;
  readonly kind: { readonly min: number; readonly max: number; readonly automatic?: string };
  readonly value: number;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
}

/** A whole number, of which the least may stand for "by itself". */
export function ProcessField({ title, kind, value, isDisabled, onChange }: ProcessFieldProps) {
  return (
    <div className="setting-number">
      <NumberField
        className="field"
        aria-label={title}
        minValue={kind.min}
        maxValue={kind.max}
        value={value}
        isDisabled={isDisabled}
        onChange={(next) => {
          if (Number.isFinite(next)) onChange(next);
        }}
      >
        <Group className="field-box number-box">
          <Button slot="decrement" className="number-step" aria-label={texts.fewer}>
            <Minus aria-hidden />
          </Button>
          <Input className="number-input" />
          <Button slot="increment" className="number-step" aria-label={texts.more}>
            <Plus aria-hidden />
          </Button>
        </Group>
      </NumberField>
      {value === kind.min && kind.automatic !== undefined ? (
        <span className="setting-note">{kind.automatic}</span>
      ) : null}
    </div>
  );
}
