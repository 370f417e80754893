import { type ReactNode, useEffect } from "react";
import { useView, useViewState } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { Evidence } from "#renderer/features/evidence";
import { useForecastState } from "#renderer/forecasts";
import { queuePanel } from "#renderer/features/queue";
import { reportPanel } from "#renderer/features/report";
import { ChartPanel, PeriodChoice } from "#renderer/features/chart";
import { comparisonPage } from "#renderer/features/comparison";
import { correctingPage } from "#renderer/features/correcting";
import { availabilityPage } from "#renderer/features/availability";
import { NumbersPanel, NumbersStrip } from "#renderer/features/numbers";
import { Scrubber } from "#renderer/features/scrubbing";
import { SeriesHeader, Sidebar } from "#renderer/features/series";
import { profilePage } from "#renderer/features/profile";
import { versionsPage } from "#renderer/features/versions";
import { Later, LoadFailure } from "#renderer/ui";
import { StatusBar } from "./status-bar.tsx";
import { Toolbar } from "./toolbar.tsx";
import "./workspace.css";

/** Pages in the place of the forecast. */
const pages = {
  availability: availabilityPage,
  comparison: comparisonPage,
  correcting: correctingPage,
  profile: profilePage,
  versions: versionsPage,
};

/** An open dataset: series on the left, the selected one's fan chart and its controls on the right. */
export function Workspace() {
  const view = useView();
  const isSidebarShown = useViewState((state) => state.isSidebarShown);
  const isDrawerOpen = useViewState((state) => state.isDrawerOpen);
  const isReportShown = useViewState((state) => state.isReportShown);
  const isQueueShown = useViewState((state) => state.isQueueShown);
  const areNumbersShown = useViewState((state) => state.areNumbersShown);
  const page = useViewState((state) => state.page);
  const isStale = useIsStale();

  useEffect(() => {
    // What had the focus went with the view before this one. The scrubber is where the keyboard is wanted first.
    if (document.activeElement === document.body) {
      document.querySelector<HTMLInputElement>(".slider input")?.focus({ preventScroll: true });
    }
  }, [page]);

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
      <div className="drawer-shade" aria-hidden="true" onPointerDown={() => view.setState({ isDrawerOpen: false })} />
      {page !== "forecast" ? (
        <Later
          key={page}
          part={pages[page]}
          waiting={(isSlow) => (
            <main className="panel panel-later" aria-busy="true">
              {isSlow ? (
                <p className="load-wait" role="status">
                  Opening…
                </p>
              ) : null}
            </main>
          )}
          failed={(retry) => (
            <main className="panel panel-later">
              <LoadFailure onRetry={retry} />
            </main>
          )}
        />
      ) : (
        <main className="panel" data-stale={isStale || undefined} aria-busy={isStale}>
          <div className="panel-main">
            <SeriesHeader />
            <NumbersStrip />
            <ChartPanel evidence={<Evidence />} />
            <Scrubber period={<PeriodChoice />} />
          </div>
          {areNumbersShown ? <NumbersPanel /> : null}
        </main>
      )}
      {isReportShown ? <Later part={reportPanel} failed={failedSide} /> : null}
      {isQueueShown ? <Later part={queuePanel} failed={failedSide} /> : null}
      <StatusBar />
    </div>
  );
}

/** In the place of a panel beside the chart. */
const failedSide = (retry: () => void): ReactNode => (
  <aside className="side-failed">
    <LoadFailure onRetry={retry} />
  </aside>
);

/** Whether another series than the selected one is still on screen, because the selected one takes its time or failed. */
function useIsStale(): boolean {
  const series = useActive(selectedSeries);
  return useForecastState(
    ({ shown, isSlow, error }) => shown !== null && shown.series !== series && (isSlow || error !== null),
  );
}
