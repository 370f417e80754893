import { FileWarning } from "lucide-react";
import { useEffect, useState } from "react";
import type { AppError } from "#contract/data";
import { formatCount } from "../../format/format.ts";
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
import { useImporting, useModel, useView } from "../../app/model.ts";
import { Button } from "../../ui/button.tsx";
import { WindowDialog } from "../../ui/window-dialog.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { ImportProgress } from "./import-progress-card.tsx";
import { ImportRules } from "./import-rules.tsx";

interface Failure {
  readonly error: AppError;
  readonly rescue: Rescue;
}

/** A file that could not be imported, as it stands on disk, with everything that can be decided about it. */
export function RescueDialog() {
  const model = useModel();
  const importing = useImporting((state) => state);
  const isOpen = useView((state) => state.dialog === "rescue");
  // While the file is tried again the failure before stays on screen.
  const [failure, setFailure] = useState<Failure | null>(null);
  const [edit, setEdit] = useState<{ readonly rescue: Rescue; readonly draft: ImportDraft } | null>(null);
  useEffect(() => {
    if (importing.status !== "failed") return;
    const { error, rescue } = importing;
    setFailure(rescue === null ? null : { error, rescue });
    // Nothing is left to fix, a file that is gone for instance: the card says so.
    if (rescue === null && model.view.getState().dialog === "rescue") model.view.setState({ dialog: null });
  }, [importing, model]);

  const close = (): void => {
    if (importing.status === "running") {
      model.importing.cancel();
      return;
    }
    model.view.setState({ dialog: null });
  };
  if (failure === null) return null;
  const { rescue, error } = failure;
  const subject = subjectOfFailed(rescue.understood, rescue.options);
  const draft = edit?.rescue === rescue ? edit.draft : draftOf(subject);
  const change = (next: ImportDraft): void => setEdit({ rescue, draft: next });
  return (
    <WindowDialog
      title="Fix how the file is read"
      size="wide"
      isOpen={isOpen}
      onClose={close}
      footer={
        <Actions importing={importing} subject={subject} draft={draft} rescue={rescue} onReset={() => setEdit(null)} />
      }
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
            {row === undefined ? null : <span className="place-part">Row {formatCount(row)}</span>}
            {column === undefined ? null : <span className="place-part">Column “{column}”</span>}
          </p>
        )}
        {hint === undefined ? null : <p>{hint}</p>}
      </div>
    </div>
  );
}

interface ActionsProps {
  readonly importing: ImportState;
  readonly subject: ImportSubject;
  readonly draft: ImportDraft;
  readonly rescue: Rescue;
  readonly onReset: () => void;
}

function Actions({ importing, subject, draft, rescue, onReset }: ActionsProps) {
  const model = useModel();
  const isRunning = importing.status === "running";
  const hasChanges = isChanged(subject, draft);
  const problem = hasChanges ? draftProblem(subject, draft) : null;
  return (
    <div className="dialog-actions">
      {isRunning ? (
        <ImportProgress state={importing} className="import-outcome" />
      ) : (
        <p className="import-outcome" role="status">
          {problem ??
            (hasChanges ? changesOf(subject, draft).join(" · ") : "Change what is not right above, then try again.")}
        </p>
      )}
      {isRunning ? (
        <Button onPress={() => model.importing.cancel()}>Cancel</Button>
      ) : hasChanges ? (
        <Button tone="plain" onPress={onReset}>
          Reset
        </Button>
      ) : null}
      <Button
        tone="primary"
        className="dialog-main-action"
        isPending={isRunning}
        isDisabled={!hasChanges || problem !== null}
        onPress={() => void model.importing.retry(rescue, optionsOf(subject, draft))}
      >
        Try again
      </Button>
    </div>
  );
}
