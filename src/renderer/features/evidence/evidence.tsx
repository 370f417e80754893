import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { RangeVerdict } from "#domain/score";
import { useSession, useSessionState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { calibrationText, coverageText } from "#renderer/format";
import { Button, PopoverButton } from "#renderer/ui";
import { useCoverage } from "./context.ts";
import { errorText, verdictTitle } from "./trust-words.ts";
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

/** What the past says about this fan, beside it at all times and in a place of its own: nothing moves when it comes. */
export function Evidence() {
  const { title, verdict, sentences, isWorking } = useTrust();
  const Icon = icons[verdict];
  const text = sentences.join(". ");
  return (
    <figcaption className="evidence" data-verdict={verdict} data-working={isWorking || undefined}>
      <PopoverButton
        className="trust-badge"
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
        <p className="trust-about">
          Past forecasts are made as if at earlier times, with what was known then, and compared with what happened.
        </p>
      </PopoverButton>
      <span className="trust-text truncate" title={text}>
        {text === "" ? "\u00A0" : text}
      </span>
      <BandsButton verdict={verdict} />
    </figcaption>
  );
}

/** Corrects ranges that were wrong in the past, and goes back. Invisible, and in its place, where there is nothing to correct. */
function BandsButton({ verdict }: { readonly verdict: Verdict }) {
  const session = useSession();
  const bands = useSessionState((state) => state.bands);
  const isWrong = verdict === "too-narrow" || verdict === "too-wide";
  if (bands === "calibrated") {
    return (
      <Button className="trust-action" onPress={() => session.setBands("native")}>
        Show as modelled
      </Button>
    );
  }
  return (
    <Button
      className={isWrong ? "trust-action" : "trust-action unseen"}
      isDisabled={!isWrong}
      onPress={() => session.setBands("calibrated")}
    >
      Correct the ranges
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
  if (series === null || forecast === null)
    return { title: "\u00A0", verdict: "unknown", sentences: [], isWorking: false };
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
    title: isWarned ? warnedTitle : verdictTitle(range),
    verdict: isWarned ? "warned" : range.verdict,
    sentences: stated([...warnings, error, ...about, coverageText(measured)]),
    isWorking: false,
  };
}

/** Without the full stops that some have and others don't. */
function stated(sentences: readonly (string | null | undefined)[]): readonly string[] {
  return sentences.filter((sentence) => sentence != null).map((sentence) => sentence.replace(/\.$/, ""));
}
