import { ChartLine, Redo2, Undo2 } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Input, Label, NumberField } from "react-aria-components";
import type { ImportedDataset } from "#domain/dataset";
import type { Frequency } from "#domain/series";
import { totalAt, type TotalRow, type TotalsLook } from "#domain/totals";
import { shortcutOf } from "#renderer/commands";
import { useTables } from "#renderer/context";
import { useActive } from "#renderer/datasets";
import { reconciliationText } from "#engine/format";
import { formatTime, missingText, percent, plural, signed, valueFormatter } from "#renderer/format";
import {
  Button,
  IconButton,
  Page,
  sortedAgain,
  type Sorting,
  TableButtons,
  type WindowedColumn,
  WindowedTable,
} from "#renderer/ui";
import { useTotals, useTotalsState } from "./context.ts";
import { Controls } from "./controls.tsx";
import { RangeBar, type RangeScale } from "./range-bar.tsx";
import { allRows, inSight, quantilesOf, type ShownRow, sortedRows } from "./rows.ts";
import { columnTexts, explanationTexts, rowTexts, texts } from "./texts.ts";
import { lookOf } from "./asked.ts";
import type { ShownTotals } from "./totals.ts";
import { nameOf, originsText, progressText, stretchText, tableCells } from "./words.ts";
import "./totals.css";

/** What stretches of time come to, of series and of groups of them. */
export function TotalsPage() {
  const totals = useTotals();
  const dataset = useActive((open) => open.dataset);
  const look = useActive(lookOf);
  if (dataset === undefined || look === undefined) return null;
  return (
    <Page
      className="totals"
      title={texts.title}
      subject={dataset.name}
      back={texts.back}
      onClose={() => totals.close()}
    >
      <Controls dataset={dataset} look={look} />
      <Status dataset={dataset} />
      <Body key={dataset.handle} dataset={dataset} look={look} />
    </Page>
  );
}

/** Of what was set of the totals of this file. */
function History() {
  const totals = useTotals();
  const canUndo = useTotalsState((state) => state.canUndo);
  const canRedo = useTotalsState((state) => state.canRedo);
  return (
    <>
      <IconButton
        label={texts.undo}
        shortcut={shortcutOf("undo")}
        isDisabled={!canUndo}
        onPress={() => void totals.undo()}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={texts.redo}
        shortcut={shortcutOf("redo")}
        isDisabled={!canRedo}
        onPress={() => void totals.redo()}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </>
  );
}

/** How far it is, or why there is nothing. */
function Status({ dataset }: { readonly dataset: ImportedDataset }) {
  const totals = useTotals();
  const progress = useTotalsState((state) => state.progress);
  const error = useTotalsState((state) => state.error);
  const isWaiting = useTotalsState((state) => state.isWaiting);
  const count = useTotalsState((state) => state.wanted?.series?.length) ?? dataset.series.length;
  const hasShown = useTotalsState((state) => state.shown !== null);
  if (error !== null)
    return (
      <div className="page-status" data-kind="error" role="alert" data-code={error.code}>
        <p>
          <strong>{error.message}</strong> {error.hint}
        </p>
        <Button onPress={() => void totals.run()}>{texts.again}</Button>
      </div>
    );
  if (progress !== null)
    return (
      <div className="page-status" data-kind="running">
        <p role="status">{progressText(progress)}</p>
        <div
          className="progress-track"
          role="progressbar"
          aria-label={texts.computing}
          aria-valuemin={0}
          aria-valuemax={progress.total}
          aria-valuenow={progress.done}
        >
          <div className="progress-fill" style={{ width: `${(100 * progress.done) / Math.max(progress.total, 1)}%` }} />
        </div>
        <Button onPress={() => totals.cancel()}>{texts.cancel}</Button>
      </div>
    );
  if (isWaiting)
    return (
      <div className="page-status" data-kind="stale" role="status">
        <p>{hasShown ? texts.stale : texts.waiting}</p>
        <Button tone="primary" onPress={() => void totals.run()}>
          {texts.compute(plural(count, "series", "series"))}
        </Button>
      </div>
    );
  return null;
}

type TotalsColumn =
  | "name"
  | "soFar"
  | "total"
  | "range"
  | "picture"
  | "before"
  | "change"
  | "growth"
  | "share"
  | "plan"
  | "chance";

interface BodyProps {
  readonly dataset: ImportedDataset;
  readonly look: TotalsLook;
}

function Body({ dataset, look }: BodyProps) {
  const shown = useTotalsState((state) => state.shown);
  if (shown === null) return null;
  return <Report dataset={dataset} plans={look.plans} shown={shown} />;
}

interface ReportProps {
  readonly dataset: ImportedDataset;
  readonly plans: TotalsLook["plans"];
  readonly shown: ShownTotals;
}

