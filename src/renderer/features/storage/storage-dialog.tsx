import { useEffect, useRef, useState } from "react";
import { formatBytes, plural } from "#renderer/format";
import { useView, useViewState } from "#renderer/context";
import { useStorage, useStorageState } from "./context.ts";
import { Button, WindowDialog } from "#renderer/ui";
import { BudgetForm } from "./budget-form.tsx";
import { StorageList } from "./storage-list.tsx";
import { UsageBar } from "./usage-bar.tsx";
import "./storage.css";

/** What Fantail keeps between starts, how much room that takes, and what can be done about it. */
export function StorageDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "storage");
  return (
    <WindowDialog
      title="Storage"
      size="large"
      isOpen={isOpen}
      onClose={() => view.setState({ dialog: null })}
      footer={<Actions />}
    >
      <Content />
    </WindowDialog>
  );
}

/** The same inside of another dialog. */
export function StoragePanel() {
  return (
    <div className="storage-panel">
      <Content />
      <Actions />
    </div>
  );
}

function Content() {
  const storage = useStorage();
  useEffect(() => {
    void storage.refresh();
  }, [storage]);
  const info = useStorageState((state) => state.info);
  const entries = useStorageState((state) => state.entries);
  const error = useStorageState((state) => state.error);
  const task = useStorageState((state) => state.task);
  const kept = useRef<HTMLElement>(null);
  if (info === null)
    return error === null ? <p className="dialog-none">Loading…</p> : <p role="alert">{error.message}</p>;
  const { tiers, disk, memory } = info;
  return (
    <>
      {info.problem === null ? null : (
        <p className="finding finding-warning" role="alert">
          <strong>Nothing is cached.</strong> {info.problem}
        </p>
      )}
      {error === null ? null : (
        <p className="finding finding-warning" role="alert">
          {[error.message, error.hint].filter(Boolean).join(" ")}
        </p>
      )}
      <h3 className="dialog-section">On disk</h3>
      <UsageBar
        label="Space used on disk"
        bytes={disk.bytes}
        maxBytes={disk.maxBytes}
        parts={[
          {
            name: "Forecasts",
            bytes: tiers.forecasts.bytes,
            detail: plural(tiers.forecasts.items, "forecast", "forecasts"),
          },
          { name: "Series", bytes: tiers.series.bytes, detail: plural(tiers.series.items, "series", "series") },
          { name: "Files read", bytes: tiers.datasets.bytes, detail: plural(tiers.datasets.items, "file", "files") },
          { name: "Answers", bytes: tiers.answers.bytes, detail: plural(tiers.answers.items, "answer", "answers") },
        ]}
      />
      <h3 className="dialog-section">In memory</h3>
      <UsageBar label="Space used in memory" bytes={memory.bytes} maxBytes={memory.maxBytes} parts={[]} />
      <h3 className="dialog-section">Budgets</h3>
      {/* Begun anew when other budgets are in force. */}
      <BudgetForm key={`${disk.maxBytes} ${memory.nextMaxBytes}`} info={info} isBusy={task !== null} />
      <section ref={kept} tabIndex={-1} className="storage-kept" aria-labelledby="storage-kept">
        <h3 className="dialog-section" id="storage-kept">
          Cached files
        </h3>
        {entries.length === 0 ? (
          <p className="dialog-none">
            Nothing is cached yet. Forecasts of the files that you open are cached here and appear at once the next
            time.
          </p>
        ) : (
          <StorageList entries={entries} isBusy={task !== null} onRemove={() => kept.current?.focus()} />
        )}
      </section>
      <p className="dialog-hint storage-folder">
        In <code>{info.folder}</code>, as Arrow files that pandas and polars open, too.
      </p>
    </>
  );
}

const taskText = { verify: "Checking every file…", flush: "Writing…", delete: "Deleting…", budget: "Saving…" } as const;

function Actions() {
  const storage = useStorage();
  const task = useStorageState((state) => state.task);
  const said = useStorageState((state) => state.said);
  const report = useStorageState((state) => state.report);
  const bytes = useStorageState((state) => state.info?.disk.bytes ?? 0);
  const [isAsking, setAsking] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const isBusy = task !== null;
  /** The button that was pressed goes: the focus must not go with it, or no key would reach the dialog any more. */
  const answer = (isYes: boolean): void => {
    bar.current?.focus();
    setAsking(false);
    if (isYes) void storage.remove();
  };
  if (isAsking) {
    return (
      <div ref={bar} tabIndex={-1} className="dialog-actions" role="group" aria-label="Delete everything">
        <p className="storage-said">
          Delete {formatBytes(bytes)}, pinned files included? Forecasts are computed again when needed.
        </p>
        <Button tone="plain" autoFocus onPress={() => answer(false)}>
          Keep everything
        </Button>
        <Button tone="primary" className="button-danger" onPress={() => answer(true)}>
          Delete everything
        </Button>
      </div>
    );
  }
  return (
    <div ref={bar} tabIndex={-1} className="dialog-actions" role="group" aria-label="Everything in the cache">
      <p className="storage-said" role="status">
        {task === null ? said : taskText[task]}
        {report === null || task !== null ? null : (
          <span className="storage-checked">
            {" "}
            {plural(report.files, "file", "files")} and {plural(report.answers, "answer", "answers")} checked.
          </span>
        )}
      </p>
      <Button isPending={isBusy} onPress={() => void storage.verify()}>
        Check files
      </Button>
      <Button isPending={isBusy} onPress={() => void storage.flush()}>
        Write now
      </Button>
      <Button isPending={isBusy} isDisabled={bytes === 0} onPress={() => setAsking(true)}>
        Delete everything…
      </Button>
    </div>
  );
}
