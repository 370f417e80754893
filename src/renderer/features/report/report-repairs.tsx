import { ChevronLeft, ChevronRight, Redo2, Trash2, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import {
  Button as AriaButton,
  Disclosure,
  DisclosurePanel,
  Heading,
  ListBox,
  ListBoxItem,
} from "react-aria-components";
import type { ImportedDataset, Repair, RepairRow } from "#domain/dataset";
import { formatCount, plural } from "#renderer/format";
import { TermText } from "#renderer/glossary";
import { withoutRepair, withoutRow, withRepair } from "./repair-options.ts";
import { repairName, timeAsRead } from "./repair-names.ts";
import { useReimporting, useReimportingState } from "#renderer/datasets";
import { useFindings } from "./context.ts";
import { useClient } from "#renderer/context";
import { Button, IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";

/** Every change that the import made, with all of its rows, and the way back. */
export function ReportRepairs({ dataset }: { readonly dataset: ImportedDataset }) {
  const { repairs, undone } = dataset;
  return (
    <>
      <h3 className="dialog-section">
        <TermText id="repair">{texts.changesMade}</TermText>
      </h3>
      {repairs.length === 0 && undone.length === 0 ? <p className="dialog-none">{texts.noChangesWereNeeded}</p> : null}
      <ul className="finding-list">
        {repairs.map((repair) => (
          <RepairItem key={repair.code} dataset={dataset} repair={repair} />
        ))}
      </ul>
      {undone.length === 0 ? null : (
        <>
          <h3 className="dialog-section">{texts.notMade}</h3>
          <ul className="finding-list">
            {undone.map(({ code, undo }) => (
              <UndoneItem key={code} dataset={dataset} code={code} words={undo.words} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function RepairItem({ dataset, repair }: { readonly dataset: ImportedDataset; readonly repair: Repair }) {
  const findings = useFindings();
  const reimporting = useReimporting();
  const isRunning = useReimportingState((state) => state.status === "running");
  const { code, count, description, undo } = repair;
  const name = repairName(code);
  return (
    <li className="finding" data-code={code}>
      <Disclosure
        className="repair"
        onExpandedChange={(isExpanded) => {
          if (!isExpanded) findings.clear();
        }}
      >
        <Heading level={4} className="disclosure-heading">
          <AriaButton slot="trigger" className="disclosure-button">
            <ChevronRight aria-hidden className="disclosure-mark" />
            <span className="repair-name">{name}</span>
            <span className="disclosure-note">{plural(count, "time", "times")}</span>
          </AriaButton>
        </Heading>
        <DisclosurePanel className="repair-panel">
          <p className="finding-detail">{description}</p>
          <RepairRows dataset={dataset} repair={repair} />
        </DisclosurePanel>
      </Disclosure>
      <div className="repair-undo">
        {undo.isPossible ? (
          <>
            <Button
              tone="quiet"
              className="finding-action"
              aria-label={texts.undo(name)}
              isDisabled={isRunning}
              onPress={() => void reimporting.apply(dataset.handle, withoutRepair(dataset.settings.options, code))}
            >
              <Undo2 aria-hidden />
              {texts.undo2}
            </Button>
            <span className="finding-detail">{undo.words}</span>
          </>
        ) : (
          <span className="finding-detail">{texts.cantBeUndone(undo.words)}</span>
        )}
      </div>
    </li>
  );
}

function UndoneItem({
  dataset,
  code,
  words,
}: {
  readonly dataset: ImportedDataset;
  readonly code: string;
  readonly words: string;
}) {
  const reimporting = useReimporting();
  const isRunning = useReimportingState((state) => state.status === "running");
  const name = repairName(code);
  return (
    <li className="finding finding-undone" data-undone={code}>
      <p className="repair-name">{name}</p>
      <div className="repair-undo">
        <Button
          tone="quiet"
          className="finding-action"
          aria-label={texts.redo(name)}
          isDisabled={isRunning}
          onPress={() => void reimporting.apply(dataset.handle, withRepair(dataset.settings.options, code))}
        >
          <Redo2 aria-hidden />
          {texts.redo2}
        </Button>
        <span className="finding-detail">{words}</span>
      </div>
    </li>
  );
}

const pageRows = 20;

interface Page {
  readonly rows: readonly RepairRow[];
  readonly listed: number;
}

/** All rows of one repair, a page at a time. Pointing at one marks it on the chart, choosing it goes there. */
function RepairRows({ dataset, repair }: { readonly dataset: ImportedDataset; readonly repair: Repair }) {
  const client = useClient();
  const findings = useFindings();
  const { handle } = dataset;
  const { code, count } = repair;
  const reimporting = useReimporting();
  const isRunning = useReimportingState((state) => state.status === "running");
  const [chosen, setChosen] = useState<number | null>(null);
  const [from, setFrom] = useState(0);
  const [page, setPage] = useState<Page>({ rows: repair.examples, listed: repair.examples.length });
  useEffect(() => {
    const abort = new AbortController();
    void client
      .request("repairs:list", { dataset: handle, code, from, count: pageRows }, { signal: abort.signal })
      .then((outcome) => {
        if (outcome.ok) setPage(outcome.value);
      });
    return () => abort.abort();
  }, [client, findings, handle, code, from]);
  const to = from + page.rows.length;
  return (
    <>
      <ListBox
        className="repair-rows"
        aria-label={texts.rows(repairName(code))}
        selectionMode="single"
        items={page.rows.map((row, index) => ({ id: from + index, row }))}
        onSelectionChange={(keys) => {
          const [key] = keys === "all" ? [] : keys;
          const row = page.rows[Number(key) - from];
          setChosen(row?.row ?? null);
          if (row === undefined) findings.clear();
          else void findings.show(handle, row);
        }}
      >
        {({ id, row }) => (
          <ListBoxItem
            id={id}
            className="repair-row"
            data-long={isLong(row) || undefined}
            textValue={texts.rowBecomes(row.row, row.column, textOf(row.from, "empty"), textOf(row.to, "missing"))}
            onHoverStart={() => void findings.point(handle, row)}
            onHoverEnd={() => findings.unpoint()}
          >
            <span className="repair-place truncate">
              {texts.row(formatCount(row.row))}
              {row.column === "" ? null : <span className="repair-column"> · {row.column}</span>}
            </span>
            <span className="repair-change">
              <code>{textOf(timeAsRead(row.from), "empty")}</code>
              <span aria-hidden="true"> → </span>
              <span className="visually-hidden">{texts.becomes}</span>
              <code>{textOf(timeAsRead(row.to), "missing")}</code>
            </span>
          </ListBoxItem>
        )}
      </ListBox>
      {chosen === null || !isLeftIn(repair) ? null : (
        <Button
          tone="quiet"
          className="finding-action"
          isDisabled={isRunning}
          onPress={() => void reimporting.apply(handle, withoutRow(dataset.settings.options, chosen))}
        >
          <Trash2 aria-hidden />
          {texts.leaveOutRow(formatCount(chosen))}
        </Button>
      )}
      {page.listed <= pageRows ? null : (
        <div className="pager">
          <IconButton
            label={texts.earlierRows}
            isDisabled={from === 0}
            onPress={() => setFrom(Math.max(from - pageRows, 0))}
          >
            <ChevronLeft aria-hidden />
          </IconButton>
          <span role="status">{texts.of(formatCount(from + 1), formatCount(to), formatCount(page.listed))}</span>
          <IconButton label={texts.laterRows} isDisabled={to >= page.listed} onPress={() => setFrom(from + pageRows)}>
            <ChevronRight aria-hidden />
          </IconButton>
        </div>
      )}
      {page.listed < count && page.listed > repair.examples.length ? (
        <p className="finding-detail">{texts.ofTheFirstRowsAre(formatCount(count), formatCount(page.listed))}</p>
      ) : null}
    </>
  );
}

/** Whether its rows are rows of data still. */
function isLeftIn({ examples: [example] }: Repair): boolean {
  return example !== undefined && !example.to.endsWith("left out");
}

/** More would leave nothing of the row's place beside it. */
const isLong = ({ column, from, to }: RepairRow): boolean => column.length + from.length + to.length > 26;

const textOf = (text: string, otherwise: string): string => (text === "" ? otherwise : text);
