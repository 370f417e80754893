import { type ReactNode, useState } from "react";
import { ProgressBar } from "react-aria-components";
import type { BatchLayout, WindowFormat } from "#domain/export";
import { errorText, useChosenSeries, useView, useViewState } from "#renderer/context";
import { type OpenDataset, useActive } from "#renderer/datasets";
import { formatCount, plural } from "#renderer/format";
import { Button, Check, Choice, Segmented, WindowDialog } from "#renderer/ui";
import { useBatchState, useExporting } from "./made.ts";
import { type BatchState } from "./exporting.ts";
import { formatWords, useFormats } from "./formats.ts";
import { SeriesChoice } from "./series-choice.tsx";
import { texts } from "./texts.ts";
import "./exporting.css";

/** Forecasts of several series at once: which, as what, and how it goes. */
export function SeveralDialog() {
  const view = useView();
  const exporting = useExporting();
  const isOpen = useViewState((state) => state.dialog === "export-several");
  const open = useActive((current) => current);
  const close = (): void => {
    exporting.forget();
    view.setState({ dialog: null });
  };
  return isOpen && open !== undefined ? (
    <SeveralForm key={open.dataset.handle} open={open} onClose={close} />
  ) : (
    <WindowDialog title={texts.exportSeveralSeries} isOpen={isOpen} onClose={close}>
      <p>{texts.openAFileFirstIts}</p>
    </WindowDialog>
  );
}

/** Looking at the past of more series takes minutes, which has to be asked for. */
const scoredUnasked = 20;

type Which = "one" | "all" | "some";

