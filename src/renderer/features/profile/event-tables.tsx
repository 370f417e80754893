import { Button } from "react-aria-components";
import { type Anomalies, type Changepoints, columnWords } from "#domain/profile";
import type { NumberFormat } from "#engine/format";
import { fixed, formatCount } from "#renderer/format";
import { useProfilePages } from "./context.ts";
import { WordTable } from "./word-table.tsx";
import { changeWords } from "./words.ts";
import { texts } from "./texts.ts";

/** When the series changed, and which values stand out. Each leads to its step on the chart. */
export function EventTables({
  changepoints,
  anomalies,
  write,
  time,
  notes,
}: {
  readonly changepoints: Changepoints | null;
  readonly anomalies: Anomalies | null;
  readonly write: NumberFormat;
  readonly time: (step: number) => string;
  readonly notes: readonly string[];
}) {
  const { before, after, value, expected, score } = columnWords;
  return (
    <div className="profile-pictures">
      {changepoints === null ? null : (
        <section className="profile-section" aria-label={texts.changepoints}>
          <h2 className="profile-heading">{texts.changepoints}</h2>
          {changepoints.list.length === 0 ? (
            <p className="profile-note">{texts.levelSlopeAndNoiseStay}</p>
          ) : (
            <WordTable
              label={texts.changepoints}
              columns={[{ label: "From" }, { label: "What changed", isText: true }, before, after]}
              rows={changepoints.list.map((change) => ({
                id: String(change.step),
                cells: [
                  <PlaceButton key="place" step={change.step} text={time(change.step)} />,
                  changeWords[change.kind],
                  write(change.before),
                  write(change.after),
                ],
              }))}
            />
          )}
        </section>
      )}
      {anomalies === null ? null : (
        <section className="profile-section" aria-label={texts.anomalies}>
          <h2 className="profile-heading">
            {texts.anomalies2}
            {anomalies.total > anomalies.list.length ? (
              <span className="profile-soft">
                {texts.theStrongestOf(formatCount(anomalies.list.length), formatCount(anomalies.total))}
              </span>
            ) : null}
          </h2>
          {anomalies.list.length === 0 ? (
            <p className="profile-note">{texts.noValueIsFarFrom}</p>
          ) : (
            <WordTable
              label={texts.anomalies}
              columns={[{ label: "Time" }, { label: "Side", isText: true }, value, expected, score]}
              rows={anomalies.list.map((anomaly) => ({
                id: String(anomaly.step),
                cells: [
                  <PlaceButton key="place" step={anomaly.step} text={time(anomaly.step)} />,
                  anomaly.kind === "high" ? "High" : "Low",
                  write(anomaly.value),
                  write(anomaly.expected),
                  fixed(anomaly.score, 1),
                ],
              }))}
            />
          )}
        </section>
      )}
      {(changepoints === null || anomalies === null) && notes.length > 0 ? (
        <div className="profile-section">
          {notes.map((note) => (
            <p key={note} className="profile-note">
              {note}
            </p>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function PlaceButton({ step, text }: { readonly step: number; readonly text: string }) {
  const pages = useProfilePages();
  return (
    <Button className="profile-link" aria-label={texts.showOnTheChart(text)} onPress={() => pages.goTo(step)}>
      {text}
    </Button>
  );
}
