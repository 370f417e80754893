import { useCallback, useDeferredValue, useMemo } from "react";
import type { ImportedDataset } from "#domain/dataset";
import { searchedText } from "#domain/series";
import { commonFrequency, useActive } from "#renderer/datasets";
import { useTables } from "#renderer/context";
import { formatCount, plural } from "#renderer/format";
import type { KnownProfile } from "#renderer/profiles";
import {
  Button,
  Choice,
  FindField,
  matching,
  sortedAgain,
  TableButtons,
  type WindowedColumn,
  WindowedTable,
} from "#renderer/ui";
import { useProfilePages, useProfilePagesState } from "./context.ts";
import { everything, filtersOf } from "./filters.ts";
import { fileOrder } from "./profile-pages.ts";
import { coarseColumns, insteadOf, listCells, listColumns, listRows, type ListRow, worstFirst } from "./rows.ts";
import { texts } from "./texts.ts";

const columns: readonly WindowedColumn<ListRow>[] = listColumns.map(({ textOf, ...column }) => ({
  ...column,
  cell: textOf,
}));

const idOf = ({ series }: ListRow): string => series.id;

/** All series of the dataset with what is known of each, sorted and narrowed. */
export function SeriesList({ dataset, known }: { readonly dataset: ImportedDataset; readonly known: KnownProfile }) {
  const pages = useProfilePages();
  const tables = useTables();
  const sorting = useProfilePagesState((state) => state.sorting);
  const filter = useProfilePagesState((state) => state.filter);
  const query = useProfilePagesState((state) => state.query);
  const words = useDeferredValue(query);
  const selected = useActive((open) => open.selection.series) ?? null;
  const { rows: profiled, overall, progress } = known;
  const sorted = useMemo(
    () => listRows(dataset.series, profiled, { filter, sorting }),
    [dataset, profiled, filter, sorting],
  );
  const rows = useMemo(() => matching(sorted, words, ({ series }) => searchedText(series)), [sorted, words]);
  const filters = useMemo(() => filtersOf(overall, commonFrequency(dataset)), [overall, dataset]);
  const state = progress?.state ?? null;
  const onSort = useCallback(
    (column: string) => pages.setList({ sorting: sortedAgain(pages.store.getState().sorting, column) }),
    [pages],
  );
  const onOpen = useCallback(({ series }: ListRow) => pages.showSeries(series.id), [pages]);
  const instead = useCallback(
    (row: ListRow) => {
      const special = insteadOf(row, state);
      return special === null ? null : { ...special, after: coarseColumns };
    },
    [state],
  );
  const order = [fileOrder, worstFirst].find(({ column }) => column === sorting.column)?.column ?? "column";
  return (
    <>
      <div className="profile-bar">
        <FindField
          className="profile-search"
          label={texts.findSeriesByName}
          placeholder={texts.findByName}
          value={query}
          onChange={(next) => pages.setList({ query: next })}
        />
        <Choice
          label={texts.show}
          value={filters.some(({ id }) => id === filter) ? filter : everything}
          options={filters}
          onChange={(next) => pages.setList({ filter: next })}
        />
        <Choice
          label={texts.order}
          value={order}
          options={[
            { id: fileOrder.column, label: "As in the file" },
            {
              id: worstFirst.column,
              label: "Worst first",
              detail: "Failed, empty and constant series, then by what is missing, irregular or anomalous",
            },
            ...(order === "column" ? [{ id: "column", label: "By a column" }] : []),
          ]}
          onChange={(id) => pages.setList({ sorting: id === worstFirst.column ? worstFirst : fileOrder })}
        />
        <div className="profile-bar-end">
          <p className="profile-soft" role="status">
            {rows.length === dataset.series.length
              ? plural(rows.length, "series", "series")
              : texts.of(formatCount(rows.length), plural(dataset.series.length, "series", "series"))}
          </p>
          <TableButtons
            onCopy={() => tables.copy(listCells(rows))}
            onSave={() => void tables.save(`${dataset.name} profile of series`, listCells(rows))}
          />
        </div>
      </div>
      <WindowedTable
        label={texts.seriesAndTheirProfiles}
        columns={columns}
        rows={rows}
        view={`${sorting.column} ${sorting.direction} ${filter} ${words}`}
        idOf={idOf}
        sorting={sorting}
        onSort={onSort}
        selected={selected}
        onOpen={onOpen}
        instead={instead}
        empty={
          <>
            <p>{texts.noSeriesMatches}</p>
            <Button onPress={() => pages.setList({ query: "", filter: everything })}>{texts.showAll}</Button>
          </>
        }
      />
    </>
  );
}
