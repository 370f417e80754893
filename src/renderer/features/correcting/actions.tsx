import type { ReactNode } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { CorrectionAction } from "#domain/correction";
import { useCorrectionsState } from "#renderer/corrections";
import { plural } from "#renderer/format";
import { Button, PopoverButton } from "#renderer/ui";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { NumberForm, TextForm } from "./forms.tsx";
import { texts } from "./texts.ts";

/** What can be done to the rows that are chosen. */
export function Actions() {
  const correcting = useCorrecting();
  const count = useCorrectingState((state) => state.selected.size);
  const isRunning = useCorrectionsState((state) => state.running > 0);
  const isDisabled = count === 0 || isRunning;
  const correct = (action: CorrectionAction, text?: string): void => void correcting.correct(action, text);
  return (
    <div className="correcting-actions" role="toolbar" aria-label={texts.whatToDoWithThe}>
      <p className="correcting-count" role="status">
        {count === 0 ? texts.chooseRowsBelow : texts.chosen(plural(count, "row", "rows"))}
      </p>
      <Button isDisabled={isDisabled} tip={texts.theyHaveNoValueAny} onPress={() => correct({ kind: "exclude" })}>
        {texts.exclude}
      </Button>
      <WithForm words="Replace…" tip={texts.oneValueInPlaceOf} isDisabled={isDisabled}>
        <NumberForm
          label={texts.valueForAllOfThem}
          words="Replace"
          onDone={(value) => correct({ kind: "replace", value })}
        />
      </WithForm>
      <WithForm words="Multiply…" tip={texts.byAFactorSuchAs} isDisabled={isDisabled}>
        <NumberForm label={texts.factor} words="Multiply" onDone={(factor) => correct({ kind: "scale", factor })} />
      </WithForm>
      <MenuTrigger>
        <Button isDisabled={isDisabled} tip={texts.fillStepsWithoutAValue}>
          {texts.gaps}
        </Button>
        <Popover className="popover" placement="bottom start" offset={4}>
          <Menu
            className="menu"
            aria-label={texts.whatToDoWithGaps}
            onAction={(key) =>
              correct(key === "unfill" ? { kind: "unfill" } : { kind: "fill", method: key as "linear" | "seasonal" })
            }
          >
            <Choice id="linear" name="Fill along a line" detail={texts.betweenTheValuesBesideThe} />
            <Choice id="seasonal" name="Fill along the season" detail={texts.betweenTheSamePlacesOf} />
            <Choice id="unfill" name="Take filling back" detail={texts.whatTheImportFilledHas} />
          </Menu>
        </Popover>
      </MenuTrigger>
      <WithForm words="Event…" tip={texts.somethingHappenedThenMarkedOn} isDisabled={isDisabled}>
        <TextForm
          label={texts.whatHappened}
          words="Mark as event"
          option="Exclude the values, too"
          onDone={(text, isExcluded) => correct({ kind: "event", isExcluded }, text)}
        />
      </WithForm>
      <WithForm words="Note…" tip={texts.aTextOnTheChart} isDisabled={isDisabled}>
        <TextForm label={texts.note} words="Add" onDone={(text) => correct({ kind: "note" }, text)} />
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
  readonly tip: string;
  readonly isDisabled: boolean;
  readonly children: ReactNode;
}

/** A button that asks for more before it does something. */
function WithForm({ words, tip, isDisabled, children }: WithFormProps) {
  return isDisabled ? (
    <Button isDisabled>{words}</Button>
  ) : (
    <PopoverButton button={words} tip={tip} placement="bottom start">
      {children}
    </PopoverButton>
  );
}
