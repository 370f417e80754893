import { columnWords, type SeasonEvidence } from "#domain/profile";
import type { Frequency } from "#domain/series";
import type { NumberFormat } from "#engine/format";
import { fixed, percent } from "#renderer/format";
import { WordTable } from "./word-table.tsx";
import { seasonText } from "./words.ts";
import { texts } from "./texts.ts";

/** The season lengths that the values show, each with its evidence. */
export function SeasonTable({
  seasons,
  frequency,
  write,
}: {
  readonly seasons: readonly SeasonEvidence[];
  readonly frequency: Frequency;
  readonly write: NumberFormat;
}) {
  const { length, strength, seasonAutocorrelation, cycles, swing } = columnWords;
  return (
    <section className="profile-section" aria-label={texts.seasons}>
      <h2 className="profile-heading">{texts.seasons}</h2>
      <WordTable
        label={texts.seasons}
        columns={[length, strength, seasonAutocorrelation, cycles, swing, { label: "Found in", isText: true }]}
        rows={seasons.map((season) => ({
          id: String(season.length),
          cells: [
            seasonText(season, frequency),
            percent(season.strength),
            fixed(season.autocorrelation, 2),
            fixed(season.cycles, 1),
            write(season.swing),
            season.source === "calendar" ? "the calendar and the values" : "the values",
          ],
        }))}
      />
    </section>
  );
}
