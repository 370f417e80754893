import { useEffect, useState } from "react";
import { ProgressBar } from "react-aria-components";
import { formatBytes, formatDuration, plural } from "#renderer/format";
import { estimateRemainingMs, shareRead } from "#renderer/datasets";
import type { ImportState } from "./importing.ts";
import { shortcutOf } from "#renderer/commands";
import { useImporting } from "./context.ts";
import { Button } from "#renderer/ui";
import { texts } from "./texts.ts";
import "./cards.css";

export interface ImportProgressCardProps {
  readonly state: Extract<ImportState, { status: "running" }>;
  /** Beside an open dataset it takes a corner and not the window. */
  readonly isFloating?: boolean;
}

const phaseText = { reading: "Reading", regularising: "Finding steps and gaps", hashing: "Finishing" } as const;

/** A running import. */
export function ImportProgressCard({ state, isFloating = false }: ImportProgressCardProps) {
  const importing = useImporting();
  const { name, waiting } = state;
  const Title = isFloating ? "h2" : "h1";
  return (
    <section className={isFloating ? "card card-floating" : "card"} aria-label={texts.opening(name)}>
      <div className="card-heading">
        <Title className="card-title truncate">{name}</Title>
        {waiting > 0 ? <span className="card-note">{plural(waiting, "more file", "more files")}</span> : null}
      </div>
      <ImportProgress state={state} />
      <div className="card-actions">
        <Button onPress={() => importing.cancel()}>
          {texts.cancel}
          <kbd>{shortcutOf("cancel-import")}</kbd>
        </Button>
      </div>
    </section>
  );
}

/** How far reading is, and how long it will take. */
export function ImportProgress({
  state,
  className = "",
}: {
  readonly state: ImportProgressCardProps["state"];
  readonly className?: string;
}) {
  const { progress, name, sizeBytes } = state;
  // The clock runs on between two reports of progress.
  const [now, setNow] = useState(state.startedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);

  const share = shareRead(progress);
  const remaining = estimateRemainingMs(progress, now - state.startedAtMs);
  const isReading = progress === null || progress.phase === "reading";
  return (
    <div className={className}>
      <ProgressBar
        className="progress"
        aria-label={texts.opening(name)}
        isIndeterminate={share === null || !isReading}
        value={share === null ? 0 : share * 100}
      >
        {({ percentage, isIndeterminate }) => (
          <div className="progress-track" data-indeterminate={isIndeterminate || undefined}>
            <div className="progress-fill" style={isIndeterminate ? undefined : { width: `${percentage ?? 0}%` }} />
          </div>
        )}
      </ProgressBar>
      <dl className="progress-facts">
        <div>
          <dt>{phaseText[progress?.phase ?? "reading"]}</dt>
          <dd>{texts.of2(formatBytes(progress?.bytes ?? 0), formatBytes(progress?.totalBytes ?? sizeBytes))}</dd>
        </div>
        <div>
          <dt>{texts.rows}</dt>
          <dd>{plural(progress?.rows ?? 0, "row", "rows")}</dd>
        </div>
        {/* Kept in place while there is nothing to say, so that nothing moves when there is. */}
        <div className={remaining === null ? "unseen" : undefined}>
          <dt>{texts.timeLeft}</dt>
          <dd>{remaining === null ? "\u00A0" : texts.about(formatDuration(remaining))}</dd>
        </div>
      </dl>
    </div>
  );
}
