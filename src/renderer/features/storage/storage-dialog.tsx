import { useEffect, useRef, useState } from "react";
import { formatBytes, plural } from "#renderer/format";
import { useView, useViewState } from "#renderer/context";
import { useStorage, useStorageState } from "./context.ts";
import { Button, WindowDialog } from "#renderer/ui";
import { BudgetForm } from "./budget-form.tsx";
import { StorageList } from "./storage-list.tsx";
import { UsageBar } from "./usage-bar.tsx";
import { texts } from "./texts.ts";
import "./storage.css";

/** What Fantail keeps between starts, how much room that takes, and what can be done about it. */
export function StorageDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "storage");
  return (
    <WindowDialog
      title={texts.storage}
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
    return error === null ? <p className="dialog-none">{texts.loading}</p> : <p role="alert">{error.message}</p>;
  const { tiers, disk, memory, profiles } = info;
  return (
    <>
      {info.problem === null ? null : (
        <p className="finding finding-warning" role="alert">
          <strong>{texts.nothingIsCached}</strong> {info.problem}
        </p>
      )}
      {error === null ? null : (
        <p className="finding finding-warning" role="alert">
          {[error.message, error.hint].filter(Boolean).join(" ")}
        </p>
      )}
      <h3 className="dialog-section">{texts.onDisk}</h3>
      <UsageBar
        label={texts.spaceUsedOnDisk}
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
      <h3 className="dialog-section">{texts.profiles}</h3>
      <UsageBar
        label={texts.spaceUsedByProfiles}
        bytes={profiles.bytes}
        maxBytes={profiles.maxBytes}
        parts={[{ name: "Profiles", bytes: profiles.bytes, detail: plural(profiles.items, "series", "series") }]}
      />
      <h3 className="dialog-section">{texts.inMemory}</h3>
      <UsageBar label={texts.spaceUsedInMemory} bytes={memory.bytes} maxBytes={memory.maxBytes} parts={[]} />
      <h3 className="dialog-section">{texts.budgets}</h3>
      {/* Begun anew when other budgets are in force. */}
      <BudgetForm key={`${disk.maxBytes} ${memory.nextMaxBytes}`} info={info} isBusy={task !== null} />
      <section ref={kept} tabIndex={-1} className="storage-kept" aria-labelledby="storage-kept">
        <h3 className="dialog-section" id="storage-kept">
          {texts.cachedFiles}
        </h3>
        {entries.length === 0 ? (
          <p className="dialog-none">{texts.nothingIsCachedYetForecasts}</p>
        ) : (
          <StorageList entries={entries} isBusy={task !== null} onRemove={() => kept.current?.focus()} />
        )}
      </section>
      <p className="dialog-hint storage-folder">
        {texts.inText}
        <code>{info.folder}</code>
        {texts.asArrowFilesThatPandas}
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
  // Profiles go with the cache.
  const bytes = useStorageState(({ info }) => (info === null ? 0 : info.disk.bytes + info.profiles.bytes));
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
      <div ref={bar} tabIndex={-1} className="dialog-actions" role="group" aria-label={texts.deleteEverything}>
        <p className="storage-said">{texts.deletePinnedFilesIncludedForecasts(formatBytes(bytes))}</p>
        <Button tone="plain" autoFocus onPress={() => answer(false)}>
          {texts.keepEverything}
        </Button>
        <Button tone="primary" className="button-danger" onPress={() => answer(true)}>
          {texts.deleteEverything}
        </Button>
      </div>
    );
  }
  return (
    <div ref={bar} tabIndex={-1} className="dialog-actions" role="group" aria-label={texts.everythingInTheCache}>
      <p className="storage-said" role="status">
        {task === null ? said : taskText[task]}
        {report === null || task !== null ? null : (
          <span className="storage-checked">
            {texts.andChecked(plural(report.files, "file", "files"), plural(report.answers, "answer", "answers"))}
          </span>
        )}
      </p>
      <Button isPending={isBusy} onPress={() => void storage.verify()}>
        {texts.checkFiles}
      </Button>
      <Button isPending={isBusy} onPress={() => void storage.flush()}>
        {texts.writeNow}
      </Button>
      <Button isPending={isBusy} isDisabled={bytes === 0} onPress={() => setAsking(true)}>
        {texts.deleteEverything2}
      </Button>
    </div>
  );
}
