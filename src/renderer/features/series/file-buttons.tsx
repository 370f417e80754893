import { FileSearch, SlidersHorizontal, TriangleAlert } from "lucide-react";
import { countForAttention, useActive } from "#renderer/datasets";
import { useView, useViewState } from "#renderer/context";
import { formatCount, plural } from "#renderer/format";
import { IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";

/** How a file of one series was read: what the list of series has above it, where there is no list. */
export function FileButtons() {
  const view = useView();
  const isReportShown = useViewState((state) => state.isReportShown);
  const warnings = useActive((open) => countForAttention(open.dataset.warnings)) ?? 0;
  const counted = warnings > 0 ? `, ${plural(warnings, "warning", "warnings")}` : "";
  return (
    <div className="file-buttons">
      <IconButton
        className={warnings > 0 ? "file-report file-warns" : "file-report"}
        label={texts.howTheFileWasRead(counted)}
        aria-expanded={isReportShown}
        onPress={() => view.setState({ isReportShown: !isReportShown, isQueueShown: false })}
      >
        {warnings > 0 ? <TriangleAlert aria-hidden /> : <FileSearch aria-hidden />}
        {warnings > 0 ? <span aria-hidden="true">{formatCount(warnings)}</span> : null}
      </IconButton>
      <IconButton label={texts.importSettings} onPress={() => view.setState({ dialog: "import" })}>
        <SlidersHorizontal aria-hidden />
      </IconButton>
    </div>
  );
}