function Report({ dataset, plans, shown: { wanted, report } }: ReportProps) {
  const totals = useTotals();
  const tables = useTables();
  const isStale = useTotalsState((state) => state.wanted !== wanted);
  const collapsed = useTotalsState((state) => state.collapsed);
  const selected = useTotalsState((state) => state.selected);
  const [sorting, setSorting] = useState<Sorting>({ column: "rows", direction: "ascending" });
  const frequencies = useMemo(() => new Map(dataset.series.map(({ id, frequency }) => [id, frequency])), [dataset]);
  const main = report.rows.find(({ series, isApart, stretch }) => series !== null && !isApart && stretch !== null);
  const frequencyOf = (row: TotalRow): Frequency | undefined => frequencies.get(row.series ?? main?.series ?? "");
  const all = useMemo(() => allRows(report, plans, collapsed), [report, plans, collapsed]);
  const rows = useMemo(() => inSight(sortedRows(all, sorting, numberOf)), [all, sorting]);
  const format = useMemo(
    () => valueFormatter(all.flatMap(({ median, low, high, soFar }) => [median, low, high, soFar])),
    [all],
  );
  const labels = useMemo(() => new Map(report.rows.map(({ label }, place) => [place, label])), [report]);
  const columns = useColumns(all, labels, format);
  const current = all.find(({ row }) => row.key === selected) ?? all[0];
  const idOf = useCallback(({ row }: ShownRow) => row.key, []);
  const tree = useMemo(
    () => ({
      isExpanded: ({ isExpanded }: ShownRow) => isExpanded,
      levelOf: ({ level }: ShownRow) => level,
      onExpand: ({ row }: ShownRow, isExpanded: boolean) => {
        totals.select(row.key);
        totals.expand(row.key, isExpanded);
      },
    }),
    [totals],
  );
  const cells = () =>
    tableCells(report, all, (row, ms) => {
      const frequency = frequencyOf(row);
      return frequency === undefined ? "" : formatTime(ms, frequency);
    });
  const frequency = main === undefined ? undefined : frequencyOf(main);
  return (
    <div className="totals-body" data-stale={isStale || undefined}>
      <div className="totals-about">
        <p>
          {main?.stretch && frequency !== undefined ? `${stretchText(main.stretch, frequency)}; ` : ""}
          {current === undefined ? "" : originsText(current.row)}.
          {report.reconciliation === null ? "" : ` ${reconciliationText(report.reconciliation)}`}
        </p>
        <div className="totals-tools">
          <History />
          <TableButtons
            onCopy={() => tables.copy(cells())}
            onSave={() => void tables.save(texts.file(dataset.name.replace(/\.[^.]*$/, "")), cells())}
          />
        </div>
      </div>
      {report.notes.length === 0 ? null : (
        <ul className="totals-notes" aria-label={texts.notes}>
          {report.notes.map(({ code, row, message }) => (
            <li key={`${code} ${row ?? ""} ${message}`} data-code={code}>
              {message}
            </li>
          ))}
        </ul>
      )}
      <div className="totals-frame">
        <WindowedTable
          label={texts.table}
          columns={columns}
          rows={rows}
          view={`${wanted.dataset} ${sorting.column} ${sorting.direction}`}
          idOf={idOf}
          sorting={sorting}
          onSort={(column) => setSorting((before) => sortedAgain(before, column))}
          selected={current?.row.key ?? null}
          onOpen={({ row }) => totals.select(row.key)}
          instead={insteadOf}
          tree={tree}
          empty={texts.empty}
        />
      </div>
      {current === undefined ? null : (
        <Detail key={current.row.key} shown={current} name={nameOf(current, labels)} {...{ format }} report={report} />
      )}
    </div>
  );
}

const insteadOf = ({ row }: ShownRow) =>
  row.problem === null ? null : { after: 1, text: row.problem.message, isError: true };

function numberOf(row: ShownRow, column: string): number | string {
  switch (column) {
    case "soFar":
      return row.soFar;
    case "total":
      return row.median;
    case "before":
      return row.before;
    case "change":
      return row.change;
    case "growth":
      return row.growth;
    case "share":
      return row.share;
    case "plan":
      return row.plan;
    case "chance":
      return row.chance;
    default:
      return row.row.label;
  }
}

