import { FileSearch, SlidersHorizontal, Table2, TriangleAlert } from "lucide-react";
import type { CSSProperties } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { Dataset, ImportedDataset } from "#domain/dataset";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useSessionState, useView, useViewState } from "#renderer/context";
import { countForAttention, useActive } from "#renderer/datasets";
import { formatCount, plural } from "#renderer/format";
import { IconButton } from "#renderer/ui";
import { SeriesList } from "./series-list.tsx";
import { SidebarEdge, usualSidebarRem } from "./sidebar-edge.tsx";
import { texts } from "./texts.ts";
import "./series.css";

/** The dataset in front: how its file was read, and its series. */
export function Sidebar() {
  const dataset = useActive((open) => open.dataset);
  const view = useView();
  const isSidebarShown = useViewState((state) => state.isSidebarShown);
  const isDrawerOpen = useViewState((state) => state.isDrawerOpen);
  const widthRem = useSessionState((state) => state.sidebarRem) ?? usualSidebarRem;
  if (dataset === undefined) return null;
  return (
    <aside
      className="sidebar"
      aria-label={texts.series}
      style={{ "--sidebar-width": `${widthRem}rem` } as CSSProperties}
      hidden={!isSidebarShown && !isDrawerOpen}
      onKeyDown={(event) => {
        if (event.key === "Escape" && isDrawerOpen) view.setState({ isDrawerOpen: false });
      }}
    >
      <FileSummary dataset={dataset} />
      {dataset.series.length > 1 ? <AllSeries count={dataset.series.length} /> : null}
      {/* Keyed by file: a search in one says nothing about the other. */}
      <SeriesList key={dataset.handle} dataset={dataset} widthRem={widthRem} />
      <ExplanatoryColumns columns={dataset.columns} />
      <SidebarEdge widthRem={widthRem} />
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
        <IconButton label={texts.importSettings} onPress={() => view.setState({ dialog: "import" })}>
          <SlidersHorizontal aria-hidden />
        </IconButton>
      </div>
      <p className="file-facts">
        {plural(dataset.file.dataRows, "row", "rows")} · {plural(dataset.series.length, "series", "series")}
        {dataset.settings.isOneShot === true ? texts.notKept : null}
      </p>
      <AriaButton
        className="file-understood"
        aria-expanded={isReportShown}
        onPress={() => view.setState({ isReportShown: !isReportShown, isQueueShown: false, isDrawerOpen: false })}
      >
        {warnings > 0 ? <TriangleAlert aria-hidden className="warn" /> : <FileSearch aria-hidden />}
        <span>{texts.howTheFileWasRead2}</span>
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

/** They are in the file and no series: whoever looks for one of them finds it said. */
function ExplanatoryColumns({ columns }: Pick<Dataset, "columns">) {
  const names = columns.flatMap(({ name, role }) => (role === "covariate" ? [name] : []));
  if (names.length === 0) return null;
  return (
    <p className="explanatory truncate" title={names.join(", ")}>
      <span className="explanatory-title">{texts.explanatory}</span> {names.join(", ")}
    </p>
  );
}

/** The way to the table of all series, and back. */
function AllSeries({ count }: { readonly count: number }) {
  const commands = useCommands();
  const isShown = useViewState((state) => state.page === "overview");
  return (
    <AriaButton className="all-series" aria-pressed={isShown} onPress={() => commands.run("all-series")}>
      <Table2 aria-hidden />
      <span>{texts.allSeries(formatCount(count))}</span>
      <kbd>{shortcutOf("all-series")}</kbd>
    </AriaButton>
  );
}
