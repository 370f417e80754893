import type { LiveDiagnostics } from "#domain/health";
import { capital, formatCount, formatDuration, formatMs, formatShare, inWords, plural } from "#renderer/format";
import { Facts, NumberTable } from "./facts.tsx";

/** What waits, what is refused, and when that is tried again. */
export function QueueTab({ live: { health, paused } }: { readonly live: LiveDiagnostics }) {
  const waiting = Object.values(health.queues).reduce((sum, queue) => sum + queue.waiting, 0);
  const running = Object.values(health.queues).reduce((sum, queue) => sum + queue.running, 0);
  const counts = Object.fromEntries(Object.entries(health.counts).filter(([, count]) => count > 0));
  return (
    <>
      <p className="dialog-lead">
        {waiting + running === 0
          ? "Nothing waits."
          : `${plural(waiting, "forecast waits", "forecasts wait")}, ${formatCount(running)} in work, ${formatCount(health.forecastsPerSecond)} a second. The fullest queue is ${formatShare(health.load)} full.`}
      </p>
      {paused.length === 0 ? null : (
        <ul className="finding-list" aria-label="Paused background work">
          {paused.map(({ series, model, horizon, reason, retryInMs }) => (
            <li key={`${series} ${model} ${horizon}`} className="finding finding-warning">
              <p>
                <strong>Paused: {series}</strong>
                <span className="finding-count">
                  {model}, {plural(horizon, "step", "steps")} ahead
                </span>
              </p>
              <p className="finding-detail">
                {reason} Next try in {formatDuration(retryInMs)}.
              </p>
            </li>
          ))}
        </ul>
      )}
      <h3 className="dialog-section">Queues</h3>
      <NumberTable
        label="Queues"
        head={["Queue", "Waiting", "Running", "Longest wait", "Done"]}
        rows={Object.entries(health.queues).map(([name, queue]) => [
          capital(inWords(name)),
          formatCount(queue.waiting),
          formatCount(queue.running),
          formatMs(queue.oldestMs),
          formatCount(queue.done),
        ])}
      />
      <h3 className="dialog-section">Counts since the start</h3>
      {Object.keys(counts).length === 0 ? (
        <p className="dialog-none">Nothing yet.</p>
      ) : (
        <Facts entries={counts} isNamed />
      )}
    </>
  );
}
