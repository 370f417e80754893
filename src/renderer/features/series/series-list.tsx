import { BadgeCheck, Flag, Search, SearchX, X } from "lucide-react";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import {
  Button as AriaButton,
  Collection,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  ListLayout,
  SearchField,
  Virtualizer,
} from "react-aria-components";
import { type Dataset, groupColumnsOf, partsOf } from "#domain/dataset";
import { searchedText, type SeriesSummary } from "#domain/series";
import { countedFlags, flaggedSteps, rootScale } from "#renderer/charts";
import { shortcutOf } from "#renderer/commands";
import { useView } from "#renderer/context";
import { fileSteps, useActive, useDatasets } from "#renderer/datasets";
import { formatCompact, formatCount, formatSteps, formatTime, frequencyName, percent, signed } from "#renderer/format";
import { useAdopted } from "#renderer/jobs";
import {
  changeOf,
  knownOf,
  type Look,
  numbersOf,
  type OverviewRow,
  shortNames,
  Sparkline,
  tableOf,
  TrustDot,
  useOverview,
  useOverviewState,
} from "#renderer/overview";
import { Button, matching } from "#renderer/ui";
import { texts } from "./texts.ts";

/** Pixels, at the usual size of text. */
const rowHeight = 30;
const headingHeight = 28;
/** Of a row, in rem, beside the name. */
const besideNameRem = 14.2;
const characterRem = 0.48;
/** From here on "1.2M" stands for the last value. */
const compactFrom = 1e6;

interface Item {
  readonly series: SeriesSummary;
  readonly place: number;
  /** As there is room for it. */
  readonly name: string;
}

/** The series of a dataset, to choose the one that is shown; under headings where their names have several parts. */
export function SeriesList({ dataset, widthRem }: { readonly dataset: Dataset; readonly widthRem: number }) {
  const view = useView();
  const datasets = useDatasets();
  const selected = useActive((open) => open.selection.series);
  const [query, setQuery] = useState("");
  const deferred = useDeferredValue(query);
  const all = useItems(dataset, widthRem);
  const items = useMemo(() => found(all, deferred), [all, deferred]);
  const sections = useMemo(() => sectionsOf(dataset, items), [dataset, items]);
  const isSearchable = dataset.series.length > 1;
  // Where all have the same steps the heading beside the chart says it.
  const hasSteps = useMemo(() => fileSteps(dataset).length > 1, [dataset]);
  const onSight = useSight(dataset.handle);
  const select = (id: string): void => {
    view.setState({ zoom: null });
    datasets.selectSeries(id);
  };

  // From the field straight to what was found: Enter takes the first, Arrow down also moves into the list.
  const onSearchKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    // What is typed counts, also where the list still shows what was found before it.
    const now = found(all, query);
    const [first] = sectionsOf(dataset, now)?.[0]?.items ?? now;
    if (first === undefined) return;
    event.preventDefault();
    select(first.series.id);
    // The list selects what it takes the focus to, which is what it was last drawn with as selected.
    if (event.key === "ArrowDown") queueMicrotask(() => document.querySelector<HTMLElement>(".series-list")?.focus());
  };
  const drawItem = (item: Item) => (
    <ListBoxItem id={item.series.id} textValue={item.series.id} className="series-item">
      <SeriesItem item={item} dataset={dataset.handle} hasStep={hasSteps} onSight={onSight} />
    </ListBoxItem>
  );
  return (
    <>
      {isSearchable ? (
        <SearchField
          className="search"
          aria-label={texts.searchSeries}
          value={query}
          onChange={setQuery}
          onKeyDown={onSearchKey}
          data-search=""
        >
          <Search aria-hidden className="search-icon" />
          <Input className="search-input" placeholder={texts.searchSeries2(formatCount(dataset.series.length))} />
          <kbd className="search-key">{shortcutOf("search")}</kbd>
          <AriaButton className="search-clear">
            <X aria-hidden />
          </AriaButton>
        </SearchField>
      ) : null}
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{
          rowHeight: rowHeight * rootScale(),
          headingHeight: headingHeight * rootScale(),
          padding: 6,
          gap: 1,
        }}
      >
        <ListBox
          className="series-list"
          aria-label={texts.series}
          selectionMode="single"
          // Moving with the arrow keys selects, as in any list that has a view beside it.
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={selected === undefined ? [] : [selected]}
          onSelectionChange={(keys) => {
            const [next] = keys === "all" ? [] : keys;
            if (next !== undefined) select(String(next));
          }}
          // A double click, or Enter: from whatever page to the forecast.
          onAction={(key) => {
            select(String(key));
            view.setState({ page: "forecast" });
          }}
          renderEmptyState={() => (
            <div className="list-empty">
              <SearchX aria-hidden />
              <p>{texts.noSeriesMatches(deferred)}</p>
              <Button onPress={() => setQuery("")}>{texts.showAll}</Button>
            </div>
          )}
        >
          {sections === null ? (
            <Collection items={items.map((item) => ({ ...item, id: item.series.id }))}>{drawItem}</Collection>
          ) : (
            <Collection items={sections}>
              {({ id, items: inside }) => (
                <ListBoxSection id={id}>
                  <Header className="series-section truncate">{id}</Header>
                  <Collection items={inside.map((item) => ({ ...item, id: item.series.id }))}>{drawItem}</Collection>
                </ListBoxSection>
              )}
            </Collection>
          )}
        </ListBox>
      </Virtualizer>
    </>
  );
}

