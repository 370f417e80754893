import { useEffect, useState } from "react";
import { Input, Label, TextArea, TextField } from "react-aria-components";
import type { AppError } from "#domain/errors";
import { noReportTexts, reportLimits, type ReportTexts } from "#domain/export";
import { errorText, useView, useViewState } from "#renderer/context";
import { type OpenDataset, useActive } from "#renderer/datasets";
import { Button, WindowDialog } from "#renderer/ui";
import { useExporting } from "./made.ts";
import { texts as words } from "./texts.ts";
import "./exporting.css";

/** What the author of a report says in it; kept for each file. */
export function DetailsDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "report-details");
  const open = useActive((current) => current);
  const close = (): void => view.setState({ dialog: null });
  return isOpen && open !== undefined ? (
    <DetailsForm key={open.dataset.handle} open={open} onClose={close} />
  ) : (
    <WindowDialog title={words.titleAuthorAndComments} isOpen={isOpen} onClose={close}>
      <p>{words.openAFileFirstReports}</p>
    </WindowDialog>
  );
}

function DetailsForm({ open, onClose }: { readonly open: OpenDataset; readonly onClose: () => void }) {
  const exporting = useExporting();
  const { handle, name } = open.dataset;
  /** Null until what is kept is known: what is typed before would be lost. */
  const [texts, setTexts] = useState<ReportTexts | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let isGone = false;
    void exporting.texts(handle).then((outcome) => {
      if (isGone) return;
      setTexts(outcome.ok ? outcome.value : noReportTexts);
      if (!outcome.ok) setError(outcome.error);
    });
    return () => {
      isGone = true;
    };
  }, [exporting, handle]);
  const change = (next: Partial<ReportTexts>): void => setTexts({ ...(texts ?? noReportTexts), ...next });
  const save = async (): Promise<void> => {
    const failure = await exporting.setTexts(handle, texts ?? noReportTexts);
    if (failure === null) onClose();
    else setError(failure);
  };
  return (
    <WindowDialog
      title={words.titleAuthorAndComments}
      isOpen
      onClose={onClose}
      footer={
        <div className="dialog-actions">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button tone="primary" className="dialog-main-action" isDisabled={texts === null} onPress={() => void save()}>
            {words.save}
          </Button>
        </div>
      }
    >
      <p className="dialog-hint">{words.forReportsPDFAndHTML(name)}</p>
      {error === null ? null : (
        <p className="finding finding-warning" role="alert">
          {errorText(error)}
        </p>
      )}
      <div className="export-details">
        <TextField
          className="export-text"
          value={texts?.title ?? ""}
          maxLength={reportLimits.title}
          isDisabled={texts === null}
          onChange={(title) => change({ title })}
        >
          <Label className="field-label">{words.title}</Label>
          <Input className="export-input" placeholder={words.theNameOfTheSeries} />
        </TextField>
        <TextField
          className="export-text"
          value={texts?.author ?? ""}
          maxLength={reportLimits.author}
          isDisabled={texts === null}
          onChange={(author) => change({ author })}
        >
          <Label className="field-label">{words.author}</Label>
          <Input className="export-input" />
        </TextField>
        <TextField
          className="export-text"
          value={texts?.comments ?? ""}
          maxLength={reportLimits.comments}
          isDisabled={texts === null}
          onChange={(comments) => change({ comments })}
        >
          <Label className="field-label">{words.comments}</Label>
          <TextArea className="export-input export-comments" rows={6} />
        </TextField>
      </div>
    </WindowDialog>
  );
}
