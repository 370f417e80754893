import { zoneName } from "#engine/format";
import type { ExportedForecast, ExportManifest } from "#domain/export";
import { notesOf } from "./fan-of.ts";

/** Reports of thousands of series must stay readable. */
const maxNotes = 200;

/** What there is to say about a forecast. */
export interface SeriesNotes {
  readonly series: string;
  /** Why its model was chosen, what a reader must know before relying on it, and what the past says of it; at least one. */
  readonly notes: readonly string[];
}

export function seriesNotes(forecasts: readonly ExportedForecast[]): SeriesNotes[] {
  return forecasts
    .map((forecast) => ({
      series: forecast.series,
      notes: [...(forecast.choice === undefined ? [] : [forecast.choice.reason]), ...notesOf(forecast)],
    }))
    .filter(({ notes }) => notes.length > 0);
}

/** The manifest as names and texts, for people, and what there is to say about each forecast's model and bands. */
export function manifestEntries(
  manifest: ExportManifest,
  forecasts: readonly ExportedForecast[],
): readonly (readonly [string, string])[] {
  const notes = seriesNotes(forecasts).map(
    ({ series, notes: lines }) => [series, lines.map((line) => line.replace(/\.$/, "")).join(". ")] as const,
  );
  return [
    ["Fantail", manifest.app],
    ["Model", `${manifest.model.id} ${manifest.model.version}`],
    ["Model SHA-256", manifest.model.sha256],
    ["Data SHA-256", manifest.dataHash],
    ...(manifest.timezone === undefined ? [] : [["Time zone", zoneName(manifest.timezone)] as const]),
    ["Execution provider", manifest.executionProvider],
    ["Preprocessing", manifest.preprocessing],
    ...Object.entries(manifest.settings).map(
      ([name, value]) => [`Setting: ${name}`, Array.isArray(value) ? value.join(", ") : String(value)] as const,
    ),
    ...(manifest.warnings ?? []).map(({ message }) => ["Warning", message] as const),
    ...notes.slice(0, maxNotes).map(([series, note]) => [`Series: ${series}`, note] as const),
  ];
}