function SeveralForm({ open, onClose }: { readonly open: OpenDataset; readonly onClose: () => void }) {
  const exporting = useExporting();
  const batch = useBatchState((state) => state);
  const ids = open.dataset.series.map(({ id }) => id);
  const inTable = useChosenSeries(open.dataset.handle);
  // Who has chosen some in the table of series means those.
  const [which, setWhich] = useState<Which>(inTable.length > 0 ? "some" : ids.length > 1 ? "all" : "one");
  const [some, setSome] = useState<ReadonlySet<string>>(
    new Set(inTable.length > 0 ? inTable : [open.selection.series]),
  );
  const { formats, reason } = useFormats();
  const [wanted, setFormat] = useState<WindowFormat>("xlsx");
  const isAllowed = (id: WindowFormat): boolean => formats.some((one) => one.id === id && !one.isDisabled);
  const format = isAllowed(wanted) ? wanted : (formats.find(({ isDisabled }) => !isDisabled)?.id ?? wanted);
  const [layout, setLayout] = useState<BatchLayout>("one-file");
  const chosen = which === "all" ? ids : which === "one" ? [open.selection.series] : ids.filter((id) => some.has(id));
  const [scores, setScores] = useState<boolean | null>(null);
  const withScores = scores ?? chosen.length <= scoredUnasked;
  const isRunning = batch.status === "running";
  return (
    <WindowDialog
      title={texts.exportSeveralSeries}
      isOpen
      onClose={onClose}
      footer={
        <Footer
          batch={batch}
          count={chosen.length}
          onStart={() => void exporting.exportSeveral({ series: chosen, format, layout, withScores })}
          onClose={onClose}
        />
      }
    >
      {batch.status === "failed" ? (
        <p className="finding finding-warning" role="alert">
          {errorText(batch.error)}
        </p>
      ) : null}
      {batch.status === "done" ? (
        <Outcome batch={batch} />
      ) : (
        <fieldset className="rules export-rules" disabled={isRunning}>
          <Row label={texts.series}>
            <Segmented<Which>
              label={texts.series}
              value={which}
              options={[
                { id: "one", label: "This one", name: `This one: ${open.selection.series}` },
                { id: "all", label: `All ${formatCount(ids.length)}` },
                { id: "some", label: "Choose…" },
              ]}
              onChange={setWhich}
            />
          </Row>
          {which === "some" ? <SeriesChoice series={ids} chosen={some} onChange={setSome} /> : null}
          <Choice
            label={texts.as}
            description={reason ?? formatWords[format].detail}
            value={format}
            options={formats}
            onChange={(next) => setFormat(next as WindowFormat)}
          />
          <Row label={texts.files}>
            <Segmented<BatchLayout>
              label={texts.files}
              value={layout}
              options={[
                { id: "one-file", label: "One for all" },
                { id: "file-per-series", label: "One for each series" },
              ]}
              onChange={setLayout}
            />
          </Row>
          <Check isSelected={withScores} onChange={setScores}>
            {texts.sayHowSuchRangesDid}
          </Check>
          {withScores && chosen.length > scoredUnasked ? (
            <p className="dialog-hint">{texts.thisTakesSomeFortyForecasts}</p>
          ) : null}
        </fieldset>
      )}
    </WindowDialog>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}

const phaseWords = { forecasting: "Forecasting", writing: "Writing" } as const;

function Footer({
  batch,
  count,
  onStart,
  onClose,
}: {
  readonly batch: BatchState;
  readonly count: number;
  readonly onStart: () => void;
  readonly onClose: () => void;
}) {
  const exporting = useExporting();
  if (batch.status === "running") {
    const { progress } = batch;
    return (
      <div className="dialog-actions">
        <ProgressBar
          className="export-progress"
          aria-label={texts.exportText}
          {...(progress === null ? { isIndeterminate: true } : { value: progress.done, maxValue: progress.total })}
        >
          {({ percentage, isIndeterminate }) => (
            <>
              <span className="export-said">
                {progress === null
                  ? texts.whereTo
                  : texts.ofSeries(phaseWords[progress.phase], formatCount(progress.done), formatCount(progress.total))}
              </span>
              <span className="progress-track" data-indeterminate={isIndeterminate || undefined}>
                <span className="progress-fill" style={{ display: "block", width: `${percentage ?? 35}%` }} />
              </span>
            </>
          )}
        </ProgressBar>
        <Button onPress={() => exporting.cancel()}>{texts.cancel}</Button>
      </div>
    );
  }
  if (batch.status === "done") {
    const { saved, failed } = batch.answer;
    return (
      <div className="dialog-actions">
        {failed.length === 0 ? null : <Button onPress={() => void exporting.retry()}>{texts.tryTheseAgain}</Button>}
        {saved === null ? null : (
          <Button onPress={() => void exporting.show("saved:show")}>{texts.showInFolder}</Button>
        )}
        {saved === null || !saved.canOpen || batch.wanted.layout !== "one-file" ? null : (
          <Button onPress={() => void exporting.show("saved:open")}>{texts.open}</Button>
        )}
        <Button tone="primary" className="dialog-main-action" onPress={onClose}>
          {texts.done}
        </Button>
      </div>
    );
  }
  return (
    <div className="dialog-actions">
      <p className="export-said" role="status">
        {plural(count, "series", "series")}
      </p>
      <Button onPress={onClose}>{texts.cancel}</Button>
      <Button tone="primary" className="dialog-main-action" isDisabled={count === 0} onPress={onStart}>
        {texts.exportText2}
      </Button>
    </div>
  );
}

const listedFailures = 200;

function Outcome({ batch }: { readonly batch: Extract<BatchState, { status: "done" }> }) {
  const { series, files, failed, saved } = batch.answer;
  return (
    <>
      <p className="dialog-lead" role="status">
        {series === 0
          ? texts.nothingWasWritten
          : texts.inText(
              plural(series, "series is", "series are"),
              files === 1 ? `“${saved?.name ?? ""}”` : plural(files, "file", "files"),
            )}
      </p>
      {failed.length === 0 ? null : (
        <>
          <h3 className="dialog-section">{texts.couldNotBeExported(plural(failed.length, "series", "series"))}</h3>
          <ul className="export-failures">
            {failed.slice(0, listedFailures).map(({ series: id, error }) => (
              <li key={id}>
                <strong>{id}</strong> {errorText(error)}
              </li>
            ))}
          </ul>
          {failed.length > listedFailures ? (
            <p className="dialog-hint">{texts.andMore(formatCount(failed.length - listedFailures))}</p>
          ) : null}
        </>
      )}
    </>
  );
}
