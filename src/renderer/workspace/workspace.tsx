import { useEffect } from "react";
import { useIsStale, useModel, useView } from "../app/model.ts";
import { ReportPanel } from "../features/report/report-panel.tsx";
import { ChartPanel } from "../features/chart/chart-panel.tsx";
import { NumbersPanel } from "../features/numbers/numbers-panel.tsx";
import { NumbersStrip } from "../features/numbers/numbers-strip.tsx";
import { Scrubber } from "../features/scrubbing/scrubber.tsx";
import { SeriesHeader } from "../features/series/series-header.tsx";
import { Sidebar } from "../features/series/sidebar.tsx";
import { StatusBar } from "./status-bar.tsx";
import { Toolbar } from "./toolbar.tsx";

/** An open dataset: series on the left, the selected one's fan chart and its controls on the right. */
export function Workspace() {
  const model = useModel();
  const isSidebarShown = useView((state) => state.isSidebarShown);
  const isDrawerOpen = useView((state) => state.isDrawerOpen);
  const isReportShown = useView((state) => state.isReportShown);
  const areNumbersShown = useView((state) => state.areNumbersShown);
  const isStale = useIsStale();

  useEffect(() => {
    // What had the focus went with the view before this one. The scrubber is where the keyboard is wanted first.
    if (document.activeElement === document.body) {
      document.querySelector<HTMLInputElement>(".slider input")?.focus({ preventScroll: true });
    }
  }, []);

  return (
    <div
      className="workspace"
      data-sidebar={isSidebarShown || undefined}
      data-drawer={isDrawerOpen || undefined}
      data-numbers={areNumbersShown || undefined}
      data-report={isReportShown || undefined}
    >
      <Toolbar />
      <Sidebar />
      {/* A pointer's way out of the drawer; the keyboard has Escape and the toolbar's button. */}
      <div
        className="drawer-shade"
        aria-hidden="true"
        onPointerDown={() => model.view.setState({ isDrawerOpen: false })}
      />
      <main className="panel" data-stale={isStale || undefined} aria-busy={isStale}>
        <div className="panel-main">
          <SeriesHeader />
          <NumbersStrip />
          <ChartPanel />
          <Scrubber />
        </div>
        {areNumbersShown ? <NumbersPanel /> : null}
      </main>
      {isReportShown ? <ReportPanel /> : null}
      <StatusBar />
    </div>
  );
}
