import { type ReactNode, useEffect } from "react";
import { useNumbersShown, useView, useViewState } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { Evidence } from "#renderer/features/evidence";
import { useForecastState } from "#renderer/forecasts";
import { queuePanel } from "#renderer/features/queue";
import { reportPanel } from "#renderer/features/report";
import { ChartPanel, PeriodChoice } from "#renderer/features/chart";
import { comparisonPage } from "#renderer/features/comparison";
import { correctingPage, MarkingMenu, OutlierHint } from "#renderer/features/correcting";
import { availabilityPage } from "#renderer/features/availability";
import { overviewPage, useWayBack } from "#renderer/features/overview";
import { CopyNumbersButton } from "#renderer/features/exporting";
import { NumbersPanel, ReadingLine } from "#renderer/features/numbers";
import { Scrubber } from "#renderer/features/scrubbing";
import { SeriesHeader, Sidebar } from "#renderer/features/series";
import { profilePage } from "#renderer/features/profile";
import { adjustBar, scenariosPage } from "#renderer/features/scenarios";
import { useAdjustingState } from "#renderer/scenarios";
import { overlayNote, useOverlayState } from "#renderer/overlay";
import { influencesPage } from "#renderer/features/influences";
import { sideBySidePage } from "#renderer/features/side-by-side";
import { ThresholdLayer, ThresholdsSide, useThresholdMenu } from "#renderer/features/thresholds";
import { totalsPage, TotalsReading } from "#renderer/features/totals";
import { versionsPage } from "#renderer/features/versions";
import { Later, LoadFailure } from "#renderer/ui";
import { SeriesMenu } from "./series-menu.tsx";
import { StatusBar } from "./status-bar.tsx";
import { Toolbar } from "./toolbar.tsx";
import "./workspace.css";
import { texts } from "./texts.ts";

/** Pages in the place of the forecast. */
const pages = {
  availability: availabilityPage,
  comparison: comparisonPage,
  correcting: correctingPage,
  overview: overviewPage,
  profile: profilePage,
  scenarios: scenariosPage,
  "side-by-side": sideBySidePage,
  totals: totalsPage,
  influences: influencesPage,
  versions: versionsPage,
};

/** An open dataset: its series on the left where there are several, the selected one's fan chart and its controls on the right. */
export function Workspace() {
  const view = useView();
  const isSidebarShown = useViewState((state) => state.isSidebarShown);
  const isDrawerOpen = useViewState((state) => state.isDrawerOpen);
  const isReportShown = useViewState((state) => state.isReportShown);
  const isQueueShown = useViewState((state) => state.isQueueShown);
  const areNumbersShown = useNumbersShown();
  // A list of one says nothing: what else it has is in the header.
  const hasList = useActive((open) => open.dataset.series.length > 1) === true;
  const page = useViewState((state) => state.page);
  const isStale = useIsStale();
  useWayBack();
  const thresholdActions = useThresholdMenu();

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
      {hasList ? (
        <SeriesMenu>
          <Sidebar />
        </SeriesMenu>
      ) : null}
      {/* A pointer's way out of the drawer; the keyboard has Escape and the toolbar's button. */}
      <div className="drawer-shade" aria-hidden="true" onPointerDown={() => view.setState({ isDrawerOpen: false })} />
      {page !== "forecast" ? (
        <ShownPage page={page} />
      ) : (
        <main className="panel" data-stale={isStale || undefined} aria-busy={isStale}>
          <div className="panel-main">
            <SeriesHeader />
            <ChartPanel
              evidence={
                <Evidence
                  reading={
                    <TotalsReading>
                      <ReadingLine />
                    </TotalsReading>
                  }
                />
              }
              note={
                <>
                  <LaidOver />
                  <Adjusted />
                </>
              }
              hint={<OutlierHint />}
              over={(chart) => <ThresholdLayer chart={chart} />}
              menu={thresholdActions}
            />
            <Scrubber period={<PeriodChoice />} />
          </div>
          {areNumbersShown ? <NumbersPanel actions={<CopyNumbersButton />} /> : null}
        </main>
      )}
      <MarkingMenu />
      {isReportShown ? <Later part={reportPanel} failed={failedSide} /> : null}
      {isQueueShown ? <Later part={queuePanel} failed={failedSide} /> : null}
      <ThresholdsSide failed={failedSide} />
      <StatusBar />
    </div>
  );
}

/** A page in the place of the forecast. Rows of the table of series have the menu of the list beside it. */
function ShownPage({ page }: { readonly page: keyof typeof pages }) {
  const shown = (
    <Later
      key={page}
      part={pages[page]}
      waiting={(isSlow) => (
        <main className="panel panel-later" aria-busy="true">
          {isSlow ? (
            <p className="load-wait" role="status">
              {texts.opening}
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
  );
  return page === "overview" ? <SeriesMenu>{shown}</SeriesMenu> : shown;
}

/** The line about what is laid over the forecast. */
function LaidOver() {
  const isLaid = useOverlayState((state) => state.shown !== null);
  return isLaid ? <Later part={overlayNote} failed={() => null} /> : null;
}

/** What is put on top of the forecast, and the mode for that. */
function Adjusted() {
  const isOn = useAdjustingState((state) => state.isOn);
  const isAdjusted = useForecastState((state) => state.shown?.plain !== undefined);
  return isOn || isAdjusted ? <Later part={adjustBar} failed={() => null} /> : null;
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
