import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AppError } from "#domain/errors";
import { maxHorizonSteps } from "#domain/series";
import { errorText, useView, useViewState } from "#renderer/context";
import { type OpenDataset, selectedSeries, useActive } from "#renderer/datasets";
import { formatSteps, plural } from "#renderer/format";
import { useJobs } from "#renderer/jobs";
import { Button, Check, Choice, Segmented, StepsField, WindowDialog } from "#renderer/ui";
import { metrics } from "./metrics.ts";
import { effortText, initialDraft, type SearchDraft, searchOf } from "./settings.ts";
import "./searching.css";

/** What to search for; the search itself runs in the queue. */
export function FindBestDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "find-best");
  const open = useActive((current) => current);
  const close = (): void => view.setState({ dialog: null });
  // A part of its own while it is open: every time begins with what is on the screen.
  return isOpen && open !== undefined ? (
    <SearchForm open={open} onClose={close} />
  ) : (
    <WindowDialog title="Find the best model" isOpen={isOpen} onClose={close}>
      <p>Open a file first: the search is for its series.</p>
    </WindowDialog>
  );
}

function SearchForm({ open, onClose }: { readonly open: OpenDataset; readonly onClose: () => void }) {
  const view = useView();
  const jobs = useJobs();
  const [draft, setDraft] = useState<SearchDraft>({ ...initialDraft, horizon: open.selection.horizon });
  const [isStarting, setStarting] = useState(false);
  const starting = useRef<AbortController | null>(null);
  useEffect(() => () => starting.current?.abort(), []);
  const [error, setError] = useState<AppError | null>(null);
  const change = (next: Partial<SearchDraft>): void => setDraft({ ...draft, ...next });
  const { dataset } = open;
  const series = selectedSeries(open);
  const count = draft.isForAll ? dataset.series.length : 1;
  const start = async (): Promise<void> => {
    if (isStarting) return;
    const mine = new AbortController();
    starting.current = mine;
    setStarting(true);
    setError(null);
    const outcome = await jobs.start(searchOf(draft, dataset.handle, series.id), mine.signal);
    // The dialog was closed: another one may be open by now.
    if (mine.signal.aborted) return;
    setStarting(false);
    if (!outcome.ok) {
      setError(outcome.error);
      return;
    }
    view.setState({ dialog: null, isQueueShown: true, isReportShown: false });
  };
  return (
    <WindowDialog
      title="Find the best model"
      isOpen
      onClose={onClose}
      footer={
        <div className="dialog-actions">
          <p className="search-effort" role="status">
            {isStarting ? "Starting…" : `${effortText(draft, count)}, in the background`}
          </p>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="primary" className="dialog-main-action" onPress={() => void start()}>
            Start search
          </Button>
        </div>
      }
    >
      <p className="search-lead">
        Many models are tried on the past of {count === 1 ? "the series" : "each series"}. The best is then checked on
        newer past that the search never saw.
      </p>
      {error === null ? null : (
        <p className="finding finding-warning search-error" role="alert">
          {errorText(error)}
        </p>
      )}
      <div className="rules">
        {dataset.series.length < 2 ? null : (
          <Row label="Series">
            <Segmented
              label="Series"
              value={draft.isForAll ? "all" : "one"}
              options={[
                {
                  id: "one",
                  label: <span className="search-series truncate">{series.id}</span>,
                  name: `This one: ${series.id}`,
                },
                { id: "all", label: `All ${plural(dataset.series.length, "series", "series")}` },
              ]}
              onChange={(next) => change({ isForAll: next === "all" })}
            />
            {draft.isForAll ? (
              <Check isSelected={draft.isPooled} onChange={(isPooled) => change({ isPooled })}>
                One model for all of them
              </Check>
            ) : null}
          </Row>
        )}
        <StepsField
          className="search-number"
          label="Horizon"
          detail={`${formatSteps(draft.horizon, series.frequency)} ahead, as in the window`}
          value={draft.horizon}
          max={maxHorizonSteps}
          onChange={(horizon) => change({ horizon })}
        />
        <Choice
          label="Judge by"
          description={metrics.find(({ id }) => id === draft.metric)?.detail ?? ""}
          value={draft.metric}
          options={metrics.map(({ id, label, detail }) => ({ id, label, detail }))}
          onChange={(metric) => change({ metric })}
        />
        <Row
          label="How much"
          detail={
            draft.preset === "fast"
              ? "All models that suit the series, each with its most promising settings. Narrows down quickly."
              : "A fixed grid of 526 models and settings for each series. Thorough, and much slower."
          }
        >
          <Segmented
            label="How much"
            value={draft.preset}
            options={[
              { id: "fast", label: "Fast" },
              { id: "full", label: "Full grid" },
            ]}
            onChange={(preset) => change({ preset })}
          />
        </Row>
        <Choice
          label="Stop"
          value={draft.budget}
          options={[
            { id: "none", label: "When all has been tried" },
            { id: "minutes", label: "After some minutes" },
            { id: "trials", label: "After some trials" },
          ]}
          onChange={(budget) => change({ budget: budget as SearchDraft["budget"] })}
        />
        {draft.budget === "minutes" ? (
          <StepsField
            className="search-number"
            label="Minutes"
            detail="Of computing; pauses do not count"
            value={draft.minutes}
            max={10_000}
            onChange={(minutes) => change({ minutes })}
          />
        ) : null}
        {draft.budget === "trials" ? (
          <StepsField
            className="search-number"
            label="Trials"
            detail="One model with one choice of settings each"
            value={draft.trials}
            max={1_000_000}
            onChange={(trials) => change({ trials })}
          />
        ) : null}
        <StepsField
          className="search-number"
          label="Past forecasts"
          detail={`Each model is judged by ${plural(draft.origins, "past forecast", "past forecasts")}, fewer where the series is short`}
          value={draft.origins}
          max={200}
          onChange={(origins) => change({ origins })}
        />
      </div>
    </WindowDialog>
  );
}

/** A rule whose control has its own name. */
function Row({
  label,
  detail,
  children,
}: {
  readonly label: string;
  readonly detail?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="field search-row">
      <span className="field-label" aria-hidden="true">
        {label}
      </span>
      <div className="search-controls">{children}</div>
      {detail === undefined ? null : <p className="rule-detail">{detail}</p>}
    </div>
  );
}
