import { chanceText, formatTime, thresholdName } from "#renderer/format";
import { type KeyboardEvent, type PointerEvent, useRef, useSyncExternalStore } from "react";
import { isBeyond, isLimit, linesOf, type Threshold, type ThresholdAnswer } from "#domain/threshold";
import { type FanChart, pixelX, pixelY, type PlotArea, valueAt } from "#renderer/charts";
import { useForecastState } from "#renderer/forecasts";
import { useThresholds, useThresholdsState } from "./context.ts";
import { movedTo } from "./moved.ts";
import { axisStep, nearestRound } from "./rounding.ts";
import { texts } from "./texts.ts";
import { withDraft } from "./thresholds.ts";
import { useThresholdContext } from "./use-number.ts";
import "./threshold-lines.css";

/** More dots would be a band. */
const maxDots = 400;

/** Lines of the limits over the chart, each with its chance; values beyond them are marked, and chances stand below. */
export function ThresholdLines({ chart }: { readonly chart: FanChart }) {
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  const own = useThresholdsState((state) => state.own);
  const draft = useThresholdsState((state) => state.draft);
  const shownSeries = useForecastState((state) => state.shown?.series.id);
  const series = useThresholdsState((state) => state.series?.id);
  if (area === null || area.seasons !== null || series !== shownSeries) return null;
  // A sum is on another scale than its series.
  const limits = withDraft({ own, draft }).filter(({ rule, scope }) => isLimit(rule) && scope.kind !== "sum");
  if (limits.length === 0) return null;
  return (
    <>
      <Beyond area={area} limits={limits} />
      {limits.flatMap((threshold) =>
        linesOf(threshold.rule).map((value, end) => (
          <Line key={`${threshold.id} ${end}`} {...{ area, threshold, value, end }} />
        )),
      )}
      <Strip area={area} limits={limits} />
    </>
  );
}

interface LineProps {
  readonly area: PlotArea;
  readonly threshold: Threshold;
  readonly value: number;
  /** Which end of a range. */
  readonly end: number;
}

/** A line that can be moved by pointer and keys; the label beside it says how likely it is crossed. */
function Line({ area, threshold, value, end }: LineProps) {
  const thresholds = useThresholds();
  const context = useThresholdContext();
  const answer = useAnswer(threshold.id);
  const started = useRef(false);
  if (context === null) return null;
  const [low, high] = area.values;
  const isOut = value > high || value < low;
  const y = Math.min(Math.max(pixelY(area, value), area.top), area.top + area.height);
  const name = thresholdName(threshold, context);
  const chance = answer?.limit == null ? null : chanceText(answer.limit.ever);
  const label = chance === null ? name : texts.lineChance(name, chance);
  const move = (to: number): void =>
    thresholds.draft({ ...threshold, rule: movedTo(threshold.rule, end, nearestRound(to, area.values)) });
  const keep = (): void => void thresholds.save();
  const place = (event: PointerEvent<HTMLElement>): number => {
    const frame = event.currentTarget.offsetParent?.getBoundingClientRect();
    return event.clientY - (frame?.top ?? 0);
  };
  const isWriting = (): boolean => thresholds.store.getState().isWriting;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const by = stepsOf(event.key);
    if (by !== 0) {
      event.preventDefault();
      event.stopPropagation();
      move(value + by * axisStep(area.values));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (thresholds.store.getState().draft?.id === threshold.id && !isWriting()) keep();
      else {
        thresholds.open();
        thresholds.write(threshold);
      }
    } else if (event.key === "Escape" && thresholds.store.getState().draft !== null && !isWriting()) {
      event.stopPropagation();
      thresholds.draft(null);
    }
  };
  return (
    <div
      className="threshold-line"
      data-severity={threshold.severity}
      data-out={isOut || undefined}
      style={{ left: area.left, width: area.width, top: y }}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={texts.line(name)}
      aria-valuenow={value}
      aria-valuemin={Math.min(low, value)}
      aria-valuemax={Math.max(high, value)}
      aria-valuetext={label}
      onFocus={() => thresholds.focus(threshold.id)}
      onBlur={() => {
        if (thresholds.store.getState().draft?.id === threshold.id && !isWriting()) keep();
      }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        started.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (started.current) move(valueAt(area, place(event)));
      }}
      onPointerUp={() => {
        if (!started.current) return;
        started.current = false;
        if (thresholds.store.getState().draft !== null && !isWriting()) keep();
      }}
      onPointerCancel={() => {
        started.current = false;
        if (!isWriting()) thresholds.draft(null);
      }}
    >
      <span className="threshold-label" data-below={y < area.top + 20 || undefined}>
        {label}
      </span>
    </div>
  );
}

