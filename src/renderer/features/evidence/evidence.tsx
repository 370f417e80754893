import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { RangeVerdict } from "#domain/score";
import { useSession, useSessionState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { calibrationText, coverageText } from "#renderer/format";
import { TermText, termTip } from "#renderer/glossary";
import { Button, PopoverButton, Segmented } from "#renderer/ui";
import { useCoverage } from "./context.ts";
import { StepErrors } from "./step-errors.tsx";
import { errorText, verdictTitle } from "./trust-words.ts";
import { texts } from "./texts.ts";
import "./evidence.css";

const refiningTexts = {
  choosing: "Choosing a model by its past forecasts…",
  calibrating: "Correcting the ranges with past forecasts…",
} as const;

/** `warned`: whatever the past says of the ranges, the forecast goes beyond what it can say. */
type Verdict = RangeVerdict | "warned" | "unknown";

/** The failure itself is in the diagnostics; here counts that the badge does not wait for ever. */
const retryText = "Comparing failed; it is tried again when you come back to this window";

const warnedTitle = "Further ahead than the past can judge";

const icons = {
  held: CircleCheck,
  "too-narrow": TriangleAlert,
  "too-wide": TriangleAlert,
  "too-few": CircleDashed,
  warned: TriangleAlert,
  unknown: CircleDashed,
} as const satisfies Record<Verdict, unknown>;

/**
 * What is forecast, and what the past says about it, above the fan at all times and each in a place of its own: nothing moves when it
 * comes. `reading` is the forecast in one line.
 */
export function Evidence({ reading }: { readonly reading: ReactNode }) {
  const { title, verdict, sentences, isWorking } = useTrust();
  const Icon = icons[verdict];
  const text = sentences.join(". ");
  return (
    <figcaption className="evidence" data-verdict={verdict} data-working={isWorking || undefined}>
      {reading}
      <div className="trust">
        <PopoverButton
          className="trust-badge"
          tip={termTip("trust-badge")}
          placement="bottom start"
          button={
            <>
              <Icon aria-hidden />
              <span className="truncate" aria-live="polite">
                {title}
              </span>
            </>
          }
        >
          <p className="trust-title">{title}</p>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}.</p>
          ))}
          <CorrectButton verdict={verdict} />
          <StepErrors />
          <p className="trust-about">
            <TermText id="past-forecast">{texts.pastForecasts}</TermText>
            {texts.areMadeAsIfAt}
          </p>
        </PopoverButton>
        <span className="trust-text truncate" title={text}>
          {text === "" ? "\u00A0" : text}
        </span>
        <RangesChoice isWrong={isWrong(verdict)} />
      </div>
    </figcaption>
  );
}

const isWrong = (verdict: Verdict): boolean => verdict === "too-narrow" || verdict === "too-wide";

/** The one control of what the ranges are. Where the past shows them to be wrong it says what to do about it, in its place. */
function RangesChoice({ isWrong: isSuggested }: { readonly isWrong: boolean }) {
  const session = useSession();
  const bands = useSessionState((state) => state.bands);
  const correct = isSuggested && bands === "native";
  return (
    <Segmented
      className={correct ? "ranges-choice ranges-suggested" : "ranges-choice"}
      label={texts.ranges}
      value={bands}
      options={[
        { id: "native", label: "As modelled", tip: "Ranges as the model gives them" },
        {
          id: "calibrated",
          label: correct ? "Correct" : "Corrected",
          name: "Corrected",
          tip: "Ranges widened or narrowed by how far past forecasts missed",
        },
      ]}
      onChange={(next) => session.setBands(next)}
    />
  );
}

function CorrectButton({ verdict }: { readonly verdict: Verdict }) {
  const session = useSession();
  const bands = useSessionState((state) => state.bands);
  if (!isWrong(verdict) || bands === "calibrated") return null;
  return (
    <Button tone="primary" onPress={() => session.setBands("calibrated")}>
      {texts.correctTheRanges}
    </Button>
  );
}

interface Trust {
  readonly title: string;
  readonly verdict: Verdict;
  readonly sentences: readonly string[];
  readonly isWorking: boolean;
}

function useTrust(): Trust {
  const measured = useCoverage((state) => state.measured);
  const isKnown = useCoverage((state) => state.isKnown);
  const hasFailed = useCoverage((state) => state.hasFailed);
  const isComputing = useForecastState(
    ({ background }) => background !== null && background.computed < background.total,
  );
  const refining = useForecastState((state) => state.refining);
  const series = useForecastState((state) => state.shown?.series ?? null);
  const forecast = useForecastState((state) => state.shown?.forecast ?? null);
  if (refining !== null) return { title: refiningTexts[refining], verdict: "unknown", sentences: [], isWorking: true };
  if (series === null) return { title: "\u00A0", verdict: "unknown", sentences: [], isWorking: false };
  if (forecast === null) {
    const title = series.oldestOrigin === 0 ? "Too little past to judge" : "No forecast to judge";
    return { title, verdict: "unknown", sentences: [], isWorking: false };
  }
  // What must be known before relying on it comes first.
  const warnings = (forecast.warnings ?? []).map(({ message }) => message);
  const about = [
    forecast.choice?.reason,
    forecast.calibration === undefined ? undefined : calibrationText(forecast.calibration, series.frequency),
  ];
  if (measured === null) {
    const isWorking = !hasFailed && (isComputing || !isKnown);
    const title = hasFailed
      ? "Not compared with past forecasts"
      : isWorking
        ? "Comparing with past forecasts…"
        : "No past forecasts to compare with";
    const verdict = warnings.length > 0 && !isWorking ? "warned" : "unknown";
    return {
      title: verdict === "warned" ? warnedTitle : title,
      verdict,
      sentences: stated([...warnings, hasFailed ? retryText : null, ...about]),
      isWorking,
    };
  }
  const { range } = measured;
  // The reason of a choice says how it compares with seasonal naive; once is enough.
  const error = forecast.choice === undefined ? errorText(measured, series) : null;
  const isWarned = warnings.length > 0 && (range.verdict === "held" || range.verdict === "too-few");
  return {
    title: isWarned ? warnedTitle : verdictTitle(range, series.frequency),
    verdict: isWarned ? "warned" : range.verdict,
    sentences: stated([...warnings, error, ...about, coverageText(measured)]),
    isWorking: false,
  };
}

/** Without the full stops that some have and others don't. */
function stated(sentences: readonly (string | null | undefined)[]): readonly string[] {
  return sentences.filter((sentence) => sentence != null).map((sentence) => sentence.replace(/\.$/, ""));
}
