import { ArrowLeftRight, Download, RotateCw, Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Button as AriaButton, Input, Label, NumberField, SearchField } from "react-aria-components";
import type { SeriesDifference } from "#domain/difference";
import type { Frequency } from "#domain/series";
import { useCommands } from "#renderer/commands";
import { errorText } from "#renderer/context";
import { formatCount, missingText } from "#renderer/format";
import { Button, Choice, HeaderCell, IconButton, matching, Page, Segmented } from "#renderer/ui";
import { useVersions, useVersionsState } from "./context.ts";
import { useEarlierLabel, useModelOptions } from "./model-options.ts";
import { TrackRecordSection } from "./track-record.tsx";
import type { ComparedKind } from "./versions.ts";
import {
  crossingText,
  forecastsSummaryText,
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
import { texts } from "./texts.ts";
import "./versions.css";

/** Rows that are drawn before the user asks for more: what changed most is at the top. */
const rowsAtOnce = 200;

/** What earlier forecasts came to, and what changed from one version of a file to the next: in its values, and in what is forecast from them. */
export function VersionsPage() {
  const versions = useVersions();
  const isMissing = useVersionsState((state) => state.kind === "files" && state.earlier === null);
  return (
    <Page title={texts.whatChanged} back={texts.backToTheForecast} onClose={() => versions.close()}>
      <TrackRecordSection />
      <Kinds />
      {isMissing ? <OpenAnother /> : <Compared />}
    </Page>
  );
}

function Kinds() {
  const versions = useVersions();
  const commands = useCommands();
  const kind = useVersionsState((state) => state.kind);
  return (
    <div className="versions-controls">
      <span className="field-label" aria-hidden="true">
        {texts.compare}
      </span>
      <Segmented
        label={texts.whatIsCompared}
        value={kind}
        options={[
          { id: "files", label: "Files", tip: "Two open files, such as yesterday's and today's export" },
          { id: "models", label: "Models", tip: "Two models, or what a search found, on the file in front" },
          { id: "ranges", label: "Ranges", tip: "Ranges as modelled, and corrected by how far past forecasts missed" },
        ]}
        onChange={(next) => versions.setKind(next)}
      />
      <Button tip={texts.whyTip} onPress={() => commands.run("influences")}>
        {texts.why}
      </Button>
    </div>
  );
}

function OpenAnother() {
  const commands = useCommands();
  const later = useVersionsState((state) => state.later);
  return (
    <div className="versions-empty">
      <p>{texts.openAnotherVersionOfSuch(later?.name ?? texts.thisFile)}</p>
      <Button tone="primary" onPress={() => commands.run("open")}>
        {texts.openTheOtherFile}
      </Button>
    </div>
  );
}

function Compared() {
  const report = useVersionsState((state) => state.shown?.report ?? null);
  const early = useVersionsState((state) => state.progress?.rows ?? null);
  const error = useVersionsState((state) => state.error);
  const rows = report?.rows ?? early ?? [];
  const kind = useVersionsState((state) => state.kind);
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
          {texts.theTwoFilesAreIn}
        </p>
      ) : null}
      {rows.length === 0 ? null : (
        <Rows key={kind} {...{ rows, kind }} isWhole={report !== null} level={report?.level ?? null} />
      )}
    </>
  );
}

function Controls() {
  const versions = useVersions();
  const kind = useVersionsState((state) => state.kind);
  const level = useVersionsState((state) => state.level);
  const isRunning = useVersionsState((state) => state.progress !== null);
  const isCurrent = useVersionsState((state) => state.shown !== null);
  return (
    <div className="versions-controls">
      {kind === "files" ? <Files /> : kind === "models" ? <Models /> : null}
      <NumberField
        className="field versions-level"
        value={level ?? Number.NaN}
        formatOptions={{ maximumFractionDigits: 12 }}
        onChange={(next) => versions.setLevel(Number.isFinite(next) ? next : null)}
      >
        <Label className="field-label">{texts.levelToCross}</Label>
        <Input className="field-box versions-input" placeholder={texts.none} />
      </NumberField>
      {isRunning ? (
        <Progress />
      ) : (
        <Button tone={isCurrent ? "plain" : "primary"} onPress={() => void versions.run()}>
          <RotateCw aria-hidden />
          {isCurrent ? texts.compareAgain : texts.compare}
        </Button>
      )}
    </div>
  );
}

function Files() {
  const versions = useVersions();
  const later = useVersionsState((state) => state.later);
  const earlier = useVersionsState((state) => state.earlier);
  const others = useVersionsState((state) => state.others);
  return (
    <>
      <Choice
        label={texts.from}
        value={earlier?.handle ?? ""}
        options={others.map(({ handle, name, series }) => ({
          id: handle,
          label: name,
          detail: endOf(series),
        }))}
        onChange={versions.setEarlier}
      />
      <IconButton label={texts.swapTheTwoFiles} onPress={() => versions.swap()}>
        <ArrowLeftRight aria-hidden />
      </IconButton>
      <div className="versions-later">
        <span className="field-label">{texts.to}</span>
        <span className="versions-name truncate">{later?.name}</span>
      </div>
    </>
  );
}

