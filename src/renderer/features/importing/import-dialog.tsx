import { useState } from "react";
import type { ImportedDataset } from "#domain/dataset";
import { changesOf } from "./import-changes.ts";
import {
  draftOf,
  draftProblem,
  isChanged,
  optionsOf,
  subjectOf,
  withRole,
  type ImportDraft,
  type ImportSubject,
} from "./import-draft.ts";
import { useView, useViewState } from "#renderer/context";
import {
  ImportFacts,
  ReimportStatus,
  RememberedSettings,
  UndoRedo,
  useActive,
  useReimporting,
  useReimportingState,
} from "#renderer/datasets";
import { Button, WindowDialog } from "#renderer/ui";
import { ImportPreview } from "./import-preview.tsx";
import { DuplicatesQuestion, ImportRules } from "./import-rules.tsx";
import { ImportSeries } from "./import-series.tsx";
import { texts } from "./texts.ts";
import "./import-dialog.css";

/** How the file in front is read, and how to have it otherwise. */
export function ImportDialog() {
  const reimporting = useReimporting();
  const view = useView();
  const dataset = useActive((open) => open.dataset);
  const isOpen = useViewState((state) => state.dialog === "import");
  // A draft belongs to one reading of the file; the next one starts from what came out.
  const [edit, setEdit] = useState<{ readonly dataset: ImportedDataset; readonly draft: ImportDraft } | null>(null);
  const close = (): void => {
    // As everywhere, Escape first ends what runs.
    if (reimporting.store.getState().status === "running") {
      reimporting.cancel();
      return;
    }
    reimporting.clear();
    setEdit(null);
    view.setState({ dialog: null });
  };
  if (dataset === undefined) return null;
  const subject = subjectOf(dataset);
  const draft = edit?.dataset === dataset ? edit.draft : draftOf(subject);
  const change = (next: ImportDraft): void => {
    // What came of the last reading says nothing about the next one.
    reimporting.clear();
    setEdit({ dataset, draft: next });
  };
  return (
    <WindowDialog
      title={texts.importSettings}
      size="wide"
      isOpen={isOpen}
      onClose={close}
      footer={
        <Actions dataset={dataset} subject={subject} draft={draft} onDiscard={() => setEdit(null)} onClose={close} />
      }
    >
      <p className="dialog-lead">{dataset.name}</p>
      <RememberedSettings dataset={dataset} />
      <ImportFacts file={dataset.file} series={dataset.series} zone={dataset.zone} />
      <ImportPreview subject={subject} draft={draft} onRole={(index, role) => change(withRole(draft, index, role))} />
      <DuplicatesQuestion subject={subject} draft={draft} onChange={change} />
      <ImportRules subject={subject} draft={draft} onChange={change} />
      <ImportSeries subject={subject} draft={draft} onChange={change} />
    </WindowDialog>
  );
}

interface ActionsProps {
  readonly dataset: ImportedDataset;
  readonly subject: ImportSubject;
  readonly draft: ImportDraft;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
}

function Actions({ dataset, subject, draft, onDiscard, onClose }: ActionsProps) {
  const reimporting = useReimporting();
  const isRunning = useReimportingState((state) => state.status === "running");
  const hasChanges = isChanged(subject, draft);
  const problem = hasChanges ? draftProblem(subject, draft) : null;
  const isAutomatic = Object.keys(subject.options).length === 0;
  // What was remembered has its own button, beside the words that say so.
  const canReset = hasChanges || dataset.settings.source === "user";
  const { handle } = dataset;
  return (
    <div className="dialog-actions">
      <ReimportStatus>{problem ?? (hasChanges ? changesOf(subject, draft).join(" · ") : undefined)}</ReimportStatus>
      {isRunning ? (
        <Button onPress={() => reimporting.cancel()}>{texts.cancel}</Button>
      ) : (
        <>
          <UndoRedo handle={handle} onPress={onDiscard} />
          {canReset ? (
            <Button
              tone="plain"
              onPress={() => {
                onDiscard();
                if (isAutomatic) reimporting.clear();
                else void reimporting.apply(handle, {});
              }}
            >
              {texts.reset}
            </Button>
          ) : null}
        </>
      )}
      {/* One button in one place, so that the keyboard's focus survives what it does. */}
      <Button
        tone="primary"
        className="dialog-main-action"
        isPending={isRunning}
        isDisabled={problem !== null}
        onPress={() => {
          if (hasChanges) void reimporting.apply(handle, optionsOf(subject, draft));
          else onClose();
        }}
      >
        {hasChanges || isRunning ? texts.apply : texts.done}
      </Button>
    </div>
  );
}
