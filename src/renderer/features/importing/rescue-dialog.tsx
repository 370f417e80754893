import { FileWarning } from "lucide-react";
import { useEffect, useState } from "react";
import type { AppError } from "#domain/errors";
import { withPlaces } from "#renderer/datasets";
import { formatCount } from "#renderer/format";
import { changesOf } from "./import-changes.ts";
import {
  draftOf,
  draftProblem,
  isChanged,
  optionsOf,
  subjectOfFailed,
  withRole,
  type ImportDraft,
  type ImportSubject,
} from "./import-draft.ts";
import type { ImportState, Rescue } from "./importing.ts";
import { useView, useViewState } from "#renderer/context";
import { useImporting, useImportingState } from "./context.ts";
import { Button, WindowDialog } from "#renderer/ui";
import { ImportPreview } from "./import-preview.tsx";
import { ImportProgress } from "./import-progress-card.tsx";
import { DuplicatesQuestion, ImportRules } from "./import-rules.tsx";
import { texts } from "./texts.ts";
import "./import-dialog.css";

interface Failure {
  readonly error: AppError;
  readonly rescue: Rescue;
}

/** A file that could not be imported, as it stands on disk, with everything that can be decided about it. */
export function RescueDialog() {
  const view = useView();
  const importing = useImporting();
  const state = useImportingState((current) => current);
  const isOpen = useViewState((state) => state.dialog === "rescue");
  // While the file is tried again the failure before stays on screen.
  const [failure, setFailure] = useState<Failure | null>(null);
  const [edit, setEdit] = useState<{ readonly rescue: Rescue; readonly draft: ImportDraft } | null>(null);
  useEffect(() => {
    if (state.status !== "failed") return;
    const { error, rescue } = state;
    setFailure(rescue === null ? null : { error, rescue });
    // Nothing is left to fix, a file that is gone for instance: the card says so.
    if (rescue === null && view.getState().dialog === "rescue") view.setState({ dialog: null });
  }, [state, view]);

  const close = (): void => {
    if (state.status === "running") {
      importing.cancel();
      return;
    }
    view.setState({ dialog: null });
  };
  if (failure === null) return null;
  const { rescue, error } = failure;
  const subject = subjectOfFailed(rescue.understood, rescue.options);
  const draft = edit?.rescue === rescue ? edit.draft : draftOf(subject);
  const change = (next: ImportDraft): void => setEdit({ rescue, draft: next });
  return (
    <WindowDialog
      title={texts.fixHowTheFileIs}
      size="wide"
      isOpen={isOpen}
      onClose={close}
      footer={<Actions state={state} subject={subject} draft={draft} rescue={rescue} onReset={() => setEdit(null)} />}
    >
      <p className="dialog-lead">{rescue.grant.name}</p>
      <RescueError error={error} />
      <ImportPreview
        subject={subject}
        draft={draft}
        markedRow={error.row}
        isUnsure
        onRole={(index, role) => change(withRole(draft, index, role))}
      />
      <DuplicatesQuestion subject={subject} draft={draft} onChange={change} />
      <ImportRules subject={subject} draft={draft} onChange={change} />
    </WindowDialog>
  );
}

function RescueError({ error: { code, message, hint, row, column } }: { readonly error: AppError }) {
  return (
    <div className="rescue-error" role="alert" data-code={code}>
      <FileWarning aria-hidden />
      <div>
        <p className="rescue-message">{message}</p>
        {row === undefined && column === undefined ? null : (
          <p className="place">
            {row === undefined ? null : <span className="place-part">{texts.row(formatCount(row))}</span>}
            {column === undefined ? null : <span className="place-part">{texts.column(column)}</span>}
          </p>
        )}
        {hint === undefined ? null : <p>{withPlaces(hint)}</p>}
      </div>
    </div>
  );
}

interface ActionsProps {
  readonly state: ImportState;
  readonly subject: ImportSubject;
  readonly draft: ImportDraft;
  readonly rescue: Rescue;
  readonly onReset: () => void;
}

function Actions({ state, subject, draft, rescue, onReset }: ActionsProps) {
  const importing = useImporting();
  const isRunning = state.status === "running";
  const hasChanges = isChanged(subject, draft);
  const problem = hasChanges ? draftProblem(subject, draft) : null;
  return (
    <div className="dialog-actions">
      {isRunning ? (
        <ImportProgress state={state} className="import-outcome" />
      ) : (
        <p className="import-outcome" role="status">
          {problem ?? (hasChanges ? changesOf(subject, draft).join(" · ") : texts.changeWhatIsNotRight)}
        </p>
      )}
      {isRunning ? (
        <Button onPress={() => importing.cancel()}>{texts.cancel}</Button>
      ) : hasChanges ? (
        <Button tone="plain" onPress={onReset}>
          {texts.reset}
        </Button>
      ) : null}
      <Button
        tone="primary"
        className="dialog-main-action"
        isPending={isRunning}
        isDisabled={!hasChanges || problem !== null}
        onPress={() => void importing.retry(rescue, optionsOf(subject, draft))}
      >
        {texts.tryAgain}
      </Button>
    </div>
  );
}
