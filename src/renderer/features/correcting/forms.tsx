/** What a correction asks for, in a small panel beside what it is about. */
import { useContext, useRef, useState } from "react";
import { Input, Label, NumberField, OverlayTriggerStateContext, TextField } from "react-aria-components";
import { correctionLimits } from "#domain/correction";
import { Button, Check } from "#renderer/ui";

interface NumberFormProps {
  readonly label: string;
  readonly words: string;
  readonly onDone: (value: number) => void;
}

export function NumberForm({ label, words, onDone }: NumberFormProps) {
  const overlay = useContext(OverlayTriggerStateContext);
  // What was typed is taken over as the field is left, or with Enter: just before the form is sent.
  const value = useRef(Number.NaN);
  return (
    <form
      className="correcting-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!Number.isFinite(value.current)) return;
        onDone(value.current);
        overlay?.close();
      }}
    >
      <NumberField
        className="field"
        isRequired
        autoFocus
        formatOptions={{ maximumFractionDigits: 12 }}
        onChange={(next) => {
          value.current = next;
        }}
      >
        <Label className="field-label">{label}</Label>
        <Input className="field-box correcting-input" />
      </NumberField>
      <Button type="submit" tone="primary">
        {words}
      </Button>
    </form>
  );
}

interface TextFormProps {
  readonly label: string;
  readonly words: string;
  /** A second thing that can be asked for. */
  readonly option?: string;
  readonly onDone: (text: string, isOption: boolean) => void;
}

export function TextForm({ label, words, option, onDone }: TextFormProps) {
  const overlay = useContext(OverlayTriggerStateContext);
  const [text, setText] = useState("");
  const [isOption, setOption] = useState(false);
  return (
    <form
      className="correcting-form"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim(), isOption);
        overlay?.close();
      }}
    >
      <TextField className="field" autoFocus value={text} onChange={setText} maxLength={correctionLimits.text}>
        <Label className="field-label">{label}</Label>
        <Input className="field-box correcting-input" />
      </TextField>
      {option === undefined ? null : (
        <Check isSelected={isOption} onChange={setOption}>
          {option}
        </Check>
      )}
      <Button type="submit" tone="primary" isDisabled={text.trim() === ""}>
        {words}
      </Button>
    </form>
  );
}
