import { BadgeCheck, FileSearch, Flag, Search, SearchX, SlidersHorizontal, TriangleAlert, X } from "lucide-react";
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from "react";
import {
  Button as AriaButton,
  Input,
  ListBox,
  ListBoxItem,
  ListLayout,
  SearchField,
  Virtualizer,
} from "react-aria-components";
import type { Dataset, ImportedDataset } from "#domain/dataset";
import type { SeriesSummary } from "#domain/series";
import { countedFlags, flaggedSteps, rootScale } from "#renderer/charts";
import { formatCount, frequencyName, formatSteps, plural } from "#renderer/format";
import { countForAttention, fileSteps, useActive, useDatasets } from "#renderer/datasets";
import { useAdopted } from "#renderer/jobs";
import { useView, useViewState } from "#renderer/context";
import { Button, IconButton, matching } from "#renderer/ui";
import { shortcutOf } from "#renderer/commands";
import "./series.css";

/** Pixels, at the usual size of text. */
const rowHeight = 50;

/** The dataset in front: how its file was read, and its series. */
export function Sidebar() {
  const dataset = useActive((open) => open.dataset);
  const view = useView();
  const isSidebarShown = useViewState((state) => state.isSidebarShown);
  const isDrawerOpen = useViewState((state) => state.isDrawerOpen);
  if (dataset === undefined) return null;
  return (
    <aside
      className="sidebar"
      aria-label="Series"
      hidden={!isSidebarShown && !isDrawerOpen}
      onKeyDown={(event) => {
        if (event.key === "Escape" && isDrawerOpen) view.setState({ isDrawerOpen: false });
      }}
    >
      <FileSummary dataset={dataset} />
      {/* Keyed by file: a search in one says nothing about the other. */}
      <SeriesList key={dataset.handle} dataset={dataset} />
      <ExplanatoryColumns columns={dataset.columns} />
    </aside>
  );
}

function FileSummary({ dataset }: { readonly dataset: ImportedDataset }) {
  const view = useView();
  const isReportShown = useViewState((state) => state.isReportShown);
  const warnings = countForAttention(dataset.warnings);
  return (
    <div className="file">
      <div className="file-head">
        <h2 className="file-name truncate" title={dataset.name}>
          {dataset.name}
        </h2>
        <IconButton label="Import settings" onPress={() => view.setState({ dialog: "import" })}>
          <SlidersHorizontal aria-hidden />
        </IconButton>
      </div>
      <p className="file-facts">
        {plural(dataset.file.dataRows, "row", "rows")} · {plural(dataset.series.length, "series", "series")}
        {dataset.settings.isOneShot === true ? " · not kept" : null}
      </p>
      <AriaButton
        className="file-understood"
        aria-expanded={isReportShown}
        onPress={() => view.setState({ isReportShown: !isReportShown, isQueueShown: false, isDrawerOpen: false })}
      >
        {warnings > 0 ? <TriangleAlert aria-hidden className="warn" /> : <FileSearch aria-hidden />}
        <span>How the file was read</span>
        {warnings > 0 ? (
          <span className="file-findings">
            <span aria-hidden="true">{formatCount(warnings)}</span>
            <span className="visually-hidden">{plural(warnings, "warning", "warnings")}</span>
          </span>
        ) : null}
      </AriaButton>
    </div>
  );
}

function SeriesList({ dataset }: { readonly dataset: Dataset }) {
  const view = useView();
  const datasets = useDatasets();
  const selected = useActive((open) => open.selection.series);
  const [query, setQuery] = useState("");
  const deferred = useDeferredValue(query);
  const items = useMemo(() => matching(dataset.series, deferred, ({ id }) => id), [dataset, deferred]);
  const isSearchable = dataset.series.length > 1;
  // Where all have the same steps the heading beside the chart says it.
  const hasSteps = useMemo(() => fileSteps(dataset).length > 1, [dataset]);
  const select = (id: string): void => {
    view.setState({ zoom: null });
    datasets.selectSeries(id);
  };

  // From the field straight to what was found: Enter takes the first, Arrow down also moves into the list.
  const onSearchKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    const [first] = items;
    if (first === undefined) return;
    event.preventDefault();
    select(first.id);
    if (event.key === "ArrowDown") document.querySelector<HTMLElement>(".series-list")?.focus();
  };
  return (
    <>
      {isSearchable ? (
        <SearchField
          className="search"
          aria-label="Search series"
          value={query}
          onChange={setQuery}
          onKeyDown={onSearchKey}
          data-search=""
        >
          <Search aria-hidden className="search-icon" />
          <Input className="search-input" placeholder={`Search ${formatCount(dataset.series.length)} series`} />
          <kbd className="search-key">{shortcutOf("search")}</kbd>
          <AriaButton className="search-clear">
            <X aria-hidden />
          </AriaButton>
        </SearchField>
      ) : null}
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: rowHeight * rootScale(), padding: 6, gap: 1 }}>
        <ListBox
          className="series-list"
          aria-label="Series"
          items={items}
          selectionMode="single"
          // Moving with the arrow keys selects, as in any list that has a view beside it.
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={selected === undefined ? [] : [selected]}
          onSelectionChange={(keys) => {
            const [next] = keys === "all" ? [] : keys;
            if (next !== undefined) select(String(next));
          }}
          renderEmptyState={() => (
            <div className="list-empty">
              <SearchX aria-hidden />
              <p>No series matches “{deferred}”.</p>
              <Button onPress={() => setQuery("")}>Show all</Button>
            </div>
          )}
        >
          {(series) => <SeriesItem series={series} hasStep={hasSteps} />}
        </ListBox>
      </Virtualizer>
    </>
  );
}

/** They are in the file and no series: whoever looks for one of them finds it said. */
function ExplanatoryColumns({ columns }: Pick<Dataset, "columns">) {
  const names = columns.flatMap(({ name, role }) => (role === "covariate" ? [name] : []));
  if (names.length === 0) return null;
  return (
    <p className="explanatory truncate" title={names.join(", ")}>
      <span className="explanatory-title">Explanatory</span> {names.join(", ")}
    </p>
  );
}

function SeriesItem({ series, hasStep }: { readonly series: SeriesSummary; readonly hasStep: boolean }) {
  const flagged = flaggedSteps(series.flags);
  return (
    <ListBoxItem id={series.id} textValue={series.id} className="series-item">
      <span className="series-line">
        <span className="series-name truncate">{series.id}</span>
        <AdoptedMark series={series.id} />
        {flagged === 0 ? null : (
          <span className="series-flags" title={countedFlags(series.flags, formatCount)}>
            <Flag aria-hidden />
            <span aria-hidden="true">{formatCount(flagged)}</span>
            <span className="visually-hidden">{formatSteps(flagged, series.frequency, "flagged")}</span>
          </span>
        )}
      </span>
      <span className="series-facts truncate">
        {hasStep ? `${frequencyName(series.frequency)} · ` : null}
        {formatSteps(series.steps, series.frequency)}
        {series.missing > 0 ? <span className="series-missing"> · {formatCount(series.missing)} missing</span> : null}
      </span>
    </ListBoxItem>
  );
}

function AdoptedMark({ series }: { readonly series: string }) {
  const isAdopted = useAdopted().has(series);
  if (!isAdopted) return null;
  return (
    <span className="series-adopted" title="A model was adopted">
      <BadgeCheck aria-hidden />
      <span className="visually-hidden">with an adopted model</span>
    </span>
  );
}
