import { Pencil, Plus, Redo2, Trash2, Undo2, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { isLimit, type Threshold } from "#domain/threshold";
import { answerText, chanceText, thresholdName } from "#renderer/format";
import { shortcutOf } from "#renderer/commands";
import { errorText } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { Button, IconButton, useShownFocus } from "#renderer/ui";
import { useThresholds, useThresholdsState } from "./context.ts";
import { newThreshold } from "./forms.ts";
import { Reliability } from "./reliability.tsx";
import { texts } from "./texts.ts";
import { ThresholdForm } from "./threshold-form.tsx";
import { useThresholdContext } from "./use-number.ts";
import "./threshold-lines.css";
import "./thresholds-panel.css";

/** Thresholds of the series on the chart, what its forecast says about them, and how such chances did. */
export function ThresholdsPanel() {
  const thresholds = useThresholds();
  const body = useRef<HTMLDivElement>(null);
  const isWriting = useThresholdsState((state) => state.isWriting);
  useShownFocus(body);
  // The keyboard stays in the panel when its form opens and closes.
  const wasWriting = useRef(isWriting);
  useEffect(() => {
    if (wasWriting.current === isWriting) return;
    wasWriting.current = isWriting;
    const first = isWriting ? body.current?.querySelector<HTMLElement>("form button, form input") : null;
    (first ?? body.current)?.focus({ preventScroll: true });
  }, [isWriting]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      if (isWriting) thresholds.draft(null);
      else thresholds.close();
      return;
    }
    const isField = event.target instanceof HTMLInputElement;
    if (isField || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    event.stopPropagation();
    void (event.shiftKey ? thresholds.redo() : thresholds.undo());
  };
  return (
    <aside className="side-panel thresholds-panel" aria-label={texts.title} onKeyDown={onKeyDown}>
      <header className="side-header">
        <h2 className="side-title">{texts.title}</h2>
        <History />
        <IconButton label={texts.hide} shortcut={shortcutOf("thresholds")} onPress={() => thresholds.close()}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div ref={body} className="side-body thresholds-body" tabIndex={0} role="group" aria-label={texts.body}>
        {isWriting ? <ThresholdForm /> : <List />}
      </div>
    </aside>
  );
}

function History() {
  const thresholds = useThresholds();
  const file = useThresholdsState((state) => state.file);
  return (
    <>
      <IconButton label={texts.undo} isDisabled={file?.canUndo !== true} onPress={() => void thresholds.undo()}>
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton label={texts.redo} isDisabled={file?.canRedo !== true} onPress={() => void thresholds.redo()}>
        <Redo2 aria-hidden />
      </IconButton>
    </>
  );
}

function List() {
  const thresholds = useThresholds();
  const own = useThresholdsState((state) => state.own);
  const file = useThresholdsState((state) => state.file);
  const error = useThresholdsState((state) => state.error);
  const isAsking = useThresholdsState((state) => state.isAsking);
  const origins = useThresholdsState((state) => state.answers?.origins ?? null);
  const shown = useForecastState((state) => state.shown);
  const add = useRef<HTMLDivElement>(null);
  useEffect(() => thresholds.focus(null), [thresholds]);
  if (file === null && error === null) return <p role="status">{texts.asking}</p>;
  return (
    <>
      {error === null ? null : (
        <p className="thresholds-problem" role="alert">
          {errorText(error)}
        </p>
      )}
      {own.length === 0 && file !== null ? (
        <div className="thresholds-none">
          <p>{texts.none}</p>
          <p className="thresholds-faint">{texts.noneHint}</p>
        </div>
      ) : null}
      <ul className="thresholds-list" aria-busy={isAsking}>
        {own.map((threshold) => (
          <Card key={threshold.id} threshold={threshold} />
        ))}
      </ul>
      {origins === 0 ? <p className="thresholds-faint">{texts.usual}</p> : null}
      <div ref={add}>
        <Button
          tone={own.length === 0 ? "primary" : "plain"}
          isDisabled={shown === null || file === null}
          onPress={() => thresholds.write(newThreshold(shown, null))}
        >
          <Plus aria-hidden />
          {texts.add}
        </Button>
      </div>
    </>
  );
}

function Card({ threshold }: { readonly threshold: Threshold }) {
  const thresholds = useThresholds();
  const context = useThresholdContext();
  const answer = useThresholdsState((state) => state.answers?.byId.get(threshold.id) ?? null);
  const times = useThresholdsState((state) => state.answers?.forecast.times);
  const hasForecast = useForecastState((state) => state.shown?.forecast != null);
  if (context === null) return null;
  const name = thresholdName(threshold, context);
  const limit = answer?.limit ?? null;
  return (
    <li
      className="threshold-card"
      data-severity={threshold.severity}
      onFocus={() => thresholds.focus(threshold.id)}
      onPointerEnter={() => thresholds.focus(threshold.id)}
    >
      <div className="threshold-head">
        <h3 className="threshold-name">{name}</h3>
        {limit === null ? null : <span className="threshold-chance">{chanceText(limit.ever)}</span>}
        <IconButton label={`${texts.edit}: ${name}`} onPress={() => thresholds.write(threshold)}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label={`${texts.remove}: ${name}`} onPress={() => void thresholds.remove(threshold.id)}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {answer === null || times === undefined ? (
        <p className="thresholds-faint">{hasForecast ? texts.asking : texts.noForecast}</p>
      ) : (
        <p className="threshold-says">
          {answerText({ threshold, answer }, times, context)}
          {limit === null || limit.ever > 0.995 ? null : ` ${texts.never(chanceText(1 - limit.ever))}`}
        </p>
      )}
      {threshold.scope.kind === "sum" ? (
        <p className="thresholds-faint">{texts.ofSum}</p>
      ) : isLimit(threshold.rule) && limit !== null ? (
        <Reliability id={threshold.id} />
      ) : null}
    </li>
  );
}
