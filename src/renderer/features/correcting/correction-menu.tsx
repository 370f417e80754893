import { useRef, useState } from "react";
import { Dialog, Menu, MenuItem, Popover, Separator } from "react-aria-components";
import type { CorrectionAction } from "#domain/correction";
import { useCommands } from "#renderer/commands";
import { useChartSurfaceState, useViewState } from "#renderer/context";
import { useActiveCorrections, useCorrectionsState } from "#renderer/corrections";
import { useForecastState } from "#renderer/forecasts";
import { factsOf } from "./chosen-facts.ts";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { NumberForm, TextForm } from "./forms.tsx";
import { chosenText, stepText } from "./words.ts";
import { texts } from "./texts.ts";
import "./correcting.css";

/** What asks for more before it is done. */
type Asking = "replace" | "scale" | "event" | "note";

/** What can be done to the steps that are chosen, beside the place where they were chosen. */
export function CorrectionMenu() {
  const correcting = useCorrecting();
  const menu = useCorrectingState((state) => state.menu);
  const anchor = useRef<HTMLSpanElement>(null);
  if (menu === null) return null;
  return (
    <>
      <span ref={anchor} className="correction-anchor" style={{ left: menu.x, top: menu.y }} aria-hidden="true" />
      <Popover
        className="popover"
        triggerRef={anchor}
        placement="bottom start"
        offset={6}
        isOpen
        onOpenChange={(isOpen) => {
          if (!isOpen) correcting.closeMenu();
        }}
      >
        <Content />
      </Popover>
    </>
  );
}

function Content() {
  const correcting = useCorrecting();
  const [asking, setAsking] = useState<Asking | null>(null);
  const chosen = useChartSurfaceState((state) => state.chosen);
  const shown = useForecastState((state) => state.shown);
  if (shown === null || chosen.length === 0) return null;
  const facts = factsOf(chosen, shown.values);
  const title = chosenText(chosen, facts, shown.series.frequency);
  const correct = (action: CorrectionAction, text?: string): void => {
    correcting.closeMenu();
    void correcting.correct(action, text);
  };
  return (
    <Dialog className="correction-menu" aria-label={texts.correct(title)}>
      <p className="correction-title">{title}</p>
      {asking === null ? (
        <Choices {...{ facts, correct }} onAsk={setAsking} />
      ) : (
        <div className="correction-form">
          <Form {...{ asking, correct }} />
        </div>
      )}
    </Dialog>
  );
}

function Form({
  asking,
  correct,
}: {
  readonly asking: Asking;
  readonly correct: (action: CorrectionAction, text?: string) => void;
}) {
  switch (asking) {
    case "replace":
      return <NumberForm label={texts.value} words="Replace" onDone={(value) => correct({ kind: "replace", value })} />;
    case "scale":
      return (
        <NumberForm label={texts.factor} words="Multiply" onDone={(factor) => correct({ kind: "scale", factor })} />
      );
    case "event":
      return (
        <TextForm
          label={texts.whatHappened}
          words="Mark as event"
          option="Exclude the values, too"
          onDone={(text, isExcluded) => correct({ kind: "event", isExcluded }, text)}
        />
      );
    case "note":
      return <TextForm label={texts.note} words="Add" onDone={(text) => correct({ kind: "note" }, text)} />;
  }
}

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly detail?: string;
  readonly run: () => void;
}

interface ChoicesProps {
  readonly facts: ReturnType<typeof factsOf>;
  readonly correct: (action: CorrectionAction) => void;
  readonly onAsk: (asking: Asking) => void;
}

function Choices({ facts: { hasValues, hasGaps, isFilled }, correct, onAsk }: ChoicesProps) {
  const correcting = useCorrecting();
  const commands = useCommands();
  const undo = useActiveCorrections()?.undo ?? null;
  const isRunning = useCorrectionsState((state) => state.running > 0);
  const isTable = useViewState((state) => state.page === "correcting");
  const when = (is: boolean, ...choices: readonly Choice[]): readonly Choice[] => (is ? choices : []);
  const actions: readonly Choice[] = [
    ...when(hasValues, { id: "exclude", name: "Exclude", run: () => correct({ kind: "exclude" }) }),
    { id: "replace", name: "Replace…", run: () => onAsk("replace") },
    ...when(hasValues, { id: "scale", name: "Multiply…", run: () => onAsk("scale") }),
    ...when(
      hasGaps,
      { id: "linear", name: "Fill along a line", run: () => correct({ kind: "fill", method: "linear" }) },
      { id: "seasonal", name: "Fill along the season", run: () => correct({ kind: "fill", method: "seasonal" }) },
    ),
    ...when(isFilled, {
      ...{ id: "unfill", name: "Take filling back", detail: "What the import filled has no value any more" },
      run: () => correct({ kind: "unfill" }),
    }),
    { id: "event", name: "Mark as event…", run: () => onAsk("event") },
    { id: "note", name: "Note…", run: () => onAsk("note") },
  ];
  const others: readonly Choice[] = [
    ...when(undo !== null, {
      id: "undo",
      name: stepText("Undo", undo),
      run() {
        correcting.closeMenu();
        correcting.undo();
      },
    }),
    ...when(!isTable, {
      id: "table",
      name: "Show in the table of rows",
      run() {
        correcting.closeMenu();
        commands.run("correct");
      },
    }),
  ];
  const all = [...actions, ...others];
  const item = ({ id, name, detail }: Choice) => (
    <MenuItem key={id} id={id} textValue={name} className="menu-item">
      <span className="menu-text">
        {name}
        {detail === undefined ? null : <span className="menu-detail">{detail}</span>}
      </span>
    </MenuItem>
  );
  return (
    <Menu
      className="menu"
      aria-label={texts.whatToDoWithIt}
      autoFocus="first"
      disabledKeys={isRunning ? all.map(({ id }) => id) : []}
      onAction={(key) => all.find(({ id }) => id === key)?.run()}
    >
      {actions.map(item)}
      {others.length === 0 ? null : <Separator className="menu-separator" />}
      {others.map(item)}
    </Menu>
  );
}
