/** Influences and the parts of a forecast, in words. */
import type { ForecastChange, ForecastExplanation, InfluenceEffect, InfluenceVerdict } from "#domain/influence";
import type { Frequency } from "#domain/series";
import { capital, formatSteps, formatTime, percent, signed, valueFormatter } from "#renderer/format";
import { sentences } from "./texts.ts";

/** "Holidays help: error −12 % over 24 weeks of the past." */
export function verdictText({ reason }: Pick<InfluenceVerdict, "reason">): string {
  return `${capital(reason)}.`;
}

/** "−18 %", or in the series' unit. */
export function effectText({ effect, isRelative }: Pick<InfluenceEffect, "effect" | "isRelative">): string {
  return signed(isRelative ? percent(effect) : valueFormatter([effect])(effect));
}

export function errorText({ error, effect, isRelative }: InfluenceEffect): string {
  return isRelative ? percent(error) : valueFormatter([effect, error])(error);
}

const shownDays = 2;

/** The first days or steps that it touches ahead, and how many more. */
export function aheadText({ ahead, kind }: InfluenceEffect, frequency: Frequency): string {
  if (kind === "column" || kind === "calendar") return "";
  const isWithinDay = ["hour", "minute", "second"].includes(frequency.unit);
  const unit: Frequency = isWithinDay ? { unit: "day", count: 1 } : frequency;
  const days = [...new Set(ahead.map((ms) => formatTime(ms, unit)))];
  return days.length <= shownDays
    ? days.join(", ")
    : `${days.slice(0, shownDays).join(", ")}, +${days.length - shownDays}`;
}

const toldEffects = 5;
/** A change of less than this share of the level is none. */
const hardly = 0.005;

/** What a forecast is made of, in sentences with numbers. */
export function explanationSentences({ parts, effects }: ForecastExplanation, frequency: Frequency): readonly string[] {
  const { level, trend, season, influences, median, horizon } = parts;
  const write = valueFormatter(median);
  const change = trend.at(-1) ?? 0;
  const span = formatSteps(horizon, frequency);
  const said = [sentences.level(write(level))];
  if (Math.abs(change) < hardly * Math.abs(level)) said.push(sentences.flat);
  else said.push(change > 0 ? sentences.rising(write(change), span) : sentences.falling(write(-change), span));
  const [low, high] = [Math.min(...season), Math.max(...season)];
  if (high > low) said.push(sentences.season(signed(write(low)), signed(write(high))));
  for (const effect of effects.filter(({ kind, ahead }) => ahead.length > 0 && isDated(kind)).slice(0, toldEffects))
    said.push(sentences.effect(effect.name, effectText(effect), aheadText(effect, frequency)));
  if (influences.length > 0) {
    const sum = influences.reduce((total, { values }) => total + values.reduce((all, one) => all + one, 0), 0);
    const whole = median.reduce((all, one) => all + one, 0);
    said.push(sentences.influences(signed(whole - sum === 0 ? write(sum) : percent(sum / Math.abs(whole - sum), 1))));
  }
  return said;
}

function isDated(kind: InfluenceEffect["kind"]): boolean {
  return kind === "holiday" || kind === "event";
}

/** A share that rounds to nothing. */
const noShare = 0.0005;

/** What changed since an earlier forecast and why, in sentences with numbers. */
export function changeSentences(
  change: ForecastChange,
  frequency: Frequency,
  like: ArrayLike<number>,
): readonly string[] {
  const { newSteps, judged, bias, worst, common, moved, levelMoved, influencesMoved } = change;
  const write = valueFormatter(like);
  const said: string[] = [];
  const steps = formatSteps(judged, frequency);
  if (judged === 0 || bias === null) said.push(sentences.cameOnly(formatSteps(newSteps, frequency)));
  else said.push(Math.abs(bias) < noShare ? sentences.cameAsForecast(steps) : sentences.came(steps, sideText(bias)));
  if (worst !== null)
    said.push(
      sentences.worst(formatTime(worst.time, frequency), write(worst.value), write(worst.expected), worst.influence),
    );
  if (common > 0 && moved !== null) {
    const both = formatSteps(common, frequency);
    said.push(Math.abs(moved) < noShare ? sentences.notMoved(both) : sentences.moved(both, signed(percent(moved, 1))));
    // A level that moved the other way explains nothing.
    if (levelMoved !== null && Math.abs(levelMoved) >= noShare && Math.sign(levelMoved) === Math.sign(moved))
      said.push(sentences.why(sideText(levelMoved)));
    if (influencesMoved !== null && Math.abs(influencesMoved) >= noShare)
      said.push(sentences.influencesMoved(signed(percent(influencesMoved, 1))));
  }
  return said;
}

function sideText(share: number): string {
  const size = percent(Math.abs(share), 1);
  return share > 0 ? sentences.above(size) : sentences.below(size);
}
