import type { LiveDiagnostics } from "#domain/health";
import { capital, formatCount, formatDuration, formatMs, formatShare, inWords, plural } from "#renderer/format";
import { Facts, NumberTable } from "./facts.tsx";
import { texts } from "./texts.ts";

/** What waits, what is refused, and when that is tried again. */
export function QueueTab({ live: { health, paused } }: { readonly live: LiveDiagnostics }) {
  const waiting = Object.values(health.queues).reduce((sum, queue) => sum + queue.waiting, 0);
  const running = Object.values(health.queues).reduce((sum, queue) => sum + queue.running, 0);
  const counts = Object.fromEntries(Object.entries(health.counts).filter(([, count]) => count > 0));
  return (
    <>
      <p className="dialog-lead">
        {waiting + running === 0
          ? texts.nothingWaits
          : texts.inWorkASecondThe(
              plural(waiting, "forecast waits", "forecasts wait"),
              formatCount(running),
              formatCount(health.forecastsPerSecond),
              formatShare(health.load),
            )}
      </p>
      {paused.length === 0 ? null : (
        <ul className="finding-list" aria-label={texts.pausedBackgroundWork}>
          {paused.map(({ series, model, horizon, reason, retryInMs }) => (
            <li key={`${series} ${model} ${horizon}`} className="finding finding-warning">
              <p>
                <strong>{texts.paused(series)}</strong>
                <span className="finding-count">{texts.ahead(model, plural(horizon, "step", "steps"))}</span>
              </p>
              <p className="finding-detail">{texts.nextTryIn(reason, formatDuration(retryInMs))}</p>
            </li>
          ))}
        </ul>
      )}
      <h3 className="dialog-section">{texts.queues}</h3>
      <NumberTable
        label={texts.queues}
        head={["Queue", "Waiting", "Running", "Longest wait", "Done"]}
        rows={Object.entries(health.queues).map(([name, queue]) => [
          capital(inWords(name)),
          formatCount(queue.waiting),
          formatCount(queue.running),
          formatMs(queue.oldestMs),
          formatCount(queue.done),
        ])}
      />
      <h3 className="dialog-section">{texts.countsSinceTheStart}</h3>
      {Object.keys(counts).length === 0 ? (
        <p className="dialog-none">{texts.nothingYet}</p>
      ) : (
        <Facts entries={counts} isNamed />
      )}
    </>
  );
}