function Models() {
  const versions = useVersions();
  const options = useModelOptions();
  // What is compared follows from what is chosen, and from the file in front.
  useVersionsState((state) => state.models);
  useVersionsState((state) => state.later);
  const models = versions.modelsCompared();
  if (models === null) return null;
  return (
    <>
      <Choice
        label={texts.from}
        value={models.earlier}
        options={options}
        onChange={(earlier) => versions.setModels({ earlier })}
      />
      <IconButton label={texts.swapTheTwoModels} onPress={() => versions.swap()}>
        <ArrowLeftRight aria-hidden />
      </IconButton>
      <Choice
        label={texts.to}
        value={models.later}
        options={options}
        onChange={(later) => versions.setModels({ later })}
      />
    </>
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
      <p>{total === 0 ? texts.comparing : texts.ofSeries(formatCount(done), formatCount(total))}</p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={texts.comparing2}
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={done}
      >
        <div className="progress-fill" style={{ width: `${(100 * done) / Math.max(total, 1)}%` }} />
      </div>
      <Button onPress={() => versions.cancel()}>{texts.cancel}</Button>
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly SeriesDifference[];
  /** Not while they come. */
  readonly isWhole: boolean;
  readonly level: number | null;
  readonly kind: ComparedKind;
}

function Rows({ rows, isWhole, level, kind }: RowsProps) {
  const versions = useVersions();
  const later = useVersionsState((state) => state.later);
  const earlier = useVersionsState((state) => state.earlier);
  const [order, setOrder] = useState<Order>(kind === "ranges" ? "range" : "forecast");
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
  const label = useEarlierLabel();
  const hasValues = kind === "files";
  return (
    <section className="versions-body" aria-labelledby={caption}>
      <div className="versions-tools">
        <p id={caption} className="versions-about" role="status">
          {isWhole ? (hasValues ? summaryText : forecastsSummaryText)(rows) : texts.rowsComeAsTheyAre}
        </p>
        <div className="versions-tool-group">
          {rows.length > 10 ? (
            <SearchField className="search" aria-label={texts.findSeries} value={query} onChange={setQuery}>
              <Search aria-hidden className="search-icon" />
              <Input className="search-input" placeholder={texts.findSeries} />
            </SearchField>
          ) : null}
          <Choice
            label={texts.first}
            value={order}
            options={orders
              .filter((id) => (id !== "level" || level !== null) && (hasValues || (id !== "values" && id !== "missed")))
              .map((id) => ({ id, label: orderNames[id] }))}
            onChange={(id) => setOrder(id as Order)}
          />
          <IconButton
            label={texts.saveTheTableAsCSV}
            isDisabled={!isWhole}
            onPress={() => void versions.save(tableCells(found))}
          >
            <Download aria-hidden />
          </IconButton>
        </div>
      </div>
      <div className="versions-scroll" tabIndex={0} role="group" aria-label={texts.changesScrollable}>
        <table className="versions-table" aria-label={texts.changesBySeries}>
          <thead>
            <tr>
              <th scope="col">{texts.series}</th>
              {hasValues ? <HeaderCell title={texts.values} tip={texts.stepsThatSaySomethingElse} /> : null}
              <HeaderCell title={texts.forecast} tip={texts.meanChangeOfTheMedian} />
              <HeaderCell title={texts.range} tip={texts.widthOfTheLater80} />
              {level === null ? null : <HeaderCell title={texts.chanceAbove} tip={texts.ofBeingAboveTheLevel} />}
              {hasValues ? <HeaderCell title={texts.earlierForecast} tip={texts.howItDidAtThe} /> : null}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, limit).map((row) => (
              <Row
                key={row.series}
                {...{ row, hasValues, label }}
                frequency={frequencies.get(row.series)}
                hasLevel={level !== null}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 ? <p className="versions-about">{texts.noSeriesHasThisIn}</p> : null}
      {found.length > limit ? (
        <Button onPress={() => setLimit((before) => before + 1_000)}>
          {texts.showMoreOf(formatCount(Math.min(1_000, found.length - limit)), formatCount(found.length))}
        </Button>
      ) : null}
    </section>
  );
}

interface RowProps {
  readonly row: SeriesDifference;
  readonly frequency: Frequency | undefined;
  readonly hasLevel: boolean;
  readonly hasValues: boolean;
  /** Of the earlier side. */
  readonly label: string;
}

const anyStep: Frequency = { unit: "second", count: 1 };

function Row({ row, frequency = anyStep, hasLevel, hasValues, label }: RowProps) {
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
          <AriaButton className="versions-series" onPress={() => versions.show(row.series, label)}>
            {name}
          </AriaButton>
        )}
      </th>
      {hasValues ? (
        <td>
          {valuesText(row)}
          {largest === null ? null : <span className="versions-detail">{texts.mostAt(largest)}</span>}
        </td>
      ) : null}
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
      {hasValues ? (
        <td data-short data-column="outcome">
          {outcomeText(row)}
        </td>
      ) : null}
    </tr>
  );
}
