import { FileClock, FileDown, Undo2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { ProgressBar } from "react-aria-components";
import type { FileInfo } from "#contract/data";
import type { ImportedDataset } from "#contract/ipc";
import { formatCount, formatFrequency, plural } from "../../state/format.ts";
import { draftOf, draftProblem, isChanged, optionsOf, withoutRepair, withRole, type ImportDraft } from "../../state/import-draft.ts";
import { quietMs, shareRead } from "../../state/importing.ts";
import { useActive, useModel, useReimporting, useView } from "../../state/model.ts";
import { Button } from "../parts/button.tsx";
import { WindowDialog } from "../parts/window-dialog.tsx";
import { ImportColumns } from "./import-columns.tsx";
import { Repairs, Warnings } from "./import-findings.tsx";
import { ImportRules } from "./import-rules.tsx";

/** What the import made of the file, so that nobody has to trust it blindly, and how to have it otherwise. */
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
  const draft = edit?.dataset === dataset ? edit.draft : draftOf(dataset);
  const change = (next: ImportDraft): void => setEdit({ dataset, draft: next });
  return (
    <WindowDialog
      title="What was understood"
      size="large"
      isOpen={isOpen}
      onClose={close}
      footer={<Actions dataset={dataset} draft={draft} onDiscard={() => setEdit(null)} onClose={close} />}
    >
      <Understood dataset={dataset} draft={draft} onChange={change} />
    </WindowDialog>
  );
}

interface UnderstoodProps {
  readonly dataset: ImportedDataset;
  readonly draft: ImportDraft;
  readonly onChange: (draft: ImportDraft) => void;
}

function Understood({ dataset, draft, onChange }: UnderstoodProps) {
  const model = useModel();
  const { file } = dataset;
  const frequencies = [...new Set(dataset.series.map(({ frequency }) => formatFrequency(frequency)))];
  return (
    <>
      <p className="dialog-lead">{dataset.name}</p>
      <Remembered dataset={dataset} />
      <dl className="facts">
        <Fact name="Rows" value={formatCount(file.dataRows)} />
        <Fact name="Series" value={formatCount(dataset.series.length)} />
        <Fact name="Frequency" value={frequencies.slice(0, 3).join(", ") + (frequencies.length > 3 ? ", …" : "")} />
        <Fact name="Layout" value={layoutText[file.layout]} />
        <Fact name="Encoding" value={file.encoding} />
        <Fact name="Delimiter" value={delimiterText(file.delimiter)} />
        <Fact name="Decimal mark" value={file.decimal === "," ? "comma" : "point"} />
        {file.vendor === null ? null : <Fact name="Made by" value={file.vendor} />}
      </dl>

      <ImportColumns dataset={dataset} draft={draft} onRole={(index, role) => onChange(withRole(draft, index, role))} />

      <ImportRules dataset={dataset} draft={draft} onChange={onChange} />

      <Warnings warnings={dataset.warnings} />
      <Repairs
        repairs={dataset.repairs}
        undoFor={(code) => {
          const options = withoutRepair(dataset.settings.options, code);
          return options === undefined ? undefined : () => void model.reimporting.apply(dataset.handle, options);
        }}
      />
    </>
  );
}

function Remembered({ dataset: { handle, settings } }: { readonly dataset: ImportedDataset }) {
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
  readonly draft: ImportDraft;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
}

function Actions({ dataset, draft, onDiscard, onClose }: ActionsProps) {
  const model = useModel();
  const canUndo = useActive((open) => open.earlier.length > 0) ?? false;
  const status = useReimporting((state) => state.status);
  const isRunning = status === "running";
  const hasChanges = isChanged(dataset, draft);
  const problem = draftProblem(dataset, draft);
  const isAutomatic = Object.keys(dataset.settings.options).length === 0;
  // What was remembered has its own button, beside the words that say so.
  const canReset = hasChanges || dataset.settings.source === "user";
  const { handle } = dataset;
  return (
    <div className="dialog-actions">
      <Button tone="quiet" className="import-report" onPress={() => void model.exporting.saveReport()}>
        <FileDown aria-hidden />
        Save report…
      </Button>
      <Outcome problem={hasChanges ? problem : null} />
      {isRunning ? <Button onPress={() => model.reimporting.cancel()}>Cancel</Button> : null}
      {canUndo && !isRunning ? (
        <Button
          tone="quiet"
          onPress={() => {
            onDiscard();
            void model.reimporting.undo(handle);
          }}
        >
          <Undo2 aria-hidden />
          Undo
        </Button>
      ) : null}
      {canReset && !isRunning ? (
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
      {/* One button in one place, so that the keyboard's focus survives what it does. */}
      <Button
        tone="primary"
        className="dialog-main-action"
        isPending={isRunning}
        isDisabled={hasChanges && problem !== null}
        onPress={() => {
          if (hasChanges) void model.reimporting.apply(handle, optionsOf(dataset, draft));
          else onClose();
        }}
      >
        {hasChanges || isRunning ? "Apply" : "Done"}
      </Button>
    </div>
  );
}

/** How reading the file again goes, or went. */
function Outcome({ problem }: { readonly problem: string | null }) {
  const state = useReimporting((current) => current);
  let text: ReactNode = problem;
  if (state.status === "running") return <Progress startedAtMs={state.startedAtMs} share={shareRead(state.progress)} />;
  if (state.status === "failed") {
    return (
      <p className="import-outcome import-outcome-error" role="alert" data-code={state.error.code}>
        {state.error.message} {state.error.hint}
      </p>
    );
  }
  if (state.status === "done" && problem === null) {
    const { seriesBefore, seriesNow } = state;
    const now = plural(seriesNow, "series", "series");
    text = seriesNow === seriesBefore ? `Read again: ${now}.` : `Read again: ${now}, ${formatCount(seriesBefore)} before.`;
  }
  return (
    <p className="import-outcome" role="status">
      {text}
    </p>
  );
}

function Progress({ startedAtMs, share }: { readonly startedAtMs: number; readonly share: number | null }) {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), quietMs);
    return () => clearTimeout(timer);
  }, [startedAtMs]);
  return (
    <ProgressBar
      className={isVisible ? "progress import-outcome" : "progress import-outcome unseen"}
      aria-label="Reading the file again"
      isIndeterminate={share === null || share >= 1}
      value={(share ?? 0) * 100}
    >
      {({ percentage, isIndeterminate }) => (
        <div className="progress-track" data-indeterminate={isIndeterminate || undefined}>
          <div className="progress-fill" style={isIndeterminate ? undefined : { width: `${percentage ?? 0}%` }} />
        </div>
      )}
    </ProgressBar>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const layoutText: Record<FileInfo["layout"], string> = {
  long: "Long: one row per series and step",
  wide: "Wide: one column per series",
  records: "Records",
};

function delimiterText(delimiter: string): string {
  const names: Record<string, string> = { "": "none", ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space" };
  return names[delimiter] ?? delimiter;
}
