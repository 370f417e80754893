import { useEffect } from "react";
import type { CrashReport } from "#domain/health";
import { capital, formatStep } from "#renderer/format";
import { Button } from "#renderer/ui";
import { useDiagnostics, useDiagnosticsState } from "./context.ts";
import { texts } from "./texts.ts";

/** What ended unasked, and what is known of it. */
export function CrashesTab() {
  const diagnostics = useDiagnostics();
  const crashes = useDiagnosticsState((state) => state.crashes);
  const said = useDiagnosticsState((state) => state.crashesSaid);
  useEffect(() => void diagnostics.lookForCrashes(), [diagnostics]);
  return (
    <>
      <p className="dialog-hint">{texts.crashesStay}</p>
      {crashes === null ? (
        said === null ? (
          <p className="dialog-none">{texts.loading}</p>
        ) : null
      ) : crashes.length === 0 ? (
        <p className="dialog-none">{texts.noCrashes}</p>
      ) : (
        <ul className="finding-list" aria-label={texts.crashes}>
          {crashes.map((crash) => (
            <Crash key={crash.id} crash={crash} />
          ))}
        </ul>
      )}
      <p className="dialog-hint" role="status">
        {said}
      </p>
    </>
  );
}

function Crash({ crash: { id, time, process, reason, exitCode, hasMinidump, text } }: { readonly crash: CrashReport }) {
  const diagnostics = useDiagnostics();
  const details = [
    ...(exitCode === null ? [] : [texts.crashExit(exitCode)]),
    ...(hasMinidump ? [texts.withMinidump] : []),
  ];
  return (
    <li className="finding">
      <p>
        <strong>{capital(process)}</strong>
        <time className="finding-count" dateTime={time}>
          {formatStep(localMs(time), { unit: "second", count: 1 })}
        </time>
      </p>
      <p className="finding-detail">{[reason, ...details].join(", ")}</p>
      <details className="crash-text">
        <summary>{texts.wholeReport}</summary>
        <pre tabIndex={0} aria-label={texts.wholeReport}>
          {text}
        </pre>
      </details>
      <p className="crash-actions">
        <Button tone="quiet" onPress={() => void diagnostics.actOnCrash(id, "show")}>
          {texts.showInFolder}
        </Button>
        <Button tone="quiet" onPress={() => void diagnostics.actOnCrash(id, "copy")}>
          {texts.copy}
        </Button>
        <Button tone="quiet" onPress={() => void diagnostics.actOnCrash(id, "delete")}>
          {texts.delete}
        </Button>
      </p>
    </li>
  );
}

/** As the clock on the wall showed it. */
function localMs(time: string): number {
  const at = new Date(time);
  return at.getTime() - at.getTimezoneOffset() * 60_000;
}
