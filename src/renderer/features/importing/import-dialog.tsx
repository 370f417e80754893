import { FileClock, Redo2, Undo2 } from "lucide-react";
import { useState } from "react";
import type { ImportedDataset } from "#contract/ipc";
import { plural } from "../../format/format.ts";
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
import { useActive, useModel, useReimporting, useView } from "../../app/model.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { shortcutText } from "../../ui/keys.ts";
import { WindowDialog } from "../../ui/window-dialog.tsx";
import { ImportFacts } from "../../datasets/import-facts.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { ImportRules } from "./import-rules.tsx";
import { ImportSeries } from "./import-series.tsx";
import { ReimportStatus } from "../../datasets/reimport-status.tsx";

/** How the file in front is read, and how to have it otherwise. */
export function ImportDialog() {
  const model = useModel();
  const dataset = useActive((open) => open.dataset);
  const isOpen = useView((state) => state.dialog === "import");
  // A draft belongs to one reading of the file; the next one starts from what came out.
  const [edit, setEdit] = useState<{ readonly dataset: ImportedDataset; readonly draft: ImportDraft } | null>(null);
  const close = (): void => {
    // As everywhere, Escape first ends what runs.
    if (model.reimporting.store.getState().status === "running") {
      model.reimporting.cancel();
      return;
    }
    model.reimporting.clear();
    setEdit(null);
    model.view.setState({ dialog: null });
  };
  if (dataset === undefined) return null;
  const subject = subjectOf(dataset);
  const draft = edit?.dataset === dataset ? edit.draft : draftOf(subject);
  const change = (next: ImportDraft): void => {
    // What came of the last reading says nothing about the next one.
    model.reimporting.clear();
    setEdit({ dataset, draft: next });
  };
  return (
    <WindowDialog
      title="Import settings"
      size="wide"
      isOpen={isOpen}
      onClose={close}
      footer={
        <Actions dataset={dataset} subject={subject} draft={draft} onDiscard={() => setEdit(null)} onClose={close} />
      }
    >
      <p className="dialog-lead">{dataset.name}</p>
      <Remembered dataset={dataset} />
      <ImportFacts file={dataset.file} series={dataset.series} zone={dataset.zone} />
      <ImportPreview subject={subject} draft={draft} onRole={(index, role) => change(withRole(draft, index, role))} />
      <ImportRules subject={subject} draft={draft} onChange={change} />
      <ImportSeries subject={subject} draft={draft} onChange={change} />
    </WindowDialog>
  );
}

/** Says whose settings these are where they are not of this file's own evidence. */
export function Remembered({ dataset: { handle, settings } }: { readonly dataset: ImportedDataset }) {
  const model = useModel();
  const isRunning = useReimporting((state) => state.status === "running");
  if (settings.problem !== undefined) {
    return (
      <p className="import-note import-note-warning">
        <FileClock aria-hidden />
        <span>Your settings for this kind of file did not fit: {settings.problem}</span>
      </p>
    );
  }
  if (settings.source !== "remembered") return null;
  return (
    <div className="import-note">
      <FileClock aria-hidden />
      <span>Your settings for this kind of file were used.</span>
      <Button tone="quiet" isDisabled={isRunning} onPress={() => void model.reimporting.apply(handle, {})}>
        Reset
      </Button>
    </div>
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
  const model = useModel();
  const isRunning = useReimporting((state) => state.status === "running");
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
        <Button onPress={() => model.reimporting.cancel()}>Cancel</Button>
      ) : (
        <>
          <UndoRedo handle={handle} onPress={onDiscard} />
          {canReset ? (
            <Button
              tone="plain"
              onPress={() => {
                onDiscard();
                if (isAutomatic) model.reimporting.clear();
                else void model.reimporting.apply(handle, {});
              }}
            >
              Reset
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
          if (hasChanges) void model.reimporting.apply(handle, optionsOf(subject, draft));
          else onClose();
        }}
      >
        {hasChanges || isRunning ? "Apply" : "Done"}
      </Button>
    </div>
  );
}

/** One change of how the file is read back, or forth again. Absent until there is one. */
export function UndoRedo({ handle, onPress }: { readonly handle: string; readonly onPress?: () => void }) {
  const model = useModel();
  const earlier = useActive((open) => open.earlier.length) ?? 0;
  const later = useActive((open) => open.later.length) ?? 0;
  const isRunning = useReimporting((state) => state.status === "running");
  if (earlier === 0 && later === 0) return null;
  const step = (how: "undo" | "redo"): void => {
    onPress?.();
    void model.reimporting[how](handle);
  };
  return (
    <>
      <IconButton
        label={earlier === 0 ? "Undo" : `Undo the last of ${plural(earlier, "change", "changes")}`}
        shortcut={shortcutText("Z")}
        isDisabled={earlier === 0 || isRunning}
        onPress={() => step("undo")}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label="Redo"
        shortcut={shortcutText("Shift+Z")}
        isDisabled={later === 0 || isRunning}
        onPress={() => step("redo")}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </>
  );
}
