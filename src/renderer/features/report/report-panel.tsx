import { ChevronRight, FileDown, Info, SlidersHorizontal, TriangleAlert, X } from "lucide-react";
import { useRef } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { ImportedDataset, Warning } from "#domain/dataset";
import {
  groupWarnings,
  ImportFacts,
  ReimportStatus,
  RememberedSettings,
  UndoRedo,
  useActive,
  useDatasets,
  type WarningGroup,
  withPlaces,
} from "#renderer/datasets";
import { formatCount } from "#renderer/format";
import { useFindings, useSaveReport } from "./context.ts";
import { useView } from "#renderer/context";
import { Button, IconButton, useShownFocus } from "#renderer/ui";
import { ReportRepairs } from "./report-repairs.tsx";
import { texts } from "./texts.ts";
import "./report.css";

/** What the import made of the file, beside the chart that it is about: nobody has to trust it blindly. */
export function ReportPanel() {
  const view = useView();
  const saveReport = useSaveReport();
  const dataset = useActive((open) => open.dataset);
  const body = useRef<HTMLDivElement>(null);
  useShownFocus(body);
  const close = (): void => view.setState({ isReportShown: false });
  if (dataset === undefined) return null;
  return (
    <aside
      className="side-panel report"
      aria-label={texts.howTheFileWasRead}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header className="side-header">
        <h2 className="side-title">{texts.howTheFileWasRead}</h2>
        <UndoRedo handle={dataset.handle} />
        <IconButton label={texts.hideHowTheFileWas} onPress={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div ref={body} className="side-body" tabIndex={0} role="group" aria-label={texts.howTheFileWasRead2}>
        <RememberedSettings dataset={dataset} />
        <ImportFacts file={dataset.file} columns={dataset.columns} series={dataset.series} zone={dataset.zone} />
        <div className="report-actions">
          <Button onPress={() => view.setState({ dialog: "import" })}>
            <SlidersHorizontal aria-hidden />
            {texts.importSettings}
          </Button>
          <Button tone="quiet" onPress={() => void saveReport(dataset.handle)}>
            <FileDown aria-hidden />
            {texts.saveReport}
          </Button>
        </div>
        <Warnings dataset={dataset} />
        {/* Keyed by what was read: pages and open lists belong to one reading. */}
        <ReportRepairs key={dataset.handle} dataset={dataset} />
      </div>
      <footer className="report-footer">
        <ReimportStatus>{texts.theFileItselfIsNever}</ReimportStatus>
      </footer>
    </aside>
  );
}

function Warnings({ dataset: { handle, warnings, series } }: { readonly dataset: ImportedDataset }) {
  if (warnings.length === 0) return null;
  const isOpen = (id: string | undefined): boolean => series.length > 1 && series.some((one) => one.id === id);
  return (
    <>
      <h3 className="dialog-section">{texts.warnings}</h3>
      <ul className="finding-list" key={handle}>
        {groupWarnings(warnings).map((group) => (
          <WarningCard key={group.code} group={group} isOpen={isOpen} />
        ))}
      </ul>
    </>
  );
}

/** Beyond these a card says how many more there are. */
const listedWarnings = 100;

/** One card for a cause, however many columns and series it is about. */
function WarningCard({
  group: { code, title, isNote, warnings },
  isOpen,
}: {
  readonly group: WarningGroup;
  readonly isOpen: (series: string | undefined) => boolean;
}) {
  const [first] = warnings;
  const more = warnings.slice(1, listedWarnings);
  if (first === undefined) return null;
  return (
    <li className={isNote ? "finding finding-note" : "finding finding-warning"} data-code={code}>
      {isNote ? <Info aria-hidden /> : <TriangleAlert aria-hidden />}
      <div>
        <h4 className="repair-name">{title}</h4>
        <WarningText warning={first} isSeriesOpen={isOpen(first.series)} />
        {more.length === 0 ? null : (
          <Disclosure className="repair">
            <Heading level={5} className="disclosure-heading">
              <AriaButton slot="trigger" className="disclosure-button">
                <ChevronRight aria-hidden className="disclosure-mark" />
                <span>{texts.andMore(formatCount(warnings.length - 1))}</span>
              </AriaButton>
            </Heading>
            <DisclosurePanel>
              {more.map((warning, index) => (
                <WarningText
                  key={`${index}-${warning.series ?? ""}`}
                  warning={warning}
                  isSeriesOpen={isOpen(warning.series)}
                />
              ))}
              {warnings.length > listedWarnings ? <p className="finding-detail">{texts.theReportListsAllOf}</p> : null}
            </DisclosurePanel>
          </Disclosure>
        )}
      </div>
    </li>
  );
}

function WarningText({
  warning: { series, message },
  isSeriesOpen,
}: {
  readonly warning: Warning;
  readonly isSeriesOpen: boolean;
}) {
  const findings = useFindings();
  const view = useView();
  const datasets = useDatasets();
  return (
    <>
      <p>
        {series === undefined || message.includes(series) ? null : <strong>{series}: </strong>}
        {withPlaces(message)}
      </p>
      {series === undefined || !isSeriesOpen ? null : (
        <Button
          tone="quiet"
          className="finding-action"
          aria-label={texts.showSeries(series)}
          onPress={() => {
            findings.clear();
            view.setState({ zoom: "all" });
            datasets.selectSeries(series);
          }}
        >
          {texts.showSeries2}
        </Button>
      )}
    </>
  );
}