function stepsOf(key: string): number {
  const steps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  return steps[key] ?? 0;
}

function useAnswer(id: number): ThresholdAnswer | null {
  return useThresholdsState((state) => state.answers?.byId.get(id) ?? null);
}

interface LimitsProps {
  readonly area: PlotArea;
  readonly limits: readonly Threshold[];
}

/** Dots on observed values beyond a limit, and on medians of the forecast that are. */
function Beyond({ area, limits }: LimitsProps) {
  const shown = useForecastState((state) => state.shown);
  if (shown === null) return null;
  const { times, values } = shown.values;
  const { forecast } = shown;
  const dots: { readonly time: number; readonly value: number; readonly severity: string }[] = [];
  const add = (time: number, value: number): void => {
    if (time < area.times[0] || time > area.times[1]) return;
    for (const { rule, severity, from, to } of limits) {
      if (!isLimit(rule) || rule.kind === "target" || !isBeyond(rule, value)) continue;
      if (time < (from ?? -Infinity) || time > (to ?? Infinity)) continue;
      dots.push({ time, value, severity });
      break;
    }
  };
  for (let step = times.length - 1; step >= 0 && dots.length < maxDots; step--) {
    if ((times[step] as number) < area.times[0]) break;
    add(times[step] as number, values[step] as number);
  }
  if (forecast !== null) {
    const row = forecast.levels.findIndex((level) => Math.abs(level - 0.5) < 1e-6);
    for (let step = 0; row >= 0 && step < forecast.horizon; step++)
      add(forecast.times[step] ?? Number.NaN, forecast.quantiles[row * forecast.horizon + step] ?? Number.NaN);
  }
  return (
    <svg className="threshold-dots" aria-hidden="true">
      {dots.map(({ time, value, severity }) => (
        <circle
          key={`${time} ${value}`}
          data-severity={severity}
          cx={pixelX(area, time)}
          cy={pixelY(area, value)}
          r={3}
        />
      ))}
    </svg>
  );
}

/** The chance at each step, along the time, for the limit that is looked at or the one that is crossed most likely. */
function Strip({ area, limits }: LimitsProps) {
  const answers = useThresholdsState((state) => state.answers);
  const focused = useThresholdsState((state) => state.focused);
  const frequency = useForecastState((state) => state.shown?.series.frequency);
  const context = useThresholdContext();
  if (answers === null || frequency === undefined || context === null) return null;
  const chosen =
    limits.find(({ id }) => id === focused) ??
    limits.reduce<Threshold | undefined>((most, one) => {
      const ever = (of: Threshold | undefined): number =>
        of === undefined ? -1 : (answers.byId.get(of.id)?.limit?.ever ?? -1);
      return ever(one) > ever(most) ? one : most;
    }, undefined);
  const limit = chosen === undefined ? null : (answers.byId.get(chosen.id)?.limit ?? null);
  if (chosen === undefined || limit === null) return null;
  const { times } = answers.forecast;
  const half = ((times[1] ?? times[0] ?? 0) - (times[0] ?? 0)) / 2;
  const cells = limit.at.map((chance, step) => {
    const time = times[step] ?? Number.NaN;
    const left = Math.max(area.left, pixelX(area, time - half));
    const right = Math.min(area.left + area.width, pixelX(area, time + half));
    return { chance, step, left, width: right - left };
  });
  const highest = limit.at.reduce<number>((most, chance, step) => {
    return (chance ?? -1) > (limit.at[most] ?? -1) ? step : most;
  }, 0);
  const when = formatTime(times[highest] ?? Number.NaN, frequency);
  const words = texts.strip(thresholdName(chosen, context), chanceText(limit.at[highest] ?? 0), when);
  return (
    <div
      className="threshold-strip"
      data-severity={chosen.severity}
      role="img"
      aria-label={words}
      title={words}
      style={{ top: area.top + area.height - 9 }}
    >
      {cells.map(({ chance, step, left, width }) =>
        width <= 0 || chance === null ? null : (
          <span key={step} className="threshold-cell" style={{ left, width, opacity: 0.12 + 0.88 * chance }} />
        ),
      )}
    </div>
  );
}
