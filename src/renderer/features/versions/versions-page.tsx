import { ArrowLeftRight, Download, RotateCw, Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Button as AriaButton, Input, Label, NumberField, SearchField } from "react-aria-components";
import type { SeriesDifference } from "#domain/difference";
import type { Frequency } from "#domain/series";
import { useCommands } from "#renderer/commands";
import { errorText } from "#renderer/context";
import { formatCount, missingText } from "#renderer/format";
import { Button, Choice, IconButton, matching, Page } from "#renderer/ui";
import { useVersions, useVersionsState } from "./context.ts";
import { HeaderCell } from "./header-cell.tsx";
import { TrackRecordSection } from "./track-record.tsx";
import {
  crossingText,
  forecastText,
  largestShiftText,
  largestText,
  type Order,
  orderNames,
  orders,
  outcomeText,
  ranked,
  summaryText,
  tableCells,
  valuesText,
} from "./words.ts";
import "./versions.css";

/** Rows that are drawn before the user asks for more: what changed most is at the top. */
const rowsAtOnce = 200;

/** What earlier forecasts came to, and what changed from one version of a file to the next: in its values, and in what is forecast from them. */
export function VersionsPage() {
  const versions = useVersions();
  const earlier = useVersionsState((state) => state.earlier);
  return (
    <Page title="What changed" back="Back to the forecast" onClose={() => versions.close()}>
      <TrackRecordSection />
      {earlier === null ? <OpenAnother /> : <Compared />}
    </Page>
  );
}

function OpenAnother() {
  const commands = useCommands();
  const later = useVersionsState((state) => state.later);
  return (
    <div className="versions-empty">
      <p>
        Open another version of {later?.name ?? "this file"}, such as yesterday's export, to see what changed in its
        values and in its forecasts.
      </p>
      <Button tone="primary" onPress={() => commands.run("open")}>
        Open the other file
      </Button>
    </div>
  );
}

function Compared() {
  const report = useVersionsState((state) => state.shown?.report ?? null);
  const early = useVersionsState((state) => state.progress?.rows ?? null);
  const error = useVersionsState((state) => state.error);
  const rows = report?.rows ?? early ?? [];
  return (
    <>
      <Controls />
      {error === null ? null : (
        <p className="versions-status" data-kind="error" role="alert">
          {errorText(error)}
        </p>
      )}
      {report?.zonesDiffer === true ? (
        <p className="versions-status" data-kind="warning">
          The two files are in different time zones; their times are compared as they are written.
        </p>
      ) : null}
      {rows.length === 0 ? null : <Rows rows={rows} isWhole={report !== null} level={report?.level ?? null} />}
    </>
  );
}

function Controls() {
  const versions = useVersions();
  const later = useVersionsState((state) => state.later);
  const earlier = useVersionsState((state) => state.earlier);
  const others = useVersionsState((state) => state.others);
  const level = useVersionsState((state) => state.level);
  const isRunning = useVersionsState((state) => state.progress !== null);
  const isCurrent = useVersionsState((state) => state.shown !== null);
  return (
    <div className="versions-controls">
      <Choice
        label="From"
        value={earlier?.handle ?? ""}
        options={others.map(({ handle, name, series }) => ({
          id: handle,
          label: name,
          detail: endOf(series),
        }))}
        onChange={versions.setEarlier}
      />
      <IconButton label="Swap the two files" onPress={() => versions.swap()}>
        <ArrowLeftRight aria-hidden />
      </IconButton>
      <div className="versions-later">
        <span className="field-label">To</span>
        <span className="versions-name truncate">{later?.name}</span>
      </div>
      <NumberField
        className="field versions-level"
        value={level ?? Number.NaN}
        formatOptions={{ maximumFractionDigits: 12 }}
        onChange={(next) => versions.setLevel(Number.isFinite(next) ? next : null)}
      >
        <Label className="field-label">Level to cross</Label>
        <Input className="field-box versions-input" placeholder="None" />
      </NumberField>
      {isRunning ? (
        <Progress />
      ) : (
        <Button tone={isCurrent ? "plain" : "primary"} onPress={() => void versions.run()}>
          <RotateCw aria-hidden />
          {isCurrent ? "Compare again" : "Compare"}
        </Button>
      )}
    </div>
  );
}

/** "ends 1960-12". */
function endOf(series: readonly { readonly end: string }[]): string {
  const last = series.reduce((latest, { end }) => (end > latest ? end : latest), "");
  return `ends ${last.slice(0, 10)}`;
}

