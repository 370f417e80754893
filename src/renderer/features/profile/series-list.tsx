import { Search, X } from "lucide-react";
import { useCallback, useDeferredValue, useMemo } from "react";
import { Button as AriaButton, Input, SearchField } from "react-aria-components";
import type { ImportedDataset } from "#domain/dataset";
import { commonFrequency, useActive } from "#renderer/datasets";
import { useTables } from "#renderer/context";
import { formatCount, plural } from "#renderer/format";
import type { KnownProfile } from "#renderer/profiles";
import { Button, Choice, matching, sortedAgain, TableButtons, type WindowedColumn, WindowedTable } from "#renderer/ui";
import { useProfilePages, useProfilePagesState } from "./context.ts";
import { everything, filtersOf } from "./filters.ts";
import { fileOrder } from "./profile-pages.ts";
import { coarseColumns, insteadOf, listCells, listColumns, listRows, type ListRow, worstFirst } from "./rows.ts";

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
  const rows = useMemo(() => matching(sorted, words, ({ series }) => series.id), [sorted, words]);
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
        <SearchField
          className="search profile-search"
          aria-label="Find series by name"
          value={query}
          onChange={(next) => pages.setList({ query: next })}
        >
          <Search aria-hidden className="search-icon" />
          <Input className="search-input" placeholder="Find by name" />
          <AriaButton className="search-clear">
            <X aria-hidden />
          </AriaButton>
        </SearchField>
        <Choice
          label="Show"
          value={filters.some(({ id }) => id === filter) ? filter : everything}
          options={filters}
          onChange={(next) => pages.setList({ filter: next })}
        />
        <Choice
          label="Order"
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
              : `${formatCount(rows.length)} of ${plural(dataset.series.length, "series", "series")}`}
          </p>
          <TableButtons
            onCopy={() => tables.copy(listCells(rows))}
            onSave={() => void tables.save(`${dataset.name} profile of series`, listCells(rows))}
          />
        </div>
      </div>
      <WindowedTable
        label="Series and their profiles"
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
            <p>No series matches.</p>
            <Button onPress={() => pages.setList({ query: "", filter: everything })}>Show all</Button>
          </>
        }
      />
    </>
  );
}
