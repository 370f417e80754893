import { Button } from "react-aria-components";
import { type Anomalies, type Changepoints, columnWords } from "#domain/profile";
import type { NumberFormat } from "#engine/format";
import { fixed, formatCount } from "#renderer/format";
import { useProfilePages } from "./context.ts";
import { WordTable } from "./word-table.tsx";
import { changeWords } from "./words.ts";

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
        <section className="profile-section" aria-label="Changepoints">
          <h2 className="profile-heading">Changepoints</h2>
          {changepoints.list.length === 0 ? (
            <p className="profile-note">Level, slope and noise stay as they are.</p>
          ) : (
            <WordTable
              label="Changepoints"
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
        <section className="profile-section" aria-label="Anomalies">
          <h2 className="profile-heading">
            Anomalies{" "}
            {anomalies.total > anomalies.list.length ? (
              <span className="profile-soft">
                the {formatCount(anomalies.list.length)} strongest of {formatCount(anomalies.total)}
              </span>
            ) : null}
          </h2>
          {anomalies.list.length === 0 ? (
            <p className="profile-note">No value is far from what trend and seasons say.</p>
          ) : (
            <WordTable
              label="Anomalies"
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
    <Button className="profile-link" aria-label={`${text}: show on the chart`} onPress={() => pages.goTo(step)}>
      {text}
    </Button>
  );
}
