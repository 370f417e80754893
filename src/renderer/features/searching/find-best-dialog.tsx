import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AppError } from "#domain/errors";
import { hasInfluences } from "#domain/influence";
import { maxHorizonSteps } from "#domain/series";
import { errorText, useChosenSeries, useClient, useView, useViewState } from "#renderer/context";
import { type OpenDataset, selectedSeries, useActive } from "#renderer/datasets";
import { formatCount, formatSteps, plural } from "#renderer/format";
import { TermText } from "#renderer/glossary";
import { useJobs } from "#renderer/jobs";
import { Button, Check, Choice, Segmented, StepsField, WindowDialog } from "#renderer/ui";
import { metrics } from "./metrics.ts";
import { effortText, initialDraft, type SearchDraft, searchOf } from "./settings.ts";
import { texts } from "./texts.ts";
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
    <WindowDialog title={texts.findTheBestModel} isOpen={isOpen} onClose={close}>
      <p>{texts.openAFileFirstThe}</p>
    </WindowDialog>
  );
}

/** Whether forecasts of a file know of any; false until that is known. */
function useInfluencesInUse(dataset: string): boolean {
  const client = useClient();
  const [isInUse, setInUse] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    void client.request("influences:get", { dataset }, { signal: abort.signal }).then((outcome) => {
      if (!abort.signal.aborted) setInUse(outcome.ok && hasInfluences(outcome.value.settings));
    });
    return () => abort.abort();
  }, [client, dataset]);
  return isInUse;
}

function SearchForm({ open, onClose }: { readonly open: OpenDataset; readonly onClose: () => void }) {
  const view = useView();
  const jobs = useJobs();
  const chosen = useChosenSeries(open.dataset.handle);
  const [draft, setDraft] = useState<SearchDraft>({
    ...initialDraft,
    scope: chosen.length > 1 ? "chosen" : "one",
    horizon: open.selection.horizon,
  });
  const [isStarting, setStarting] = useState(false);
  const starting = useRef<AbortController | null>(null);
  useEffect(() => () => starting.current?.abort(), []);
  const [error, setError] = useState<AppError | null>(null);
  const isInfluenced = useInfluencesInUse(open.dataset.handle);
  const change = (next: Partial<SearchDraft>): void => setDraft({ ...draft, ...next });
  const { dataset } = open;
  const series = selectedSeries(open);
  const count = { one: 1, chosen: chosen.length, all: dataset.series.length }[draft.scope];
  const start = async (): Promise<void> => {
    if (isStarting) return;
    const mine = new AbortController();
    starting.current = mine;
    setStarting(true);
    setError(null);
    const outcome = await jobs.start(searchOf(draft, dataset.handle, series.id, chosen), mine.signal);
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
      title={texts.findTheBestModel}
      isOpen
      onClose={onClose}
      footer={
        <div className="dialog-actions">
          <p className="search-effort" role="status">
            {isStarting ? texts.starting : texts.inTheBackground(effortText(draft, count))}
          </p>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button tone="primary" className="dialog-main-action" onPress={() => void start()}>
            {texts.startSearch}
          </Button>
        </div>
      }
    >
      <p className="search-lead">{texts.manyModelsAreTriedOn(count === 1 ? texts.theSeries : texts.eachSeries)}</p>
      {isInfluenced ? <p className="search-lead">{texts.withoutInfluences}</p> : null}
      {error === null ? null : (
        <p className="finding finding-warning search-error" role="alert">
          {errorText(error)}
        </p>
      )}
      <div className="rules">
        {dataset.series.length < 2 ? null : (
          <Row label={texts.series}>
            <Segmented
              label={texts.series}
              value={draft.scope}
              options={[
                {
                  id: "one",
                  label: <span className="search-series truncate">{series.id}</span>,
                  name: `This one: ${series.id}`,
                },
                ...(chosen.length > 1
                  ? [{ id: "chosen" as const, label: `The ${formatCount(chosen.length)} chosen` }]
                  : []),
                { id: "all", label: `All ${plural(dataset.series.length, "series", "series")}` },
              ]}
              onChange={(scope) => change({ scope })}
            />
            {draft.scope !== "one" ? (
              <Check isSelected={draft.isPooled} onChange={(isPooled) => change({ isPooled })}>
                {texts.oneModelForAllOf}
              </Check>
            ) : null}
          </Row>
        )}
        <StepsField
          className="search-number"
          label={texts.horizon}
          term={<TermText id="horizon">{texts.horizon}</TermText>}
          detail={texts.aheadAsInTheWindow(formatSteps(draft.horizon, series.frequency))}
          value={draft.horizon}
          max={maxHorizonSteps}
          onChange={(horizon) => change({ horizon })}
        />
        <Choice
          label={texts.judgeBy}
          description={metrics.find(({ id }) => id === draft.metric)?.detail ?? ""}
          value={draft.metric}
          options={metrics.map(({ id, label, detail }) => ({ id, label, detail }))}
          onChange={(metric) => change({ metric })}
        />
        <Row
          label={texts.howMuch}
          detail={draft.preset === "fast" ? texts.allModelsThatSuitThe : texts.aFixedGridOf526}
        >
          <Segmented
            label={texts.howMuch}
            value={draft.preset}
            options={[
              { id: "fast", label: "Fast" },
              { id: "full", label: "Full grid" },
            ]}
            onChange={(preset) => change({ preset })}
          />
        </Row>
        <Choice
          label={texts.stop}
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
            label={texts.minutes}
            detail={texts.ofComputingPausesDoNot}
            value={draft.minutes}
            max={10_000}
            onChange={(minutes) => change({ minutes })}
          />
        ) : null}
        {draft.budget === "trials" ? (
          <StepsField
            className="search-number"
            label={texts.trials}
            detail={texts.oneModelWithOneChoice}
            value={draft.trials}
            max={1_000_000}
            onChange={(trials) => change({ trials })}
          />
        ) : null}
        <StepsField
          className="search-number"
          label={texts.pastForecasts}
          term={<TermText id="past-forecast">{texts.pastForecasts}</TermText>}
          detail={texts.eachModelIsJudgedBy(plural(draft.origins, "past forecast", "past forecasts"))}
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