const found = (items: readonly Item[], query: string): readonly Item[] =>
  matching(items, query, ({ series }) => searchedText(series));

/** In the order of the file, each with a name that fits: under a heading without the part that this says. */
function useItems(dataset: Dataset, widthRem: number): readonly Item[] {
  const room = Math.floor((widthRem - besideNameRem) / characterRem);
  return useMemo(() => {
    const parts = groupColumnsOf(dataset).length;
    const whole = dataset.series.map(({ id }) => partsOf(id, parts)?.slice(1).join(" / ") ?? id);
    const short = shortNames(whole, room);
    return dataset.series.map((series, place) => ({ series, place, name: short[place] ?? series.id }));
  }, [dataset, room]);
}

interface Section {
  readonly id: string;
  readonly items: readonly Item[];
}

/** Series whose names have no such parts. */
const otherName = "Other";

/** By the first part of their names; null where that would say nothing: one heading, or one for each series. */
function sectionsOf(dataset: Dataset, items: readonly Item[]): readonly Section[] | null {
  const parts = groupColumnsOf(dataset).length;
  if (parts === 0) return null;
  const sections = new Map<string, Item[]>();
  for (const item of items) {
    const name = partsOf(item.series.id, parts)?.[0] ?? otherName;
    const known = sections.get(name);
    if (known === undefined) sections.set(name, [item]);
    else known.push(item);
  }
  return [...sections].map(([id, inside]) => ({ id, items: inside }));
}

/** Rows that come into sight are asked about, and nothing is computed for that. */
function useSight(dataset: string): (place: number) => () => void {
  const overview = useOverview();
  const look = useRef<Look | null>(null);
  const seen = useRef(new Set<number>());
  const timer = useRef<number | null>(null);
  const tell = useCallback(() => {
    timer.current ??= requestAnimationFrame(() => {
      timer.current = null;
      const order = [...seen.current].toSorted((one, other) => one - other);
      look.current?.see({ order, from: 0, to: order.length });
    });
  }, []);
  useEffect(() => {
    const next = overview.look(dataset, "known");
    look.current = next;
    tell();
    return () => {
      next.end();
      look.current = null;
      if (timer.current !== null) cancelAnimationFrame(timer.current);
      timer.current = null;
    };
  }, [overview, dataset, tell]);
  return useCallback(
    (place) => {
      seen.current.add(place);
      tell();
      return () => void seen.current.delete(place);
    },
    [tell],
  );
}

interface SeriesItemProps {
  readonly item: Item;
  readonly dataset: string;
  readonly hasStep: boolean;
  readonly onSight: (place: number) => () => void;
}

function SeriesItem({ item: { series, place, name }, dataset, hasStep, onSight }: SeriesItemProps) {
  const row = useOverviewState((state) => tableOf(state, dataset).rows[place]);
  useEffect(() => onSight(place), [onSight, place]);
  const flagged = flaggedSteps(series.flags);
  const facts = [
    ...(hasStep ? [frequencyName(series.frequency)] : []),
    formatSteps(series.steps, series.frequency),
    ...(series.missing > 0 ? [`${formatCount(series.missing)} missing`] : []),
    ...(flagged > 0 ? [countedFlags(series.flags, formatCount)] : []),
  ].join(" · ");
  return (
    <>
      <span
        className="series-name truncate"
        title={[series.id, ...(series.about === undefined ? [] : [series.about]), facts].join("\n")}
      >
        <span aria-hidden={name !== series.id}>{name}</span>
        {name === series.id ? null : <span className="visually-hidden">{series.id}</span>}
      </span>
      <span className="series-marks">
        <AdoptedMark series={series.id} />
        {flagged === 0 ? null : (
          <span className="series-flags" title={countedFlags(series.flags, formatCount)}>
            <Flag aria-hidden />
            <span className="visually-hidden">{formatSteps(flagged, series.frequency, "flagged")}</span>
          </span>
        )}
      </span>
      <span className="series-picture">
        <Sparkline history={row?.history ?? null} forecast={null} />
      </span>
      <Figures row={row} />
      <TrustDot evidence={row === undefined ? null : knownOf(row.evidence)} />
    </>
  );
}

function Figures({ row }: { readonly row: OverviewRow | undefined }) {
  if (row === undefined || Number.isNaN(row.last)) return <span className="series-last" />;
  const number = numbersOf(row);
  const { frequency } = row.series;
  const change = changeOf(row);
  const last = `${number(row.last)} in ${formatTime(row.lastTime, frequency)}`;
  return (
    <>
      <span className="series-last" title={last}>
        {Math.abs(row.last) < compactFrom ? number(row.last) : formatCompact(row.last)}
      </span>
      <span
        className="series-change"
        title={
          Number.isNaN(change)
            ? undefined
            : texts.againstIn(signed(percent(change)), number(row.before), formatTime(row.beforeTime, frequency))
        }
      >
        {Number.isNaN(change) ? "" : signed(percent(change))}
      </span>
    </>
  );
}

function AdoptedMark({ series }: { readonly series: string }) {
  const isAdopted = useAdopted().has(series);
  if (!isAdopted) return null;
  return (
    <span className="series-adopted" title={texts.aModelWasAdopted}>
      <BadgeCheck aria-hidden />
      <span className="visually-hidden">{texts.withAnAdoptedModel}</span>
    </span>
  );
}
