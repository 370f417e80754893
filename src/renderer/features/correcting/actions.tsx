import { useContext, useRef, useState, type ReactNode } from "react";
import {
  Button as AriaButton,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuTrigger,
  NumberField,
  OverlayTriggerStateContext,
  Popover,
  TextField,
} from "react-aria-components";
import { correctionLimits, type CorrectionAction } from "#domain/correction";
import { useCorrectionsState } from "#renderer/corrections";
import { plural } from "#renderer/format";
import { Button, Check, PopoverButton } from "#renderer/ui";
import { useCorrecting, useCorrectingState } from "./context.ts";

/** What can be done to the rows that are chosen. */
export function Actions() {
  const correcting = useCorrecting();
  const count = useCorrectingState((state) => state.selected.size);
  const isRunning = useCorrectionsState((state) => state.running > 0);
  const isDisabled = count === 0 || isRunning;
  const correct = (action: CorrectionAction, text?: string): void => void correcting.correct(action, text);
  return (
    <div className="correcting-actions" role="toolbar" aria-label="What to do with the chosen rows">
      <p className="correcting-count" role="status">
        {count === 0 ? "Choose rows below" : `${plural(count, "row", "rows")} chosen`}
      </p>
      <Button isDisabled={isDisabled} onPress={() => correct({ kind: "exclude" })}>
        Exclude
      </Button>
      <WithForm words="Replace…" isDisabled={isDisabled}>
        <NumberForm
          label="Value for all of them"
          words="Replace"
          onDone={(value) => correct({ kind: "replace", value })}
        />
      </WithForm>
      <WithForm words="Multiply…" isDisabled={isDisabled}>
        <NumberForm label="Factor" words="Multiply" onDone={(factor) => correct({ kind: "scale", factor })} />
      </WithForm>
      <MenuTrigger>
        <AriaButton className="button button-plain" isDisabled={isDisabled}>
          Gaps…
        </AriaButton>
        <Popover className="popover" placement="bottom start" offset={4}>
          <Menu
            className="menu"
            aria-label="What to do with gaps"
            onAction={(key) =>
              correct(key === "unfill" ? { kind: "unfill" } : { kind: "fill", method: key as "linear" | "seasonal" })
            }
          >
            <Choice id="linear" name="Fill along a line" detail="Between the values beside the gap" />
            <Choice id="seasonal" name="Fill along the season" detail="Between the same places of other seasons" />
            <Choice id="unfill" name="Take filling back" detail="What the import filled has no value any more" />
          </Menu>
        </Popover>
      </MenuTrigger>
      <WithForm words="Event…" isDisabled={isDisabled}>
        <TextForm
          label="What happened"
          words="Mark as event"
          option="Exclude the values, too"
          onDone={(text, isExcluded) => correct({ kind: "event", isExcluded }, text)}
        />
      </WithForm>
      <WithForm words="Note…" isDisabled={isDisabled}>
        <TextForm label="Note" words="Add" onDone={(text) => correct({ kind: "note" }, text)} />
      </WithForm>
    </div>
  );
}

function Choice({ id, name, detail }: { readonly id: string; readonly name: string; readonly detail: string }) {
  return (
    <MenuItem id={id} textValue={name} className="menu-item">
      <span className="menu-text">
        {name}
        <span className="menu-detail">{detail}</span>
      </span>
    </MenuItem>
  );
}

interface WithFormProps {
  readonly words: string;
  readonly isDisabled: boolean;
  readonly children: ReactNode;
}

/** A button that asks for more before it does something. */
function WithForm({ words, isDisabled, children }: WithFormProps) {
  return isDisabled ? (
    <Button isDisabled>{words}</Button>
  ) : (
    <PopoverButton button={words} placement="bottom start">
      {children}
    </PopoverButton>
  );
}

interface NumberFormProps {
  readonly label: string;
  readonly words: string;
  readonly onDone: (value: number) => void;
}

function NumberForm({ label, words, onDone }: NumberFormProps) {
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

function TextForm({ label, words, option, onDone }: TextFormProps) {
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
      <TextField className="field" value={text} onChange={setText} maxLength={correctionLimits.text}>
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