/** Columns that have something to say; the picture shows rows of one level on one scale. */
function useColumns(
  all: readonly ShownRow[],
  labels: ReadonlyMap<number, string>,
  format: (value: number) => string,
): readonly WindowedColumn<ShownRow>[] {
  return useMemo(() => {
    const has = (of: (row: ShownRow) => number): boolean => all.some((row) => !Number.isNaN(of(row)));
    const number = (value: number): string => (Number.isNaN(value) ? missingText : format(value));
    const column = (
      id: TotalsColumn,
      width: number,
      cell: (row: ShownRow) => string,
      more: Partial<Pick<WindowedColumn<ShownRow>, "isText" | "isSortable" | "draw">> = {},
    ): WindowedColumn<ShownRow> => ({
      ...{ id, width, cell, title: columnTexts[id], explanation: explanationTexts[id] },
      valueOf: (row) => numberOf(row, id),
      ...more,
    });
    const scales = scalesOf(all);
    const range = ({ low, high }: ShownRow): string =>
      Number.isNaN(low) ? missingText : `${format(low)} – ${format(high)}`;
    // Digits are all as wide as each other: half a rem, with room to spare. A number that is cut off would be another one.
    const roomFor = (least: number, cell: (row: ShownRow) => string): number =>
      Math.max(least, 1 + all.reduce((most, row) => Math.max(most, cell(row).length), 0) / 2);
    const numbers = (id: TotalsColumn, least: number, cell: (row: ShownRow) => string): WindowedColumn<ShownRow> =>
      column(id, roomFor(least, cell), cell);
    return [
      column("name", 8.5, (row) => nameOf(row, labels), {
        isText: true,
        draw: (row, text) => <Name row={row} text={text} />,
      }),
      ...(has(({ soFar }) => soFar) ? [numbers("soFar", 5, ({ soFar }) => number(soFar))] : []),
      numbers("total", 5, ({ median }) => number(median)),
      column("range", roomFor(7.75, range), range, { isSortable: false }),
      column("picture", 6.5, range, {
        isSortable: false,
        draw: ({ level, low, median, high, before }) => (
          <RangeBar {...{ low, median, high, before }} scale={scales.get(level) ?? { from: 0, to: 0 }} />
        ),
      }),
      ...(has(({ before }) => before)
        ? [
            numbers("before", 5.25, ({ before }) => number(before)),
            numbers("change", 4.5, ({ change }) => signed(number(change))),
            column("growth", 4.5, ({ growth }) => signed(percent(growth, 1))),
          ]
        : []),
      ...(has(({ share }) => share) ? [column("share", 3.5, ({ share }) => percent(share))] : []),
      ...(has(({ plan }) => plan)
        ? [numbers("plan", 5, ({ plan }) => number(plan)), column("chance", 4, ({ chance }) => chanceText(chance))]
        : []),
    ];
  }, [all, labels, format]);
}

/** By level: a group beside its series would leave these no room. */
function scalesOf(all: readonly ShownRow[]): ReadonlyMap<number, RangeScale> {
  const scales = new Map<number, RangeScale>();
  for (const { level, low, high, before } of all) {
    const known = [low, high, before].filter(Number.isFinite);
    if (known.length === 0) continue;
    const { from, to } = scales.get(level) ?? { from: Math.min(...known), to: Math.max(...known) };
    scales.set(level, { from: Math.min(from, ...known), to: Math.max(to, ...known) });
  }
  // With some room at both ends, so that no range looks cut off.
  return new Map(
    [...scales].map(([level, { from, to }]) => {
      const room = 0.04 * (to - from || Math.abs(to) || 1);
      return [level, { from: from - room, to: to + room }];
    }),
  );
}

function Name({ row, text }: { readonly row: ShownRow; readonly text: string }) {
  return (
    <span className="totals-name" data-level={row.level}>
      <span
        className="totals-mark"
        data-open={row.isExpanded ?? undefined}
        data-empty={row.isExpanded === null || undefined}
        aria-hidden="true"
      />
      <span className="truncate">{text}</span>
      {row.row.isApart ? <span className="totals-apart">{texts.apart}</span> : null}
    </span>
  );
}

interface DetailProps {
  readonly shown: ShownRow;
  readonly name: string;
  readonly format: (value: number) => string;
  readonly report: ShownTotals["report"];
}

const shares = [0.5, 0.8, 0.95] as const;

/** The row that is looked at: its ranges, and what is planned for it. */
function Detail({ shown, name, format, report }: DetailProps) {
  const totals = useTotals();
  const { row, place, median, mean, plan, chance } = shown;
  if (row.problem !== null) return null;
  const quantiles = quantilesOf(report, place);
  return (
    <section className="totals-detail" aria-label={name}>
      <h2 className="totals-detail-name truncate">{name}</h2>
      <p className="totals-ranges">
        {rowTexts.median(format(median))}, {rowTexts.mean(format(mean))}.{" "}
        {shares
          .map((share) =>
            rowTexts.ranges(
              format(totalAt(quantiles, report.levels, (1 - share) / 2)),
              format(totalAt(quantiles, report.levels, (1 + share) / 2)),
              percent(share),
            ),
          )
          .join("; ")}
      </p>
      <NumberField
        className="field totals-plan"
        value={plan}
        formatOptions={{ maximumFractionDigits: 6 }}
        onChange={(next) => totals.plan(row.key, Number.isFinite(next) ? next : null)}
      >
        <Label className="field-label">{rowTexts.plan}</Label>
        <Input className="field-box totals-plan-input" placeholder={missingText} />
      </NumberField>
      <p className="totals-chance" role="status">
        {Number.isNaN(chance) ? rowTexts.noPlan : rowTexts.chance(chanceText(chance), format(plan))}
      </p>
      {row.series === null ? null : (
        <Button onPress={() => totals.openSeries(row.series as string)}>
          <ChartLine aria-hidden />
          {rowTexts.open}
        </Button>
      )}
    </section>
  );
}

/** A thousand paths say no more than so much. */
function chanceText(chance: number): string {
  if (Number.isNaN(chance)) return missingText;
  if (chance > 0.994) return `> ${percent(0.99)}`;
  if (chance < 0.006) return `< ${percent(0.01)}`;
  return percent(chance);
}
