import { ChevronLeft, ChevronRight, Maximize2, Search, X, ZoomIn, ZoomOut } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from "react";
import { Button as AriaButton, Input, SearchField } from "react-aria-components";
import { useActive } from "#renderer/datasets";
import { formatCount } from "#renderer/format";
import { Button, Choice, IconButton, Page } from "#renderer/ui";
import type { Sorting } from "./availability.ts";
import { useAvailability, useAvailabilityState } from "./context.ts";
import { Lanes } from "./lanes.tsx";
import { Legend } from "./legend.tsx";
import { Readout } from "./readout.tsx";
import { SeriesRows } from "./series-rows.tsx";
import { around, Tables } from "./tables.tsx";
import { type Figure, figuresOf, sightText } from "./words.ts";
import { texts } from "./texts.ts";
import "./availability.css";

/** Each step of a key or a button. */
const zoomStep = 0.5;
const panStep = 0.2;

const sortingNames: Readonly<Record<Sorting, string>> = {
  file: "As in the file",
  name: "Name",
  present: "Fewest values first",
  gap: "Longest gap first",
  start: "Earliest first",
};

/** All series of the file in front, over the time that they span. */
export function AvailabilityPage() {
  const availability = useAvailability();
  const file = useActive((open) => open.dataset.name);
  const isReady = useAvailabilityState((state) => state.overview !== null);
  return (
    <Page
      className="availability"
      title={texts.dataOverTime}
      subject={file}
      back={texts.backToTheForecast}
      onClose={() => availability.close()}
      onKeyDown={(event) => {
        if (event.defaultPrevented || isTyping(event)) return;
        const act = keys[event.key];
        if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        act(availability);
      }}
    >
      <Failure />
      {isReady ? <Content /> : <Loading />}
    </Page>
  );
}

const keys: Readonly<Record<string, (availability: ReturnType<typeof useAvailability>) => void>> = {
  ArrowLeft: (availability) => availability.pan(-panStep),
  ArrowRight: (availability) => availability.pan(panStep),
  "+": (availability) => availability.zoom(zoomStep),
  "=": (availability) => availability.zoom(zoomStep),
  "-": (availability) => availability.zoom(1 / zoomStep),
  "0": (availability) => availability.showAll(),
};

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function Failure() {
  const availability = useAvailability();
  const error = useAvailabilityState((state) => state.error);
  if (error === null) return null;
  return (
    <div className="availability-failure" role="alert" data-code={error.code}>
      <p>
        <strong>{error.message}</strong> {error.hint}
      </p>
      <Button onPress={() => availability.retry()}>{texts.tryAgain}</Button>
    </div>
  );
}

function Loading() {
  const hasFailed = useAvailabilityState((state) => state.error !== null);
  return (
    <div className="availability-empty">
      <p role="status">{hasFailed ? "" : texts.lookingThroughTheData}</p>
    </div>
  );
}

function Content() {
  const plot = useRef<HTMLDivElement>(null);
  const count = useAvailabilityState((state) => state.dataset?.series.length ?? 0);
  // Room for what is said where no series matches, too.
  const rows = { "--availability-row-count": count === 1 ? 1 : Math.max(count, 6) } as CSSProperties;
  return (
    <>
      <Figures />
      <Tools />
      <div className="availability-chart" style={rows} ref={plot}>
        <Lanes />
        <SeriesRows />
        <Readout plot={plot} />
      </div>
      <Legend />
      <Tables />
    </>
  );
}

function Figures() {
  const overview = useAvailabilityState((state) => state.overview);
  const series = useAvailabilityState((state) => state.dataset?.series);
  const figures = useMemo(
    () =>
      overview === null || series === undefined
        ? []
        : figuresOf(
            overview,
            series.map(({ id }) => id),
          ),
    [overview, series],
  );
  return (
    <dl className="availability-figures">
      {figures.map((figure) => (
        <FigureFact key={figure.id} figure={figure} />
      ))}
    </dl>
  );
}

function FigureFact({ figure: { id, name, value, detail, goTo } }: { readonly figure: Figure }) {
  const availability = useAvailability();
  return (
    <div className="availability-figure" data-figure={id}>
      <dt>{name}</dt>
      <dd>
        <span className="availability-value">{value}</span>
        {detail === undefined ? null : goTo === undefined ? (
          <span className="availability-note">{detail}</span>
        ) : (
          <AriaButton
            className="availability-go"
            onPress={() => {
              if (goTo.series !== null) availability.select(goTo.series);
              availability.zoomTo(goTo.series === null ? goTo : around(goTo));
            }}
          >
            {detail}
          </AriaButton>
        )}
      </dd>
    </div>
  );
}

function Tools() {
  const availability = useAvailability();
  const sorting = useAvailabilityState((state) => state.sorting);
  const query = useAvailabilityState((state) => state.query);
  const range = useAvailabilityState((state) => state.range);
  const count = useAvailabilityState((state) => state.dataset?.series.length ?? 0);
  return (
    <div className="availability-tools">
      {count > 1 ? (
        <>
          <SearchField
            className="search availability-search"
            aria-label={texts.findSeries}
            value={query}
            onChange={(text) => availability.search(text)}
          >
            <Search aria-hidden className="search-icon" />
            <Input className="search-input" placeholder={texts.findOneOfSeries(formatCount(count))} />
            <AriaButton className="search-clear">
              <X aria-hidden />
            </AriaButton>
          </SearchField>
          <Choice
            label={texts.order}
            value={sorting}
            options={(Object.keys(sortingNames) as Sorting[]).map((id) => ({ id, label: sortingNames[id] }))}
            onChange={(id) => availability.sort(id as Sorting)}
          />
        </>
      ) : null}
      <p className="availability-range" role="status" aria-label={texts.stretchInSight}>
        {range === null ? "" : sightText(range)}
      </p>
      <div className="availability-buttons" role="group" aria-label={texts.stretchOfTime}>
        <IconButton label={texts.earlier} shortcut="←" onPress={() => availability.pan(-panStep)}>
          <ChevronLeft aria-hidden />
        </IconButton>
        <IconButton label={texts.later} shortcut="→" onPress={() => availability.pan(panStep)}>
          <ChevronRight aria-hidden />
        </IconButton>
        <IconButton label={texts.zoomIn} shortcut="+" onPress={() => availability.zoom(zoomStep)}>
          <ZoomIn aria-hidden />
        </IconButton>
        <IconButton label={texts.zoomOut} shortcut="−" onPress={() => availability.zoom(1 / zoomStep)}>
          <ZoomOut aria-hidden />
        </IconButton>
        <IconButton label={texts.showAll} shortcut="0" onPress={() => availability.showAll()}>
          <Maximize2 aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
