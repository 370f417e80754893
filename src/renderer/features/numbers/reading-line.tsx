import { CircleCheck, CircleX } from "lucide-react";
import type { KeyboardEvent } from "react";
import { mainShare } from "#engine/figure";
import { useNumberFormat, useSight, useSightState, useViewState } from "#renderer/context";
import { type Shown, useForecastState } from "#renderer/forecasts";
import { readingOf, readingText, stepRole } from "./reading-words.ts";
import { texts } from "./texts.ts";
import "./numbers.css";

/** In the place of what can't be said; nothing while the first picture is on its way. */
const emptyText = (shown: Shown | null): string | null => (shown === null ? null : texts.noForecast);

/** What most people came for, in one line: the step under the pointer or of the arrow keys, and otherwise the horizon. */
export function ReadingLine() {
  const sight = useSight();
  const shown = useForecastState((state) => state.shown);
  const pointed = useSightState((state) => state.pointed);
  const number = useNumberFormat(shown);
  const share = useViewState((state) => mainShare(state.chart.shares));
  const reading = shown === null ? null : readingOf(shown, pointed, number, share);
  const forecast = shown?.forecast ?? null;
  const last = (forecast?.horizon ?? 1) - 1;
  const step = reading?.step ?? last;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = {
      ArrowLeft: step - 1,
      ArrowDown: step - 1,
      ArrowRight: step + 1,
      ArrowUp: step + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") sight.setState({ pointed: null });
    if (next === undefined || forecast === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    sight.setState({ pointed: forecast.times[Math.min(Math.max(next, 0), last)] ?? null });
  };
  const text = reading === null ? "" : readingText(reading);
  return (
    <p
      className="reading truncate"
      role="spinbutton"
      tabIndex={0}
      aria-label={texts.step}
      aria-valuemin={1}
      aria-valuemax={last + 1}
      aria-valuenow={step + 1}
      aria-valuetext={text}
      title={shown === null || reading === null ? "" : `${stepRole(reading.step, shown)}. ${text}`}
      onKeyDown={onKeyDown}
      onBlur={() => sight.setState({ pointed: null })}
    >
      {reading === null ? (
        (emptyText(shown) ?? "\u00A0")
      ) : (
        <>
          <span className="reading-when">{reading.when}:</span>{" "}
          <strong className="reading-value">{reading.value}</strong>
        </>
      )}
      {reading?.range == null ? null : <span>, {reading.range}</span>}
      {reading?.change == null ? null : <span>, {reading.change}</span>}
      {reading?.actual == null ? null : (
        <span className="reading-actual">
          , {reading.actual.text}
          {reading.actual.isInside === null ? null : reading.actual.isInside ? (
            <span className="verdict verdict-in">
              <CircleCheck aria-hidden /> {texts.isWithin}
            </span>
          ) : (
            <span className="verdict verdict-out">
              <CircleX aria-hidden /> {texts.isOutside}
            </span>
          )}
        </span>
      )}
      {reading?.inside == null ? null : <span>, {reading.inside}</span>}
    </p>
  );
}
