import type { ForecastExplanation } from "#domain/influence";
import type { Frequency } from "#domain/series";
import { formatCount } from "#renderer/format";
import { WithTip } from "#renderer/ui";
import { Button as AriaButton } from "react-aria-components";
import { texts } from "./texts.ts";
import { aheadText, effectText, errorText } from "./words.ts";

/** What each influence that the forecast knows of does to the series. */
export function Effects({
  explanation: { effects, notes, parts },
  frequency,
}: {
  readonly explanation: ForecastExplanation;
  readonly frequency: Frequency;
}) {
  if (effects.length === 0 && notes.length === 0 && parts.influences.length === 0) return null;
  return (
    <section className="influences-part" aria-labelledby="influences-effects">
      <h2 className="influences-heading" id="influences-effects">
        {texts.effects}
      </h2>
      {effects.length === 0 ? (
        <p>{texts.noEffects}</p>
      ) : (
        <div className="influences-scroll" tabIndex={0} role="group" aria-label={texts.effects}>
          <table className="influences-table" aria-labelledby="influences-effects">
            <thead>
              <tr>
                <th scope="col">{texts.name}</th>
                <Head title={texts.effect} tip={texts.effectTip} />
                <Head title={texts.error} tip={texts.errorTip} />
                <Head title={texts.seen} tip={texts.seenTip} />
                <th scope="col">{texts.ahead}</th>
              </tr>
            </thead>
            <tbody>
              {effects.map((effect) => (
                <tr key={`${effect.kind} ${effect.name}`}>
                  <th scope="row">{effect.name}</th>
                  <td data-number>{effectText(effect)}</td>
                  <td data-number>{errorText(effect)}</td>
                  <td data-number>{effect.seen === 0 ? "" : formatCount(effect.seen)}</td>
                  <td>{aheadText(effect, frequency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {notes.map((note) => (
        <p key={note} className="rule-detail">
          {note}
        </p>
      ))}
    </section>
  );
}

function Head({ title, tip }: { readonly title: string; readonly tip: string }) {
  return (
    <th scope="col" data-number>
      <WithTip tip={tip}>
        <AriaButton className="influences-head">{title}</AriaButton>
      </WithTip>
    </th>
  );
}