function Progress() {
  const versions = useVersions();
  const done = useVersionsState((state) => state.progress?.done ?? 0);
  const total = useVersionsState((state) => state.progress?.total ?? 0);
  return (
    <div className="versions-progress">
      <p>{total === 0 ? "Comparing…" : `${formatCount(done)} of ${formatCount(total)} series`}</p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label="Comparing"
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={done}
      >
        <div className="progress-fill" style={{ width: `${(100 * done) / Math.max(total, 1)}%` }} />
      </div>
      <Button onPress={() => versions.cancel()}>Cancel</Button>
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly SeriesDifference[];
  /** Not while they come. */
  readonly isWhole: boolean;
  readonly level: number | null;
}

function Rows({ rows, isWhole, level }: RowsProps) {
  const versions = useVersions();
  const later = useVersionsState((state) => state.later);
  const earlier = useVersionsState((state) => state.earlier);
  const [order, setOrder] = useState<Order>("forecast");
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(rowsAtOnce);
  const frequencies = useMemo(
    () => new Map([...(earlier?.series ?? []), ...(later?.series ?? [])].map((one) => [one.id, one.frequency])),
    [earlier, later],
  );
  const found = useMemo(() => {
    const all = ranked(rows, order);
    return query.trim() === "" ? all : matching(all, query, ({ series }) => series);
  }, [rows, order, query]);
  const caption = useId();
  return (
    <section className="versions-body" aria-labelledby={caption}>
      <div className="versions-tools">
        <p id={caption} className="versions-about" role="status">
          {isWhole ? summaryText(rows) : "Rows come as they are ready."}
        </p>
        <div className="versions-tool-group">
          {rows.length > 10 ? (
            <SearchField className="search" aria-label="Find series" value={query} onChange={setQuery}>
              <Search aria-hidden className="search-icon" />
              <Input className="search-input" placeholder="Find series" />
            </SearchField>
          ) : null}
          <Choice
            label="First"
            value={order}
            options={orders
              .filter((id) => id !== "level" || level !== null)
              .map((id) => ({ id, label: orderNames[id] }))}
            onChange={(id) => setOrder(id as Order)}
          />
          <IconButton
            label="Save the table as CSV"
            isDisabled={!isWhole}
            onPress={() => void versions.save(tableCells(found))}
          >
            <Download aria-hidden />
          </IconButton>
        </div>
      </div>
      <div className="versions-scroll" tabIndex={0} role="group" aria-label="Changes, scrollable">
        <table className="versions-table" aria-label="Changes by series">
          <thead>
            <tr>
              <th scope="col">Series</th>
              <HeaderCell title="Values" tip="Steps that say something else than before, and steps that came or went" />
              <HeaderCell
                title="Forecast"
                tip="Mean change of the median over the steps that both forecast; in halves of the earlier 80 % range above 1 it left that range"
              />
              <HeaderCell title="Range" tip="Width of the 80 % range now, times that before" />
              {level === null ? null : (
                <HeaderCell title="Chance above" tip="Of being above the level, at the step where it changed most" />
              )}
              <HeaderCell
                title="Earlier forecast"
                tip="How it did at the steps that have a value by now: inside its 80 % range, and its error in units of seasonal naive's"
              />
            </tr>
          </thead>
          <tbody>
            {found.slice(0, limit).map((row) => (
              <Row key={row.series} row={row} frequency={frequencies.get(row.series)} hasLevel={level !== null} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 ? <p className="versions-about">No series has this in its name.</p> : null}
      {found.length > limit ? (
        <Button onPress={() => setLimit((before) => before + 1_000)}>
          Show {formatCount(Math.min(1_000, found.length - limit))} more of {formatCount(found.length)}
        </Button>
      ) : null}
    </section>
  );
}

interface RowProps {
  readonly row: SeriesDifference;
  readonly frequency: Frequency | undefined;
  readonly hasLevel: boolean;
}

const anyStep: Frequency = { unit: "second", count: 1 };

function Row({ row, frequency = anyStep, hasLevel }: RowProps) {
  const versions = useVersions();
  const name = row.series === "" ? "All values" : row.series;
  const largest = largestText(row, frequency);
  const shift = largestShiftText(row, frequency);
  const width = row.bands?.widthRatio ?? null;
  return (
    <tr data-series={row.series} data-kind={row.values?.kind ?? row.isIn}>
      <th scope="row">
        {row.isIn === "earlier" ? (
          <span className="versions-series">{name}</span>
        ) : (
          <AriaButton className="versions-series" onPress={() => versions.show(row.series)}>
            {name}
          </AriaButton>
        )}
      </th>
      <td>
        {valuesText(row)}
        {largest === null ? null : <span className="versions-detail">Most at {largest}</span>}
      </td>
      <td data-column="forecast" data-value={row.bands?.relativeShift ?? undefined}>
        {forecastText(row)}
        {shift === null ? null : <span className="versions-detail">{shift}</span>}
      </td>
      <td data-short>{width === null ? missingText : `${width.toFixed(2)} ×`}</td>
      {hasLevel ? (
        <td data-short data-column="level">
          {crossingText(row, frequency)}
        </td>
      ) : null}
      <td data-short data-column="outcome">
        {outcomeText(row)}
      </td>
    </tr>
  );
}
