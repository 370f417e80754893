import { useEffect, useMemo, useState } from "react";
import type { ImportedDataset } from "#domain/dataset";
import { columnWords, type CorrelationReport, type SeriesCorrelation } from "#domain/profile";
import type { Frequency, SeriesValues } from "#domain/series";
import type { AppError } from "#domain/errors";
import { MarkShape, PlainChartView } from "#renderer/charts";
import { type TableCells, useClient, useTables } from "#renderer/context";
import { fixed, formatCount, formatSteps, plural, pValue } from "#renderer/format";
import type { KnownProfile } from "#renderer/profiles";
import {
  Button,
  sortedAgain,
  sortedBy,
  type Sorting,
  TableButtons,
  type WindowedColumn,
  WindowedTable,
} from "#renderer/ui";
import { useProfilePages } from "./context.ts";
import { pairFigure } from "./figures.ts";
import { chanceText, correlationText, strengthWord } from "./words.ts";
import { texts } from "./texts.ts";

interface Pair extends SeriesCorrelation {
  readonly id: string;
  readonly text: string;
  readonly frequency: Frequency;
}

interface PairColumn extends WindowedColumn<Pair> {
  readonly valueOf: (pair: Pair) => number | string;
}

const { lag, coefficient, correlationP, pairs: sharedSteps } = columnWords;

const columns: readonly PairColumn[] = [
  {
    id: "text",
    title: "What it says",
    explanation: "Which series moves with which, and which of them moves first",
    width: 20,
    isText: true,
    cell: ({ text }) => text,
    valueOf: ({ text }) => text,
  },
  {
    id: "coefficient",
    title: coefficient.label,
    explanation: `${coefficient.words} Sorted by its size`,
    width: 6.5,
    cell: ({ coefficient: value }) => fixed(value, 2),
    valueOf: ({ coefficient: value }) => Math.abs(value),
  },
  {
    id: "strength",
    title: "Strength",
    explanation: "Strong from 0.7 on, moderate from 0.35 on, in size",
    width: 6,
    isText: true,
    cell: ({ coefficient: value }) => strengthWord(value),
    valueOf: ({ coefficient: value }) => Math.abs(value),
  },
  {
    id: "lag",
    title: lag.label,
    explanation: lag.words,
    width: 6.5,
    cell: ({ lag: steps, frequency }) => formatSteps(steps, frequency),
    valueOf: ({ lag: steps }) => steps,
  },
  {
    id: "steps",
    title: sharedSteps.label,
    explanation: sharedSteps.words,
    width: 7,
    cell: ({ steps }) => formatCount(steps),
    valueOf: ({ steps }) => steps,
  },
  {
    id: "p",
    title: correlationP.label,
    explanation: correlationP.words,
    width: 11,
    isText: true,
    cell: ({ p }) => `${pValue(p)}, ${chanceText(p)}`,
    valueOf: ({ p }) => p,
  },
];

const strongestFirst: Sorting = { column: "coefficient", direction: "descending" };

/** Which series of the dataset move together, and which of them first. */
export function Correlations({ dataset, known }: { readonly dataset: ImportedDataset; readonly known: KnownProfile }) {
  const { correlations, progress } = known;
  if (correlations !== null) return <Report dataset={dataset} report={correlations} />;
  const isOver = progress !== null && ["completed", "cancelled", "failed", "none", "unkept"].includes(progress.state);
  return (
    <div className="profile-empty">
      <p>{isOver ? texts.theSeriesHaveNotBeen : texts.theSeriesAreComparedWith}</p>
    </div>
  );
}

