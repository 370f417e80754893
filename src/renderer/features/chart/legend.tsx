import type { ReactNode } from "react";
import { mainShare, shareLabel } from "#engine/figure";
import {
  EventShape,
  flagMeanings,
  flagNames,
  FlagShape,
  type MarkedCode,
  markedCodes,
  missingSpans,
} from "#renderer/charts";
import { useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { formatCount, plural } from "#renderer/format";
import { useSeriesEventsState } from "#renderer/profiles";
import { TermText } from "#renderer/glossary";
import { bandKind } from "./readout-words.ts";
import { texts } from "./texts.ts";

/** What the lines and shades are. Those that come and go are at its end and keep their places, so that nothing moves. */
export function Legend() {
  const representation = useViewState((state) => state.chart.representation);
  const shares = useViewState((state) => state.chart.shares);
  const main = mainShare(shares);
  const hasActuals = useForecastState((state) => state.shown?.forecast?.actuals != null);
  const hasGaps = useForecastState((state) => state.shown !== null && missingSpans(state.shown.values).length > 0);
  return (
    <ul className="legend" aria-label={texts.legend}>
      <li className="key key-history">{texts.history}</li>
      <li className="key key-median">
        <TermText id="median">{texts.median}</TermText>
      </li>
      {representation === "intervals" ? (
        <>
          <li className="key key-bands">
            {shares.map((share) => (
              <span key={share} className={`key-band key-${bandKind(share)}`} />
            ))}
            <TermText id="range">{sharesText(shares)}</TermText>
          </li>
        </>
      ) : (
        <li className="key key-density">{texts.density}</li>
      )}
      <li className="key key-actual" data-off={!hasActuals || undefined} aria-hidden={!hasActuals}>
        {hasActuals ? <TermText id="actual">{texts.actual}</TermText> : texts.actual}
      </li>
      <li className="key key-miss" data-off={!hasActuals || undefined} aria-hidden={!hasActuals}>
        {main === null ? texts.outside : texts.outsideRange(shareLabel(main))}
      </li>
      <li className="key key-missing" data-off={!hasGaps || undefined} aria-hidden={!hasGaps}>
        {texts.missing}
      </li>
    </ul>
  );
}

/** "50 · 80 · 95 %". */
function sharesText(shares: readonly number[]): string {
  const unit = "\u00A0%";
  return `${shares.map((share) => shareLabel(share).replace(unit, "")).join(" · ")}${unit}`;
}

/** The shapes of the flags that this series has, as far as there is room; all of them are in the view menu. */
export function FlagLegend({ hint }: { readonly hint: ReactNode }) {
  const areShown = useViewState((state) => state.chart.areFlagsShown);
  const codes = useFlagCodes();
  // Its place stays when it is empty.
  return (
    <div className="flag-slot">
      {areShown && codes.length > 0 ? <FlagKeys label={texts.flags} /> : null}
      <EventKeys />
      {hint}
    </div>
  );
}

const eventKinds = [
  { kind: "changepoint", name: "Change", words: "the level, the slope or the size of the noise changed" },
  { kind: "anomaly", name: "Anomaly", words: "far from what trend and seasons say" },
] as const;

/** Marks of the profile, where they are shown and there are some. */
function EventKeys() {
  const events = useSeriesEventsState((state) => state.events);
  if (events === null) return null;
  const counts = { changepoint: events.changepoints.length, anomaly: events.anomalies.length };
  const kinds = eventKinds.filter(({ kind }) => counts[kind] > 0);
  if (kinds.length === 0) return null;
  return (
    <ul className="legend flag-legend" aria-label={texts.changesAndAnomalies}>
      {kinds.map(({ kind, name, words }) => (
        <li key={kind} className="key key-flag" title={`${plural(counts[kind], "step", "steps")}: ${words}`}>
          <EventShape kind={kind} />
          {name} <span className="key-count">{formatCount(counts[kind])}</span>
        </li>
      ))}
    </ul>
  );
}

/** Each kind of flag with its shape and how many steps have it. */
export function FlagKeys({ label }: { readonly label: string }) {
  const steps = useForecastState((state) => state.shown?.values.flags.steps);
  const codes = useFlagCodes();
  return (
    <ul className="legend flag-legend" aria-label={label}>
      {codes.map((code) => (
        <li
          key={code}
          className="key key-flag"
          title={`${plural(steps?.[code] ?? 0, "step", "steps")}: ${flagMeanings[code]}`}
        >
          <FlagShape code={code} />
          {flagNames[code]} <span className="key-count">{formatCount(steps?.[code] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The flags of the series on screen that the chart marks. */
export function useFlagCodes(): readonly MarkedCode[] {
  const steps = useForecastState((state) => state.shown?.values.flags.steps);
  return steps === undefined ? [] : markedCodes.filter((code) => steps[code] !== undefined);
}
