import { Check as CheckMark, GitCompareArrows } from "lucide-react";
import { useRef } from "react";
import type { SearchResult } from "#domain/job";
import { errorText, useView, useViewState } from "#renderer/context";
import { TermText } from "#renderer/glossary";
import { useDatasetsState } from "#renderer/datasets";
import { plural } from "#renderer/format";
import {
  type AdoptedMethods,
  adoptedOf,
  AdoptionUndo,
  useJobsState,
  useMethods,
  useMethodsState,
  useOpenComparison,
  useResults,
  useResultsState,
} from "#renderer/jobs";
import { Button, WindowDialog } from "#renderer/ui";
import { Leaderboard } from "./leaderboard.tsx";
import { NotTriedList } from "./not-tried-list.tsx";
import { RankBar } from "./rank-bar.tsx";
import { effortDone, isTooShortToCompare, listWords } from "./result-words.ts";
import { Winner, WinnerList } from "./winners.tsx";
import { texts } from "./texts.ts";
import "./searching.css";

/** What a search found, and what to do with it. */
export function ResultDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "result");
  const id = useResultsState((state) => state.job);
  const name = useJobsState((state) => state.jobs.find((job) => job.id === id)?.name);
  const result = useResultsState((state) => state.result);
  return (
    <WindowDialog
      title={name === undefined ? texts.resultOfTheSearch : texts.bestModelsFor(name)}
      size="wide"
      isOpen={isOpen}
      onClose={() => view.setState({ dialog: null })}
      {...(result === null ? {} : { footer: <Actions result={result} name={name ?? "the file"} /> })}
    >
      <Content />
    </WindowDialog>
  );
}

function Content() {
  const results = useResults();
  const { result, error, isLoading } = useResultsState((state) => state);
  const problem =
    error === null ? null : (
      <div className="finding finding-warning search-error" role="alert">
        <p>{errorText(error)}</p>
        <Button onPress={() => results.retry()}>{texts.tryAgain}</Button>
      </div>
    );
  if (result === null) return problem ?? <p className="dialog-none">{texts.loading}</p>;
  return (
    <div className="result" aria-busy={isLoading}>
      {problem}
      <Winners result={result} />
      <h3 className="dialog-section">{texts.allModels}</h3>
      {result.winners.some(({ honestScore }) => honestScore !== null) ? (
        <p className="dialog-hint">
          {texts.measuredOnNewerPastThat}
          <TermText id="search">{texts.search}</TermText>
          {texts.neverSawTheChoiceWas}
          <TermText id="no-clear-difference">{texts.mayBeChance}</TermText>.
        </p>
      ) : null}
      <RankBar result={result} />
      <Leaderboard result={result} />
      {isTooShortToCompare(result) ? <p className="dialog-hint">{texts.theseAreTooFewForecasts}</p> : null}
      <NotTriedList notTried={result.notTried} series={result.winners.length} />
      <p className="dialog-hint result-effort">{effortDone(result)}.</p>
    </div>
  );
}

function Winners({ result }: { readonly result: SearchResult }) {
  const adoption = useAdoption(result);
  const [first] = result.winners;
  if (first === undefined) return <p className="dialog-lead">{texts.noModelCouldBeFitted}</p>;
  if (result.winners.length === 1 && result.tooShort.length === 0)
    return <Winner winner={first} metric={result.metric} adoption={adoption} />;
  return (
    <>
      <WinnerList
        winners={result.winners}
        metric={result.metric}
        adoption={adoption}
        isPooled={result.settings.isPooled}
      />
      {listWords(result).map((words) => (
        <p key={words} className="dialog-hint">
          {words}
        </p>
      ))}
    </>
  );
}

export interface Adoption {
  readonly adopted: AdoptedMethods;
  /** False where the data of the search are not open in this window. */
  readonly isPossible: boolean;
  /** Adopts what is best for these series, or gives them back. */
  change(series: readonly string[], isAdopted: boolean): void;
}

function useAdoption({ dataset, job, winners }: SearchResult): Adoption {
  const methods = useMethods();
  const adopted = useMethodsState((state) => adoptedOf(state, dataset));
  const isPossible = useDatasetsState(({ open }) => open.some((each) => each.dataset.handle === dataset));
  return {
    adopted,
    isPossible,
    change(series, isAdopted) {
      const wanted = new Set(series);
      const choices = winners
        .filter((winner) => wanted.has(winner.series))
        .map(({ series: one, id }) => ({ series: one, method: isAdopted ? id : null }));
      void methods.adopt(dataset, choices, isAdopted ? job : null);
    },
  };
}

/** Beyond these a comparison shows nothing any more. */
const compared = 5;

function Actions({ result, name }: { readonly result: SearchResult; readonly name: string }) {
  const view = useView();
  const openComparison = useOpenComparison();
  const bar = useRef<HTMLDivElement>(null);
  const adoption = useAdoption(result);
  const selected = useDatasetsState(
    ({ open }) => open.find((each) => each.dataset.handle === result.dataset)?.selection.series,
  );
  const { winners, leaderboard, dataset } = result;
  const rest = winners.filter(({ series, id }) => adoption.adopted.get(series)?.method !== id);
  const index = Math.max(
    winners.findIndex(({ series }) => series === selected),
    0,
  );
  const shown = winners[index];
  const compare = (): void => {
    if (shown === undefined) return;
    const models = leaderboard.flatMap((row) => row.methods[index] ?? []).slice(0, compared);
    view.setState({ dialog: null });
    openComparison({ dataset, series: shown.series, models });
  };
  return (
    <div ref={bar} tabIndex={-1} className="dialog-actions" role="group" aria-label={texts.whatToDoWithThe}>
      <p className="search-effort" role="status">
        {adoption.isPossible ? "" : texts.openToAdoptAModel(name)}
      </p>
      {adoption.isPossible ? <AdoptionUndo dataset={dataset} /> : null}
      <Button isDisabled={!adoption.isPossible || shown === undefined} onPress={compare}>
        <GitCompareArrows aria-hidden />
        {texts.compareInDepth}
      </Button>
      {winners.length < 2 ? null : (
        <Button
          tone="primary"
          isDisabled={!adoption.isPossible || rest.length === 0}
          onPress={() => {
            // The button is of no use then: the focus must not go with it, or no key would reach the dialog any more.
            bar.current?.focus();
            adoption.change(
              winners.map(({ series }) => series),
              true,
            );
          }}
        >
          {rest.length === 0 ? <CheckMark aria-hidden /> : null}
          {rest.length === 0 ? texts.adoptedForAll : texts.adoptForAll(plural(winners.length, "series", "series"))}
        </Button>
      )}
    </div>
  );
}
