import { useEffect, useState, type ReactNode } from "react";
import { ProgressBar } from "react-aria-components";
import { formatCount, formatDuration } from "#renderer/format";
import { quietMs } from "#renderer/context";
import { estimateRemainingMs, shareRead } from "./import-progress.ts";
import { useReimportingState } from "./context.ts";
import { outcomeText, type ReimportState } from "./reimporting.ts";
import { texts } from "./texts.ts";
import "./datasets.css";

/** How reading the file again goes, or went; while nothing is known, the words given. */
export function ReimportStatus({ children }: { readonly children?: ReactNode }) {
  const state = useReimportingState((current) => current);
  if (state.status === "running") return <Progress state={state} />;
  if (state.status === "failed") {
    const { code, message, hint, row, column } = state.error;
    const place = [row === undefined ? "" : `row ${formatCount(row)}`, column === undefined ? "" : `column “${column}”`]
      .filter(Boolean)
      .join(", ");
    return (
      <p className="import-outcome import-outcome-error" role="alert" data-code={code}>
        {message} {place === "" ? "" : `(${place}) `}
        {hint}
      </p>
    );
  }
  return (
    <p className="import-outcome" role="status">
      {children ?? (state.status === "done" ? outcomeText(state) : null)}
    </p>
  );
}

function Progress({
  state: { startedAtMs, progress },
}: {
  readonly state: Extract<ReimportState, { status: "running" }>;
}) {
  const [now, setNow] = useState(startedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), quietMs);
    return () => clearInterval(timer);
  }, [startedAtMs]);
  const share = shareRead(progress);
  const remaining = estimateRemainingMs(progress, now - startedAtMs);
  return (
    <ProgressBar
      className={now - startedAtMs >= quietMs ? "progress import-outcome" : "progress import-outcome unseen"}
      aria-label={texts.readingTheFileAgain}
      isIndeterminate={share === null || share >= 1}
      value={(share ?? 0) * 100}
    >
      {({ percentage, isIndeterminate }) => (
        <>
          <div className="progress-track" data-indeterminate={isIndeterminate || undefined}>
            <div className="progress-fill" style={isIndeterminate ? undefined : { width: `${percentage ?? 0}%` }} />
          </div>
          <span className="import-remaining">
            {remaining === null ? "\u00A0" : texts.aboutLeft(formatDuration(remaining))}
          </span>
        </>
      )}
    </ProgressBar>
  );
}
