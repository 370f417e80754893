import type { LiveDiagnostics, QuestionHealth } from "#domain/health";
import { capital, formatBytes, formatCount, formatShare, inWords, plural } from "#renderer/format";
import { Later, LoadFailure } from "#renderer/ui";
import { useStoragePart } from "./context.ts";
import { NumberTable } from "./facts.tsx";
import { texts } from "./texts.ts";

/** How often the caches helped, what is in them, and what can be done about it. */
export function CacheTab({ live: { health } }: { readonly live: LiveDiagnostics }) {
  const storagePart = useStoragePart();
  // What is on disk is the storage's to say.
  const inMemory = Object.entries(health.caches).filter(([name]) => name !== "disk");
  const questions = Object.entries(health.questions);
  return (
    <>
      <h3 className="dialog-section">{texts.answers}</h3>
      {questions.length === 0 ? (
        <p className="dialog-none">{texts.nothingWasAskedYetThat}</p>
      ) : (
        <NumberTable
          label={texts.answers}
          head={["Question", "Known", "In part", "Computed", "Renewed", "Dropped", "Failed", "Hit rate"]}
          rows={questions.map(([kind, question]) => [
            questionText[kind] ?? capital(inWords(kind)),
            ...[question.hit, question.partial, question.miss, question.stale, question.evicted, question.error].map(
              formatCount,
            ),
            hitRate(question),
          ])}
        />
      )}
      <h3 className="dialog-section">{texts.cachesInMemory}</h3>
      <NumberTable
        label={texts.cachesInMemory}
        head={["Cache", "Items", "Size", "Room"]}
        rows={inMemory.map(([name, { items, bytes, maxBytes }]) => [
          cacheText[name] ?? capital(inWords(name)),
          plural(items, "item", "items"),
          formatBytes(bytes),
          formatBytes(maxBytes),
        ])}
      />
      <Later part={storagePart} failed={(retry) => <LoadFailure onRetry={retry} />} />
    </>
  );
}

function hitRate({ hit, partial, miss, stale }: QuestionHealth): string {
  const all = hit + partial + miss + stale;
  return all === 0 ? "–" : formatShare((hit + stale) / all);
}

const questionText: Readonly<Record<string, string | undefined>> = {
  "band-coverage": "How ranges did",
  backtest: "Scores of the past",
  calibration: "Corrected ranges",
  choice: "Choice of a model",
  density: "Densities",
  forecast: "Statistical forecasts",
  totals: "Sums of forecasts",
};
const cacheText: Readonly<Record<string, string | undefined>> = {
  queries: "Answers",
  closedSeries: "Series of closed files",
};
