import { useId, useState } from "react";
import type { ForecastRecord } from "#domain/difference";
import type { Frequency } from "#domain/series";
import { errorText, useSessionState } from "#renderer/context";
import { formatCount, formatTime, methodText, missingText } from "#renderer/format";
import { Button } from "#renderer/ui";
import { useVersionsState } from "./context.ts";
import { HeaderCell } from "./header-cell.tsx";
import { biasText, dayText, insideText, noTrackText, trackText } from "./words.ts";

/** What else the page shows is not far below. */
const rowsAtOnce = 5;

/** How earlier forecasts of the series in front did, by what its file says now. */
export function TrackRecordSection() {
  const track = useVersionsState((state) => state.track);
  const caption = useId();
  if (track === null) return null;
  const { series, frequency, record, error } = track;
  return (
    <section className="versions-track" aria-labelledby={caption}>
      <h2 id={caption} className="versions-track-title">
        Track record{series === "" ? "" : ` of ${series}`}
      </h2>
      {error === null ? null : (
        <p className="versions-status" data-kind="error" role="alert">
          {errorText(error)}
        </p>
      )}
      {record === null ? null : (
        <p className="versions-about">
          {record.records.length === 0 ? noTrackText(record.isKept) : trackText(record.records)}
        </p>
      )}
      {record === null || record.records.length === 0 ? null : (
        <Records key={`${track.dataset} ${series}`} records={record.records} frequency={frequency} />
      )}
    </section>
  );
}

interface RecordsProps {
  readonly records: readonly ForecastRecord[];
  readonly frequency: Frequency;
}

function Records({ records, frequency }: RecordsProps) {
  const models = useSessionState((state) => state.models);
  const forecasters = useSessionState((state) => state.methods.forecasters);
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <div className="versions-scroll" tabIndex={0} role="group" aria-label="Track record, scrollable">
        <table className="versions-table" aria-label="Track record">
          <thead>
            <tr>
              <HeaderCell title="Made on" tip="When this forecast was first shown" />
              <HeaderCell title="Seen up to" tip="The last step that the forecast knew of" />
              <th scope="col">Model</th>
              <HeaderCell title="Steps that have come" tip="Forecast steps that have a value in the file by now" />
              <HeaderCell title="Inside 80 %" tip="Values that came inside the forecast's 80 % range" />
              <HeaderCell title="Bias" tip="Mean of the forecast median less the value that came" />
              <HeaderCell
                title="MASE"
                tip="The forecast's mean absolute error in units of seasonal naive's within what it knew"
              />
            </tr>
          </thead>
          <tbody>
            {records
              .slice(0, isWhole ? undefined : rowsAtOnce)
              .map(({ madeMs, seen, model, bands, horizon, outcome }) => (
                <tr key={`${model} ${horizon} ${seen}`}>
                  <td data-short>{dayText(madeMs)}</td>
                  <td data-short>{formatTime(seen, frequency)}</td>
                  <td>
                    {methodText(model, forecasters, models)}
                    {bands === "calibrated" ? <span className="versions-detail">Calibrated</span> : null}
                  </td>
                  <td data-short>
                    {formatCount(outcome.steps)} of {formatCount(horizon)}
                  </td>
                  <td data-short>{insideText(outcome)}</td>
                  <td data-short>{biasText(outcome)}</td>
                  <td data-short>{outcome.mase === null ? missingText : outcome.mase.toFixed(2)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {isWhole || records.length <= rowsAtOnce ? null : (
        <Button onPress={() => setWhole(true)}>Show all {formatCount(records.length)}</Button>
      )}
    </>
  );
}