function Report({ dataset, report }: { readonly dataset: ImportedDataset; readonly report: CorrelationReport }) {
  const tables = useTables();
  const [sorting, setSorting] = useState(strongestFirst);
  const [chosen, setChosen] = useState<string | null>(null);
  const pairs = useMemo(() => {
    const frequencies = new Map(dataset.series.map(({ id, frequency }) => [id, frequency]));
    return report.pairs.flatMap((pair): Pair[] => {
      const frequency = frequencies.get(pair.first);
      const id = JSON.stringify([pair.first, pair.second, pair.lag]);
      return frequency === undefined ? [] : [{ ...pair, id, frequency, text: correlationText(pair, frequency) }];
    });
  }, [dataset, report]);
  const rows = useMemo(() => {
    const column = columns.find(({ id }) => id === sorting.column);
    return column === undefined ? pairs : sortedBy(pairs, column.valueOf, sorting.direction);
  }, [pairs, sorting]);
  const shown = rows.find(({ id }) => id === chosen);
  return (
    <>
      <div className="profile-bar">
        <p className="profile-soft">
          {texts.togetherByMoreThanChance(
            plural(report.pairs.length, "pair moves", "pairs move"),
            formatCount(report.pairsTested),
            plural(report.series, "series", "series"),
            plural(report.maxLag, "step", "steps"),
            report.notes.join(" "),
          )}
        </p>
        <TableButtons
          isDisabled={rows.length === 0}
          onCopy={() => tables.copy(pairCells(rows))}
          onSave={() => void tables.save(`${dataset.name} correlations`, pairCells(rows))}
        />
      </div>
      <WindowedTable
        label={texts.pairsOfSeriesThatMove}
        columns={columns}
        rows={rows}
        view={`${sorting.column} ${sorting.direction}`}
        idOf={({ id }) => id}
        sorting={sorting}
        onSort={(column) => setSorting((before) => sortedAgain(before, column))}
        selected={chosen}
        onOpen={({ id }) => setChosen(id)}
        empty={<p>{texts.noTwoSeriesMoveTogether}</p>}
      />
      {shown === undefined ? null : <PairView key={shown.id} dataset={dataset.handle} pair={shown} />}
    </>
  );
}

function pairCells(pairs: readonly Pair[]): TableCells {
  return [
    ["First", "Second", "Lag in steps", "Correlation", "Shared steps", "p", "What it says"],
    ...pairs.map(({ first, second, lag: steps, coefficient: value, steps: shared, p, text }) => [
      first,
      second,
      steps,
      value,
      shared,
      p,
      text,
    ]),
  ];
}

/** Both series of a pair over each other, and the way to each. */
function PairView({ dataset, pair }: { readonly dataset: string; readonly pair: Pair }) {
  const client = useClient();
  const pages = useProfilePages();
  const { first, second, lag: steps, frequency, text } = pair;
  const [values, setValues] = useState<readonly [SeriesValues, SeriesValues] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const ask = (series: string) => client.request("series:values", { dataset, series }, { signal: abort.signal });
    void Promise.all([ask(first), ask(second)]).then(([one, other]) => {
      if (abort.signal.aborted) return;
      if (one.ok && other.ok) setValues([one.value, other.value]);
      else setError(one.ok ? (other.ok ? null : other.error) : one.error);
    });
    return () => abort.abort();
  }, [client, dataset, first, second]);
  const figure = useMemo(
    () => (values === null ? null : pairFigure(values[0], values[1], steps, frequency)),
    [values, steps, frequency],
  );
  return (
    <section className="profile-section profile-pair" aria-label={text}>
      <div className="profile-bar">
        <h2 className="profile-heading">{text}</h2>
        {[first, second].map((series) => (
          <Button key={series} onPress={() => pages.showSeries(series)}>
            {texts.examine(series)}
          </Button>
        ))}
      </div>
      {error === null ? null : (
        <p className="profile-note" role="alert">
          {error.message} {error.hint}
        </p>
      )}
      <ul className="profile-pair-keys">
        <li>
          <MarkShape index={0} /> {first}
        </li>
        <li>
          <MarkShape index={1} /> {second}
          {steps === 0 ? null : texts.drawnEarlier(formatSteps(steps, frequency))}
        </li>
      </ul>
      <div className="profile-canvas" style={{ height: "13rem" }}>
        {figure === null ? null : (
          <PlainChartView
            figure={figure}
            description={texts.andOverTimeEachIn(
              first,
              second,
              steps === 0 ? "" : texts.isDrawnEarlier(second, formatSteps(steps, frequency)),
            )}
          />
        )}
      </div>
    </section>
  );
}
