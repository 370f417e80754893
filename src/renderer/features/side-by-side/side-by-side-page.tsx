import { FolderOpen, RotateCw, Table2 } from "lucide-react";
import { useCommands } from "#renderer/commands";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatCount } from "#renderer/format";
import { Button, Page } from "#renderer/ui";
import { Bar } from "./bar.tsx";
import { useSideBySide, useSideBySideState } from "./context.ts";
import { Grid } from "./grid.tsx";
import type { Shortage } from "./compared.ts";
import { maxLines } from "./look.ts";
import { OneChart } from "./one-chart.tsx";
import { ReadingLine } from "./reading-line.tsx";
import { texts } from "./texts.ts";
import { type PanelView, usePanels } from "./use-pictures.ts";
import { countText } from "./words.ts";
import "./side-by-side.css";

/** Forecasts beside each other: of series, models, past origins or files. */
export function SideBySidePage() {
  const page = useSideBySide();
  const file = useActive((open) => open.dataset.name) ?? "";
  const series = useActive((open) => selectedSeries(open).id) ?? "";
  const kind = useSideBySideState((state) => state.look.kind);
  const subject = kind === "series" || series === "" ? file : series;
  return (
    <Page className="beside" title={texts.title} subject={subject} back={texts.back} onClose={() => page.close()}>
      <Content />
    </Page>
  );
}

function Content() {
  const layout = useSideBySideState((state) => state.look.layout);
  const shortage = useSideBySideState((state) => state.shortage);
  const views = usePanels();
  return (
    <>
      <Bar views={views} status={<Status views={views} />} />
      {views.length === 0 ? (
        <Empty shortage={shortage} />
      ) : layout === "grid" ? (
        <Grid views={views} />
      ) : (
        <OneChart views={views.slice(0, maxLines)} />
      )}
      <ReadingLine views={layout === "grid" ? views : views.slice(0, maxLines)} />
    </>
  );
}

/** How many there are, how far they are, and what is missing. Always one line. */
function Status({ views }: { readonly views: readonly PanelView[] }) {
  const page = useSideBySide();
  const shortage = useSideBySideState((state) => state.shortage);
  const ordering = useSideBySideState((state) => state.ordering);
  const kind = useSideBySideState((state) => state.look.kind);
  const layout = useSideBySideState((state) => state.look.layout);
  const waiting = views.filter(({ panel }) => panel.shown === null && panel.error === null).length;
  const failed = views.filter(({ panel }) => panel.error !== null).length;
  const parts = [
    countText(kind, views.length),
    layout === "one" && views.length > maxLines
      ? texts.firstLines(formatCount(maxLines), formatCount(views.length))
      : "",
    waiting > 0 ? texts.waitingFor(formatCount(waiting)) : "",
    ordering === null ? "" : texts.ordering(formatCount(ordering.known), formatCount(ordering.total)),
    shortage?.why === "not-in" ? texts.notIn(shortage.files.join(", ")) : "",
    failed > 0 ? texts.failed(formatCount(failed)) : "",
  ];
  return (
    <div className="beside-status">
      <p className="beside-soft truncate" role="status">
        {parts.filter((part) => part !== "").join(" · ")}
      </p>
      {failed === 0 ? null : (
        <Button tone="quiet" onPress={() => page.retry()}>
          <RotateCw aria-hidden />
          {texts.tryAgain}
        </Button>
      )}
    </div>
  );
}

/** Why there is nothing to see, and the way on. */
function Empty({ shortage }: { readonly shortage: Shortage | null }) {
  const commands = useCommands();
  return (
    <div className="beside-empty">
      <p>{shortage === null ? texts.loading : emptyText(shortage)}</p>
      {shortage?.why === "nothing-chosen" ? (
        <Button onPress={() => commands.run("all-series")}>
          <Table2 aria-hidden />
          {texts.openTable}
        </Button>
      ) : null}
      {shortage?.why === "one-file" ? (
        <Button onPress={() => commands.run("open")}>
          <FolderOpen aria-hidden />
          {texts.openFile}
        </Button>
      ) : null}
    </div>
  );
}

function emptyText({ why }: Shortage): string {
  switch (why) {
    case "nothing-chosen":
      return texts.nothingChosen;
    case "too-short":
      return texts.tooShort;
    case "one-file":
    case "not-in":
      return texts.oneFile;
    case "ranking":
      return texts.rankingNow;
  }
}
