import { useNumberFormat } from "#renderer/context";
import { useForecastState, usePastErrors } from "#renderer/forecasts";
import { formatShare, formatSteps, missingText, plural, seasonBefore } from "#renderer/format";
import { TermText } from "#renderer/glossary";
import { meanOver, stepRows } from "./step-words.ts";
import { texts } from "./texts.ts";

/** How far past forecasts were off, in the series' own units, by how far ahead they looked. */
export function StepErrors() {
  const past = usePastErrors();
  const shown = useForecastState((state) => state.shown);
  const number = useNumberFormat(shown);
  if (past === null || shown === null || past.byStep.forecasts === 0) return null;
  const { byStep, level } = past;
  const { series } = shown;
  const repeating = seasonBefore(series.seasonLengths[0] ?? 1, series.frequency);
  const repeated = meanOver(byStep.repeated);
  return (
    <>
      <p>
        {texts.inTheMedianWasOff(plural(byStep.forecasts, "past forecast", "past forecasts"))}
        <strong>{number(meanOver(byStep.errors))}</strong>
        {texts.onAverage(Number.isNaN(repeated) ? "" : texts.repeatingBy(repeating, number(repeated)))}
      </p>
      <table className="step-errors">
        <caption className="visually-hidden">{texts.errorByStep}</caption>
        <thead>
          <tr>
            <th scope="col">
              <TermText id="horizon">{texts.ahead}</TermText>
            </th>
            <th scope="col">
              <TermText id="error">{texts.offBy}</TermText>
            </th>
            <th scope="col">
              <TermText id="seasonal-naive">{texts.repeating(repeating)}</TermText>
            </th>
            <th scope="col">
              <TermText id="coverage">{texts.outside(formatShare(level))}</TermText>
            </th>
          </tr>
        </thead>
        <tbody>
          {stepRows(byStep).map(({ ahead, error, repeated: other, outside }) => (
            <tr key={ahead}>
              <th scope="row">{formatSteps(ahead, series.frequency)}</th>
              <td>{number(error)}</td>
              <td>{Number.isNaN(other) ? missingText : number(other)}</td>
              <td>{Number.isNaN(outside) ? missingText : formatShare(outside)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
