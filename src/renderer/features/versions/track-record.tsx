import { useId, useState } from "react";
import type { ForecastRecord } from "#domain/difference";
import type { Frequency } from "#domain/series";
import { errorText, useSessionState } from "#renderer/context";
import { formatCount, formatTime, methodText, missingText } from "#renderer/format";
import { Button, HeaderCell } from "#renderer/ui";
import { useVersionsState } from "./context.ts";
import { biasText, dayText, insideText, noTrackText, trackText } from "./words.ts";
import { texts } from "./texts.ts";

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
        {texts.trackRecord(series === "" ? "" : texts.of(series))}
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
      <div className="versions-scroll" tabIndex={0} role="group" aria-label={texts.trackRecordScrollable}>
        <table className="versions-table" aria-label={texts.trackRecord2}>
          <thead>
            <tr>
              <HeaderCell title={texts.madeOn} tip={texts.whenThisForecastWasFirst} />
              <HeaderCell title={texts.seenUpTo} tip={texts.theLastStepThatThe} />
              <th scope="col">{texts.model}</th>
              <HeaderCell title={texts.stepsThatHaveCome} tip={texts.forecastStepsThatHaveA} />
              <HeaderCell title={texts.within80} tip={texts.valuesThatCameWithinThe} />
              <HeaderCell title={texts.bias} tip={texts.meanOfTheForecastMedian} />
              <HeaderCell title={texts.mASE} tip={texts.theForecastsMeanAbsoluteError} />
            </tr>
          </thead>
          <tbody>
            {records
              .slice(0, isWhole ? undefined : rowsAtOnce)
              .map(({ madeMs, seen, model, bands, horizon, isCorrected, outcome }) => (
                <tr key={`${model} ${horizon} ${seen} ${madeMs}`}>
                  <td data-short>{dayText(madeMs)}</td>
                  <td data-short>{formatTime(seen, frequency)}</td>
                  <td>
                    {methodText(model, forecasters, models)}
                    {bands === "calibrated" ? <span className="versions-detail">{texts.rangesCorrected}</span> : null}
                    {isCorrected ? <span className="versions-detail">{texts.madeOnCorrectedData}</span> : null}
                  </td>
                  <td data-short>{texts.of2(formatCount(outcome.steps), formatCount(horizon))}</td>
                  <td data-short>{insideText(outcome)}</td>
                  <td data-short>{biasText(outcome)}</td>
                  <td data-short>{outcome.mase === null ? missingText : outcome.mase.toFixed(2)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {isWhole || records.length <= rowsAtOnce ? null : (
        <Button onPress={() => setWhole(true)}>{texts.showAll(formatCount(records.length))}</Button>
      )}
    </>
  );
}
